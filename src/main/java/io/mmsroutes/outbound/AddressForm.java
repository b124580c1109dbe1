package io.mmsroutes.outbound;

import java.util.regex.Pattern;

/** What kind of sender or receiver somebody wrote, by its form alone. */
public enum AddressForm {
    /** Plus and country code, 8 to 15 digits; ITU-T E.164. */
    E164("\\+[1-9]\\d{7,14}"),
    /** 5 or 6 digits in the US and Canada, 3 to 8 elsewhere. */
    SHORT_CODE("\\d{3,8}"),
    /** Letters, digits and blanks, at most 11, one of them a letter; developers.telnyx.com, "Alphanumeric sender ID". */
    ALPHANUMERIC("(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}"),
    /** A number that has lost its plus, or never had one. */
    DIGITS("\\d{9,}"),
    OTHER(".*");

    /** In the North American Numbering Plan; nationalnanpa.com, "Toll-free codes". */
    private static final Pattern TOLL_FREE = Pattern.compile("\\+18(00|33|44|55|66|77|88)\\d{7}");

    private final Pattern pattern;

    AddressForm(String regex) {
        this.pattern = Pattern.compile(regex, Pattern.DOTALL);
    }

    public static AddressForm of(String address) {
        for (AddressForm form : values()) {
            if (form.pattern.matcher(address).matches()) {
                return form;
            }
        }
        return OTHER;
    }

    public static boolean isTollFree(String address) {
        return TOLL_FREE.matcher(address).matches();
    }
}

package io.mmsroutes.outbound.request;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import java.util.regex.Pattern;

/** What is told of an address that is none. Never the address itself: the sentence goes to the log too. */
final class WrongAddress {
    /** How one is written. */
    static final String RIGHT = "+13125550001";

    /** Written for people: at least one sign that is no digit, and no letter. */
    private static final Pattern SPACED = Pattern.compile("\\+?+(?!\\d*$)[\\d\\s\\p{Z}\\p{Pd}().+/]+");

    private WrongAddress() {}

    /**
     * @param general Telnyx's error for what is not only a lost plus
     * @param name of the field, with the place in it
     */
    static Problem problem(ErrorCode general, String pointer, String name, String address) {
        if (AddressForm.of(address) == AddressForm.DIGITS) {
            return ErrorCode.NOT_E164.at(
                    pointer, "%s has no plus in front of its country code: write %s.".formatted(name, RIGHT));
        }
        if (address.isEmpty()) {
            return general.at(pointer, "%s is empty: write %s.".formatted(name, RIGHT));
        }
        if (SPACED.matcher(address).matches()) {
            return general.at(
                    pointer, "%s has blanks, dashes or brackets among its digits: write %s.".formatted(name, RIGHT));
        }
        return general.at(
                pointer,
                "%s is no phone number: write it with plus and country code, 8 to 15 digits, as %s, or as a short code of 3 to 8 digits."
                        .formatted(name, RIGHT));
    }
}

package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.PhoneNumber;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** What carriers treat differently. */
enum SenderType {
    LONG_CODE("a long code"),
    TOLL_FREE("a toll-free number"),
    SHORT_CODE("a short code");

    /** The prefixes of the North American Numbering Plan. */
    private static final Pattern TOLL_FREE_NUMBER = Pattern.compile("\\+1(800|833|844|855|866|877|888)\\d{7}");

    private static final Pattern SHORT_NUMBER = Pattern.compile("\\d{3,8}");

    private final String words;

    SenderType(String words) {
        this.words = words;
    }

    /** @param from null when Telnyx picks the number from a pool: mostly a long code */
    static SenderType of(@Nullable PhoneNumber from) {
        String number = from == null ? "" : from.value();
        if (TOLL_FREE_NUMBER.matcher(number).matches()) {
            return TOLL_FREE;
        }
        return SHORT_NUMBER.matcher(number).matches() ? SHORT_CODE : LONG_CODE;
    }

    String words() {
        return words;
    }
}

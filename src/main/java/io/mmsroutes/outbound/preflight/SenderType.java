package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import org.jspecify.annotations.Nullable;

/** What carriers treat differently. */
enum SenderType {
    LONG_CODE("a long code"),
    TOLL_FREE("a toll-free number"),
    SHORT_CODE("a short code");

    private final String words;

    SenderType(String words) {
        this.words = words;
    }

    /** @param from null when Telnyx picks the number from a pool: mostly a long code */
    static SenderType of(@Nullable PhoneNumber from) {
        String number = from == null ? "" : from.value();
        if (AddressForm.isTollFree(number)) {
            return TOLL_FREE;
        }
        return AddressForm.of(number) == AddressForm.SHORT_CODE ? SHORT_CODE : LONG_CODE;
    }

    String words() {
        return words;
    }
}

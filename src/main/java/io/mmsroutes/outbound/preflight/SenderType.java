package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/**
 * What carriers treat differently, and the most bytes that each takes from it in one message; developers.telnyx.com, "MMS media
 * and transcoding". Telnyx does not say whether its MB are 1 000 000 or 1 048 576 bytes: the smaller is safe.
 */
enum SenderType {
    LONG_CODE("a long code", 1_000_000, 1_500_000, 1_000_000),
    TOLL_FREE("a toll-free number", 600_000, 600_000, 600_000),
    SHORT_CODE("a short code", 600_000, 1_000_000, 1_200_000);

    private final String words;
    private final long att;
    private final long tMobile;
    private final long verizon;

    SenderType(String words, long att, long tMobile, long verizon) {
        this.words = words;
        this.att = att;
        this.tMobile = tMobile;
        this.verizon = verizon;
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

    /** Bytes, by the name of the carrier. */
    SortedMap<String, Long> limits() {
        return new TreeMap<>(Map.of("AT&T", att, "T-Mobile", tMobile, "Verizon", verizon));
    }
}

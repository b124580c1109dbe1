package io.mmsroutes.outbound.preflight;

import java.util.Arrays;
import java.util.List;

/**
 * Most bytes that a carrier takes in one message; developers.telnyx.com, "MMS media and transcoding". Telnyx does not say
 * whether its MB are 1 000 000 or 1 048 576 bytes: the smaller is safe.
 */
enum CarrierLimit {
    ATT("AT&T", 1_000_000, 600_000, 600_000),
    T_MOBILE("T-Mobile", 1_500_000, 600_000, 1_000_000),
    VERIZON("Verizon", 1_000_000, 600_000, 1_200_000);

    private final String carrier;
    private final long longCode;
    private final long tollFree;
    private final long shortCode;

    CarrierLimit(String carrier, long longCode, long tollFree, long shortCode) {
        this.carrier = carrier;
        this.longCode = longCode;
        this.tollFree = tollFree;
        this.shortCode = shortCode;
    }

    /** Carriers that refuse so much, such as {@code AT&T (600 kB)}. */
    static List<String> refusing(long bytes, SenderType sender) {
        return Arrays.stream(values())
                .filter(limit -> bytes > limit.of(sender))
                .map(limit -> "%s (%s)".formatted(limit.carrier, ByteCount.inWords(limit.of(sender))))
                .toList();
    }

    private long of(SenderType sender) {
        return switch (sender) {
            case LONG_CODE -> longCode;
            case TOLL_FREE -> tollFree;
            case SHORT_CODE -> shortCode;
        };
    }
}

package io.mmsroutes.simulator;

import java.time.Clock;

/** Signs a webhook at the moment it is posted, as Telnyx does. */
public final class SignWebhook {
    private final SimulatedTelnyx telnyx;
    private final Clock clock;

    public SignWebhook(SimulatedTelnyx telnyx, Clock clock) {
        this.telnyx = telnyx;
        this.clock = clock;
    }

    public Signed sign(byte[] body) {
        long timestamp = clock.instant().getEpochSecond();
        return new Signed(telnyx.sign(body, timestamp), timestamp);
    }

    /**
     * @param signature value of {@code telnyx-signature-ed25519}
     * @param timestamp value of {@code telnyx-timestamp}, Unix seconds
     */
    public record Signed(String signature, long timestamp) {}
}

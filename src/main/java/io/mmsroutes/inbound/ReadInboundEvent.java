package io.mmsroutes.inbound;

import io.mmsroutes.account.TelnyxAccount;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/** Takes an event out of what its queue hands over. */
public final class ReadInboundEvent {
    /**
     * @param enteredAt when the queue took it, ISO-8601
     * @param keyFingerprint null where another producer filled the queue
     * @param account whose key that is; null where it is the default one's
     * @param last true where its time is over
     * @param progress text of {@link Progress}, null at the first attempt; what is not ours counts as none
     */
    public InboundEvent read(
            byte[] body,
            String enteredAt,
            @Nullable String keyFingerprint,
            @Nullable String account,
            @Nullable Boolean last,
            @Nullable String progress) {
        return new InboundEvent(
                body,
                Instant.parse(enteredAt),
                keyFingerprint == null ? "unknown" : keyFingerprint,
                account == null ? TelnyxAccount.DEFAULT : account,
                Boolean.TRUE.equals(last),
                Progress.parse(progress));
    }
}

package io.mmsroutes.dropin;

import io.mmsroutes.failure.Failure;
import java.util.Optional;
import java.util.UUID;
import org.apache.camel.CamelExecutionException;
import org.jspecify.annotations.Nullable;

/** Writes a request of the host's into the database: from then on it will be sent, or the database says why not. */
public final class EnterMessage {
    private final Sending sending;

    public EnterMessage(Sending sending) {
        this.sending = sending;
    }

    /**
     * Returns our id of the message; for a key that was seen before, that of the first time.
     *
     * @param request JSON in the schema of Telnyx's {@code POST /v2/messages}
     * @param key by which a repeat is known; null where there is none
     * @throws Failure as {@code POST /v2/messages} of the gateway would answer
     */
    public UUID enter(byte[] request, @Nullable String key) {
        try {
            return sending.gateway()
                    .to("direct:accept-request")
                    .withBody(request)
                    .withHeader("mmsChannel", "kamelet")
                    .withHeader("mmsIdempotencyKey", Optional.ofNullable(key).orElse(""))
                    .request(UUID.class);
        } catch (CamelExecutionException e) {
            throw Failure.in(e).<RuntimeException>map(failure -> failure).orElse(e);
        }
    }
}

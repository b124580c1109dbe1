package io.mmsroutes.admin;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.Json;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what somebody typed; a field that does not exist would otherwise replay more than was meant. */
public final class ReadReplayRequest {
    private static final ObjectReader READER =
            Json.MAPPER.readerFor(ReplayRequest.class).with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES);

    /** Throws {@link Rejected} {@code replay-unclear}. */
    public ReplayRequest read(byte @Nullable [] body) {
        try {
            return READER.readValue(body == null ? new byte[0] : body);
        } catch (IOException e) {
            if (e.getCause() instanceof Rejected rejected) {
                throw rejected;
            }
            throw new Rejected(
                    "replay-unclear",
                    "Send JSON with messageId, sender, since and until (ISO-8601), or all:true, and with reply:true to answer the senders too; no other field is known.",
                    e);
        }
    }
}

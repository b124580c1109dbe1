package io.mmsroutes.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads what somebody typed; a field that does not exist would otherwise replay more than was meant. */
public final class ReadReplayRequest {
    /** Throws {@link Rejected} {@code replay-unclear}. */
    public ReplayRequest read(byte @Nullable [] body) {
        try {
            ObjectNode request = CommandJson.read(body);
            // A number would be read as seconds since 1970, and mean all there is.
            if (isTextOrAbsent(request.path("since")) && isTextOrAbsent(request.path("until"))) {
                return CommandJson.read(body, ReplayRequest.class);
            }
        } catch (IOException e) {
            if (e.getCause() instanceof Rejected rejected) {
                throw rejected;
            }
            throw unclear(e);
        }
        throw unclear(null);
    }

    private static boolean isTextOrAbsent(JsonNode time) {
        return time.isTextual() || time.isNull() || time.isMissingNode();
    }

    private static Rejected unclear(@Nullable IOException cause) {
        String sentence =
                "Send JSON with messageId, sender, since and until (ISO-8601), or all:true, and with reply:true to answer the senders too; no other field is known.";
        return cause == null
                ? new Rejected("replay-unclear", sentence)
                : new Rejected("replay-unclear", sentence, cause);
    }
}

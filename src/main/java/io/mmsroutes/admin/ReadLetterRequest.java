package io.mmsroutes.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads which dead letters are meant. */
public final class ReadLetterRequest {
    /** Throws {@link Rejected} {@code letter-unclear}. */
    public LetterRequest read(byte @Nullable [] body) {
        try {
            ObjectNode request = CommandJson.read(body);
            JsonNode id = request.path("id");
            JsonNode everything = request.path("all");
            if ((id.isMissingNode() || id.isTextual()) && (everything.isMissingNode() || everything.isBoolean())) {
                return CommandJson.read(body, LetterRequest.class);
            }
        } catch (IOException e) {
            if (e.getCause() instanceof Rejected rejected) {
                throw rejected;
            }
            throw new Rejected("letter-unclear", LetterRequest.SENTENCE, e);
        }
        throw new Rejected("letter-unclear", LetterRequest.SENTENCE);
    }
}

package io.mmsroutes.admin;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** Reads whose opt-out is to be lifted. One number, named in full: a slip would write to somebody who said no. */
public final class ReadLiftRequest {
    /** @throws Rejected {@code lift-unclear} */
    public LiftRequest read(byte @Nullable [] body) {
        try {
            LiftRequest request = CommandJson.read(body, LiftRequest.class);
            if (request.number() != null && !request.number().value().isBlank()) {
                return request;
            }
        } catch (IOException e) {
            throw unclear(e);
        }
        throw unclear(null);
    }

    private static Rejected unclear(@Nullable IOException cause) {
        String sentence =
                "Send JSON with number, as /admin/opt-outs shows it, and perhaps profile; no other field is known.";
        return cause == null ? new Rejected("lift-unclear", sentence) : new Rejected("lift-unclear", sentence, cause);
    }

    /**
     * @param number in full
     * @param profile id of a messaging profile, or {@code *}; null for all
     */
    public record LiftRequest(
            @Nullable PhoneNumber number, @Nullable String profile) {}
}

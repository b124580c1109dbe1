package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonProperty;
import io.mmsroutes.failure.Rejected;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters a command is about: one, or all of the routes that name no error handling.
 *
 * @param id as {@code GET /admin/dead-letters} lists it; null with {@code all}
 */
public record LetterRequest(
        @Nullable String id, @JsonProperty("all") boolean everything) {
    static final String SENTENCE =
            "Send JSON with id, as GET /admin/dead-letters lists it, or all:true for those of your own routes; no other field is known.";

    /** Throws {@link Rejected} {@code letter-unclear} for neither or both. */
    public LetterRequest {
        if ((id != null) == everything || (id != null && id.isBlank())) {
            throw new Rejected("letter-unclear", SENTENCE);
        }
    }
}

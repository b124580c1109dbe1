package io.mmsroutes.outbound;

import com.fasterxml.jackson.annotation.JsonIgnore;
import java.util.Set;

/**
 * Something about the media of a message that may keep it from arriving.
 *
 * @param index position in {@code media_urls}, from 0; {@link #WHOLE} for all of them together
 * @param code stable, kebab-case
 * @param sentence for people, without the URL
 */
public record Finding(int index, String code, String sentence) {
    public static final int WHOLE = -1;

    private static final Set<String> FATAL =
            Set.of("media-unreachable", "media-empty", "type-unsupported", "item-too-large", "total-too-large");

    /** It will not arrive, or not everywhere; other findings only make it doubtful. */
    @JsonIgnore
    public boolean isFatal() {
        return FATAL.contains(code);
    }
}

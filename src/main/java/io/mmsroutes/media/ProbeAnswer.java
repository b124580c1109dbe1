package io.mmsroutes.media;

import org.jspecify.annotations.Nullable;

/** What looking at one piece of outbound media comes to. */
public final class ProbeAnswer {
    private ProbeAnswer() {}

    /**
     * @param index which piece of the message
     * @param problem why the media cannot be had, a sentence; null when they can
     * @param type as the host calls it, parameters included
     * @param size of the whole, in bytes
     */
    public record Seen(
            int index,
            @Nullable String problem,
            @Nullable String type,
            @Nullable Long size) {

        static Seen unreachable(int index, String problem) {
            return new Seen(index, problem, null, null);
        }
    }
}

package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import org.jspecify.annotations.Nullable;

/** A store that does not say where it put something is not believed. */
public final class RequireLocation {
    /** Throws {@link TryLater} {@code store-silent} for a store Kamelet that sets no {@code mmsLocation}. */
    public String require(@Nullable String location) {
        if (location == null || location.isBlank()) {
            throw new TryLater(
                    "store-silent", "The store does not say where it put the media: it must set mmsLocation.");
        }
        return location;
    }
}

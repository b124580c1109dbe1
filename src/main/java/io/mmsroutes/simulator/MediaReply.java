package io.mmsroutes.simulator;

import org.jspecify.annotations.Nullable;

/**
 * What the simulated media host answers.
 *
 * @param content a byte array, whose length is announced; a stream, whose length is not; or null
 * @param late comes some seconds later
 * @param cutShort breaks off half-way
 */
public record MediaReply(
        int status,
        @Nullable String contentType,
        @Nullable String location,
        @Nullable Object content,
        boolean late,
        boolean cutShort) {

    static MediaReply file(String contentType, Object content) {
        return new MediaReply(200, contentType, null, content, false, false);
    }

    static MediaReply redirect(String location) {
        return new MediaReply(302, null, location, null, false, false);
    }

    static MediaReply notFound() {
        return new MediaReply(404, null, null, null, false, false);
    }

    static MediaReply forbidden() {
        return new MediaReply(403, null, null, null, false, false);
    }

    MediaReply comingLate() {
        return new MediaReply(status, contentType, location, content, true, cutShort);
    }

    MediaReply breakingOff() {
        return new MediaReply(status, contentType, location, content, late, true);
    }
}

package io.mmsroutes.message;

import io.mmsroutes.message.MediaOutcome.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One piece of media of one message.
 *
 * @param index position in the webhook's media array, from 0
 */
public record MediaItem(int index, MessageKeys keys, AnnouncedMedia announced, MediaOutcome outcome) {
    public boolean isPending() {
        return outcome.state() == State.PENDING;
    }

    /** Of what was stored. */
    public MediaFacts facts() {
        return Objects.requireNonNull(outcome.found(), "only what was fetched has facts");
    }

    /** Name in storage. */
    public String key(MediaFacts found) {
        return keys.media(index, found);
    }

    /** Name in storage of what is in a vCard, as JSON. */
    public String cardKey(MediaFacts found) {
        return key(found) + ".json";
    }

    public MediaItem with(MediaOutcome other) {
        return new MediaItem(index, keys, announced, other);
    }

    /** @param card where what is in a vCard was put, as JSON; null where there is none */
    public MediaItem stored(MediaFacts found, String location, @Nullable String card) {
        return with(new MediaOutcome(State.STORED, found, location, card, null, null, outcome.attempts() + 1));
    }

    /** The same, with what was not understood of it; it is stored all the same. */
    public MediaItem noted(String code, String reason) {
        return with(outcome.noted(code, reason));
    }

    /** Not to be had now. */
    public MediaItem pending(String code, String reason, boolean countsAsAttempt) {
        int attempts = outcome.attempts() + (countsAsAttempt ? 1 : 0);
        return with(new MediaOutcome(State.PENDING, null, null, null, code, reason, attempts));
    }

    /** Not to be had at all. */
    public MediaItem unavailable(String code, String reason) {
        return with(new MediaOutcome(State.UNAVAILABLE, null, null, null, code, reason, outcome.attempts() + 1));
    }
}

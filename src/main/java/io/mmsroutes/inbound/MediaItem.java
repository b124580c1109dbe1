package io.mmsroutes.inbound;

import io.mmsroutes.inbound.MediaOutcome.State;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * One piece of media of one message.
 *
 * @param index position in the webhook's media array, from 0
 */
public record MediaItem(int index, MessageKeys keys, DeclaredMedia announced, MediaOutcome outcome) {
    private static final String TOO_MANY = "too-many-media";

    /** Stands for this one and all behind it. */
    static MediaItem tooMany(int index, MessageKeys keys, int count) {
        String reason =
                "The message lists %s media, and no more than %s of one message are fetched: this stands for the other %s."
                        .formatted(count, index, count - index);
        DeclaredMedia nothing = new DeclaredMedia(null, null, null, null, null);
        return new MediaItem(
                index, keys, nothing, new MediaOutcome(State.UNAVAILABLE, null, null, null, null, TOO_MANY, reason, 0));
    }

    boolean isTooMany() {
        return TOO_MANY.equals(outcome.code());
    }

    public boolean isPending() {
        return outcome.state() == State.PENDING;
    }

    /** Stored, and what the webhook declares. */
    public boolean isComplete() {
        return outcome.state() == State.STORED && !outcome.differs();
    }

    /** Of what was stored. */
    public MediaMetadata facts() {
        return Objects.requireNonNull(outcome.found(), "only what was fetched has facts");
    }

    /** Name in storage. */
    public String key(MediaMetadata found) {
        return keys.media(index, found);
    }

    /** Name in storage of what is in a vCard, as JSON. */
    public String cardKey(MediaMetadata found) {
        return key(found) + ".json";
    }

    public MediaItem with(MediaOutcome other) {
        return new MediaItem(index, keys, announced, other);
    }

    /**
     * Bytes that contradict what the webhook declares are marked.
     *
     * @param card where what is in a vCard was put, as JSON; null where there is none
     */
    public MediaItem stored(MediaMetadata found, String location, @Nullable String card) {
        String contradiction = announced.contradiction(found);
        String code = contradiction == null ? null : MediaOutcome.DIFFERS;
        return with(new MediaOutcome(
                State.STORED, found, location, card, null, code, contradiction, outcome.attempts() + 1));
    }

    /** @param store name of the Kamelet that took it; null where nobody noted it */
    public MediaItem takenBy(@Nullable String store) {
        return with(outcome.takenBy(store));
    }

    /** Fetched, and not stored now: the next attempt goes on from the bytes in the spool. What an earlier round stored stays known. */
    public MediaItem pending(MediaMetadata inHand, String code, String reason) {
        MediaMetadata found = outcome.location() == null ? inHand : outcome.found();
        return with(outcome.pending(found, code, reason, outcome.attempts() + 1));
    }

    /** The same, with what was not understood of it; it is stored all the same. */
    public MediaItem noted(String code, String reason) {
        return with(outcome.noted(code, reason));
    }

    /** Not to be had now. */
    public MediaItem pending(String code, String reason, boolean countsAsAttempt) {
        int attempts = outcome.attempts() + (countsAsAttempt ? 1 : 0);
        return with(outcome.pending(outcome.found(), code, reason, attempts));
    }

    /** Not to be had at all. */
    public MediaItem unavailable(String code, String reason) {
        return with(outcome.pending(outcome.found(), code, reason, outcome.attempts() + 1))
                .givenUp();
    }

    /** What an earlier round stored, marked, stays so. */
    MediaItem givenUp() {
        if (outcome.location() != null && outcome.found() != null) {
            String contradiction = announced.contradiction(outcome.found());
            return with(outcome.in(State.STORED).noted(MediaOutcome.DIFFERS, contradiction));
        }
        return with(new MediaOutcome(
                State.UNAVAILABLE, null, null, null, null, outcome.code(), outcome.reason(), outcome.attempts()));
    }

    /** Nothing that an earlier round stored is as near to what was declared. */
    public boolean isBestWith(MediaMetadata other) {
        MediaMetadata stored = outcome.location() == null ? null : outcome.found();
        return stored == null || other.mismatches().size() < stored.mismatches().size();
    }
}

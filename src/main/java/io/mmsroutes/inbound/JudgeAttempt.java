package io.mmsroutes.inbound;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says what an attempt at a message came to: it waits, can be delivered, or is a dead letter, from where it can be replayed. */
public final class JudgeAttempt {
    /** Gives up what is still missing when the attempt was the last one. */
    public InboundMessage expire(InboundMessage message) {
        return message.event().last()
                ? message.with(
                        message.pendingMedia().stream().map(MediaItem::givenUp).toList())
                : message;
    }

    /**
     * Returns it where it can be delivered.
     *
     * @throws TryLater {@code media-pending}, or {@code host-busy} where nothing was tried, so that this is no failed attempt
     */
    public InboundMessage require(InboundMessage message) {
        if (!message.isPending()) {
            return message;
        }
        if (message.pendingMedia().stream()
                .allMatch(item -> TryLater.HOST_BUSY.equals(item.outcome().code()))) {
            throw TryLater.hostBusy();
        }
        throw new TryLater(
                "media-pending",
                "%s of %s media cannot be had now."
                        .formatted(
                                message.pendingMedia().size(), message.media().size()));
    }

    /**
     * Returns a failure of ours as it is; for one of a store's, a sink's or the program's own TryLater {@code not-delivered},
     * without its text: that may hold a number, a URL or a key.
     */
    public Failure undelivered(Exception cause) {
        return Failure.in(cause)
                .orElseGet(() -> new TryLater(
                        "not-delivered",
                        "The message could not be delivered; the last failure was a %s."
                                .formatted(cause.getClass().getSimpleName())));
    }

    /**
     * Says why a message is a dead letter though it is delivered. Returns null where nothing is lacking; else {@code media-unavailable}, {@code media-differs}, or the code of the reply's failure.
     *
     * @param reply what the reply failed with; null where it did not
     */
    public @Nullable Rejected delivered(InboundMessage message, @Nullable Exception reply) {
        Optional<Failure> unanswered = Failure.in(reply);
        if (message.incomplete() == 0 && unanswered.isEmpty()) {
            return null;
        }
        String code = unanswered
                .map(Failure::code)
                .orElse(message.unavailable() > 0 ? "media-unavailable" : MediaOutcome.DIFFERS);
        Stream<String> noReply = unanswered
                .map(failure -> "The message was delivered, but not answered; replay it with \"reply\":true. "
                        + failure.sentence())
                .stream();
        return new Rejected(code, Stream.concat(noReply, lacking(message)).collect(Collectors.joining(" ")));
    }

    private static Stream<String> lacking(InboundMessage message) {
        if (message.incomplete() == 0) {
            return Stream.empty();
        }
        long missing = message.unavailable();
        long differing = message.incomplete() - missing;
        return Stream.of(message.tooManyMedia()
                .orElseGet(() -> differing == 0
                        ? "The message was delivered, but %s of its media could not be had.".formatted(missing)
                        : "The message was delivered, but %s of its media could not be had, and %s are not what Telnyx declares."
                                .formatted(missing, differing)));
    }
}

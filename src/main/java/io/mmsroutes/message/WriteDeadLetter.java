package io.mmsroutes.message;

import io.mmsroutes.failure.Failure;
import java.time.Clock;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Says of a message that goes to the dead letters what it was and why. */
public final class WriteDeadLetter {
    /** In characters, as headers of the broker, which have little room. */
    private static final int LONGEST_NAME = 200;

    private static final int LONGEST_REASON = 1_000;

    private final Clock clock;

    public WriteDeadLetter(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param event null when even its bytes could not be read
     * @param message null when its bytes could not be understood
     * @param cause null for a message that was delivered with media missing
     */
    public DeadLetter write(
            @Nullable JournaledEvent event, @Nullable InboundMessage message, @Nullable Exception cause) {
        return new DeadLetter(
                message == null ? "" : message.messageId(),
                message == null ? "" : cut(message.from().value(), LONGEST_NAME),
                code(message, cause),
                cut(reason(message, cause), LONGEST_REASON),
                clock.millis(),
                event == null ? null : progress(message, event).toText());
    }

    private static String cut(String text, int longest) {
        return text.length() <= longest ? text : text.substring(0, longest);
    }

    private static String code(@Nullable InboundMessage message, @Nullable Exception cause) {
        if (cause == null) {
            return message == null || message.unavailable() > 0 ? "media-unavailable" : MediaOutcome.DIFFERS;
        }
        return Failure.in(cause).map(Failure::code).orElse("not-delivered");
    }

    private static String reason(@Nullable InboundMessage message, @Nullable Exception cause) {
        if (cause == null) {
            long missing = message == null ? 0 : message.unavailable();
            long differing = message == null ? 0 : message.incomplete() - missing;
            Optional<String> tooMany = message == null ? Optional.empty() : message.tooManyMedia();
            if (tooMany.isPresent()) {
                return tooMany.get();
            }
            return differing == 0
                    ? "The message was delivered, but %s of its media could not be had.".formatted(missing)
                    : "The message was delivered, but %s of its media could not be had, and %s are not what Telnyx declares."
                            .formatted(missing, differing);
        }
        return Failure.in(cause)
                .map(Failure::sentence)
                .orElseGet(() ->
                        "The message could not be delivered within mms.media.give-up-after; the last failure was a %s."
                                .formatted(cause.getClass().getSimpleName()));
    }

    private static Progress progress(@Nullable InboundMessage message, JournaledEvent event) {
        return message == null ? event.progress() : event.progress().with(message);
    }

    /**
     * @param from in full, as the raw body has it anyway; the broker selects by it, nothing logs it
     * @param at milliseconds since 1970
     * @param progress text of {@link Progress}
     */
    public record DeadLetter(
            String messageId,
            String from,
            String code,
            String reason,
            long at,
            @Nullable String progress) {}
}

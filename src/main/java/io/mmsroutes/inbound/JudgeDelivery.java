package io.mmsroutes.inbound;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Says why a message is a dead letter though it is delivered: from there it can be replayed. */
public final class JudgeDelivery {
    /**
     * Returns null where nothing is lacking; else {@code media-unavailable}, {@code media-differs}, or the code of the reply's failure.
     *
     * @param reply what the reply failed with; null where it did not
     */
    public @Nullable Rejected judge(InboundMessage message, @Nullable Exception reply) {
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

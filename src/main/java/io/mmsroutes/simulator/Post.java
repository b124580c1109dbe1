package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;

/** A webhook that is to be posted: up to {@value #ATTEMPTS} times to a URL, then to the next one. */
sealed interface Post {
    int ATTEMPTS = 3;

    /** From one attempt to the next. Telnyx publishes none. */
    List<Duration> PAUSES = List.of(Duration.ofSeconds(1), Duration.ofSeconds(5), Duration.ofSeconds(1));

    /** From 1, over all URLs. */
    int attempt();

    Instant dueAt();

    Post again(Instant now);

    /** The URL that this attempt goes to, by position. */
    default int url() {
        return (attempt() - 1) / ATTEMPTS;
    }

    /** From 1, of this URL; {@code meta.attempt}. */
    default int attemptOfUrl() {
        return (attempt() - 1) % ATTEMPTS + 1;
    }

    default Instant next(Instant now) {
        return now.plus(PAUSES.get(attemptOfUrl() - 1));
    }

    /** Something that came in. */
    record Event(ObjectNode event, List<String> urls, int attempt, Instant dueAt) implements Post {
        @Override
        public Event again(Instant now) {
            return new Event(event, urls, attempt + 1, next(now));
        }

        /** Without words and numbers, for a log. */
        @Override
        public String toString() {
            return "Event[attempt=%s]".formatted(attempt);
        }
    }

    /**
     * One receipt that is to be posted.
     *
     * @param event {@code message.sent} or {@code message.finalized}
     * @param recipient whom it is about, by position; of no meaning for {@code message.sent}, which is about all
     * @param attempt from 1, over all URLs
     */
    record Receipt(String messageId, String event, int recipient, int attempt, Instant dueAt) implements Post {
        static final String SENT = "message.sent";
        static final String FINALIZED = "message.finalized";

        private static final Duration LATE = Duration.ofSeconds(20);
        private static final Duration BEHIND = Duration.ofMillis(500);

        static List<Receipt> of(TakenMessage message) {
            List<Receipt> sent =
                    message.ended() != null && message.ended().ending().isSent()
                            ? List.of(new Receipt(message.id(), SENT, 0, 1, message.sentAt()))
                            : List.of();
            List<Receipt> last = new ArrayList<>();
            for (int i = 0; i < message.to().size(); i++) {
                last.add(new Receipt(message.id(), FINALIZED, i, 1, message.finalizedAt()));
            }
            return switch (message.receipts()) {
                case IN_ORDER, AS_SMS, FAILED -> together(sent, last);
                case OUT_OF_ORDER ->
                    together(
                            last,
                            later(
                                    sent,
                                    Duration.between(
                                            message.sentAt(),
                                            message.finalizedAt().plus(BEHIND))));
                case DOUBLED -> together(together(sent, last), later(together(sent, last), BEHIND));
                case LATE -> later(together(sent, last), LATE);
                case NONE -> List.of();
            };
        }

        @Override
        public Receipt again(Instant now) {
            return new Receipt(messageId, event, recipient, attempt + 1, next(now));
        }

        private static List<Receipt> together(List<Receipt> first, List<Receipt> second) {
            List<Receipt> all = new ArrayList<>(first);
            all.addAll(second);
            return all;
        }

        private static List<Receipt> later(List<Receipt> receipts, Duration by) {
            return receipts.stream()
                    .map(receipt -> new Receipt(
                            receipt.messageId(),
                            receipt.event(),
                            receipt.recipient(),
                            receipt.attempt(),
                            receipt.dueAt().plus(by)))
                    .toList();
        }
    }
}

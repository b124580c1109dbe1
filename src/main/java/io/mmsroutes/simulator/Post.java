package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.Duration;
import java.time.Instant;
import java.util.List;

/** A webhook that is to be posted: up to {@value #ATTEMPTS} times to a URL, then to the next one. */
sealed interface Post permits Receipt, Post.Event {
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
}

package io.mmsroutes.admin;

import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.MessageValues;
import io.mmsroutes.outbound.AddressForm;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which dead letters are meant: those of which all that is given is true.
 *
 * @param id {@code queue/id}, as {@code GET /admin/dead-letters} lists it, for an id is unique in its queue only
 * @param number of a party of the message, in full
 * @param sender of the message, in full
 * @param since when it died, from this instant on
 * @param until when it died, before this instant
 */
public record DeadLetterFilter(
        @Nullable String id,
        @Nullable String queue,
        @Nullable String code,
        @Nullable String number,
        @Nullable String sender,
        @Nullable String messageId,
        @Nullable Instant since,
        @Nullable Instant until) {
    static final List<String> NAMES = List.of("id", "queue", "code", "number", "sender", "messageId", "since", "until");

    /**
     * @param given values by name, each of {@link #NAMES}
     * @throws Rejected with the name of the one that is none
     */
    static DeadLetterFilter of(Map<String, String> given, String refusal) {
        given.forEach((name, value) -> {
            if (value.isBlank()) {
                throw new Rejected(refusal, "%s is empty: give it a value, or leave it out.".formatted(name));
            }
        });
        Instant since = ListQuery.time("since", given, refusal);
        Instant until = ListQuery.time("until", given, refusal);
        if (since != null && until != null && !since.isBefore(until)) {
            throw new Rejected(refusal, "since is not before until, so nothing lies between.");
        }
        return new DeadLetterFilter(
                given.get("id"),
                given.get("queue"),
                given.get("code"),
                number("number", given, refusal),
                number("sender", given, refusal),
                given.get("messageId"),
                since,
                until);
    }

    /** Telnyx writes no number without its plus, so that one would find nothing. */
    private static @Nullable String number(String name, Map<String, String> given, String refusal) {
        String number = given.get(name);
        if (number != null && AddressForm.of(number.strip()) == AddressForm.DIGITS) {
            throw new Rejected(
                    refusal, "%s has no plus in front: write it as Telnyx does, such as +13125550001.".formatted(name));
        }
        return number == null ? null : number.strip();
    }

    /** Of one dead letter among all: a slash in the name of its queue is escaped. */
    static String id(DeadLetter letter) {
        return letter.queue().replace("%", "%25").replace("/", "%2F") + "/" + letter.id();
    }

    boolean isEmpty() {
        return Stream.of(id, queue, code, number, sender, messageId, since, until)
                .allMatch(Objects::isNull);
    }

    /** In all queues, or in the one that it names. */
    WhichDeadLetters which() {
        int slash = id == null ? -1 : id.indexOf('/');
        String ofId = id == null || slash < 1
                ? null
                : id.substring(0, slash).replace("%2F", "/").replace("%25", "%");
        List<String> keys = Stream.of(number, sender == null ? null : MessageValues.SENDER + sender, messageId)
                .filter(Objects::nonNull)
                .toList();
        WhichDeadLetters which = new WhichDeadLetters(
                queue == null ? ofId : queue, id == null ? null : id.substring(slash + 1), keys, code, since, until);
        // Of an id without its queue, or of another one, there is none.
        boolean none = id != null && (ofId == null || !ofId.equals(which.queue()));
        return none ? WhichDeadLetters.all("") : which;
    }

    /** In this queue alone. */
    WhichDeadLetters which(String only) {
        WhichDeadLetters which = which();
        return which.queue() == null || which.queue().equals(only) ? which.in(only) : WhichDeadLetters.all("");
    }
}

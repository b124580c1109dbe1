package io.mmsroutes.admin;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.message.Progress;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** What is dead-lettered and why, oldest first in each queue. */
public final class ListDeadLetters {
    /** Enough to see what is wrong; the count is of all. */
    private static final int MAX_LETTERS = 1_000;

    private final DeadLetters deadLetters;

    public ListDeadLetters(Database database) {
        this.deadLetters = new DeadLetters(database);
    }

    public Listing list() {
        WhichDeadLetters all = new WhichDeadLetters(null, null, List.of(), null, null, null);
        return new Listing(
                deadLetters.count(all),
                deadLetters.list(all, null, MAX_LETTERS).stream()
                        .map(ListDeadLetters::letter)
                        .toList());
    }

    private static Letter letter(DeadLetter letter) {
        return new Letter(
                letter.queue(),
                LetterId.of(letter).toString(),
                messageId(letter.progress()),
                Objects.toString(letter.headers().get(RequeueDeadLetters.ROUTE), null),
                letter.code(),
                letter.reason(),
                letter.diedAt());
    }

    private static @Nullable String messageId(@Nullable String progress) {
        try {
            return progress == null ? null : Progress.parse(progress).messageId();
        } catch (JsonProcessingException e) {
            return null;
        }
    }

    /** @param count of all; {@code letters} holds the first thousand */
    public record Listing(long count, List<Letter> letters) {}

    /**
     * @param id of the letter, for commands about it alone
     * @param messageId null where nobody could read one
     * @param route that it came in by, where that is one that names no error handling; null for all others
     * @param diedAt when it was put there
     */
    public record Letter(
            String queue,
            String id,
            @Nullable String messageId,
            @Nullable String route,
            String code,
            String reason,
            Instant diedAt) {}
}

package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.WhichDeadLetters;
import io.mmsroutes.failure.Rejected;
import org.jspecify.annotations.Nullable;

/** Deletes dead letters that are named, whatever they are of, or all of the routes that name no error handling. */
public final class DeleteDeadLetters {
    private final DeadLetters deadLetters;

    public DeleteDeadLetters(Database database) {
        this.deadLetters = new DeadLetters(database);
    }

    /** @throws Rejected {@code dead-letter-unknown} for an id that there is not */
    public Deleted delete(DeadLetterCommand command) {
        if (command.everything()) {
            return new Deleted(
                    deadLetters.delete(WhichDeadLetters.all(RequeueDeadLetters.QUEUE)),
                    "These were the dead letters of your own routes. Those of messages, receipts and requests stay: delete them by id, or by queue and what else tells them.");
        }
        int deleted = deadLetters.delete(command.filter().which());
        if (deleted == 0 && command.filter().id() != null) {
            throw new Rejected(
                    "dead-letter-unknown",
                    "There is no dead letter with this id. GET /admin/dead-letters lists all there are, each with its id.");
        }
        return new Deleted(deleted, null);
    }

    /** @param note what was not deleted, and how it is; null where nothing is to be said */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Deleted(int deleted, @Nullable String note) {}
}

package io.mmsroutes.database;

import io.mmsroutes.failure.TryLater;
import java.util.Map;
import java.util.concurrent.CompletionException;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready means: the database takes a commit, and there is room for more. */
public final class DatabaseHealthCheck extends AbstractHealthCheck {
    private final Database database;
    private final FreeSpace freeSpace;

    public DatabaseHealthCheck(Database database, FreeSpace freeSpace) {
        super("mms", "database");
        this.database = database;
        this.freeSpace = freeSpace;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            freeSpace.require();
            boolean unused =
                    database.submit(transaction -> true, Durability.RELAXED).join();
            builder.up();
        } catch (TryLater e) {
            builder.down().message(e.sentence());
        } catch (CompletionException e) {
            builder.down()
                    .message(
                            e.getCause() instanceof TryLater later
                                    ? later.sentence()
                                    : "The database refuses to work.");
        }
    }
}

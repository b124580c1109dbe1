package io.mmsroutes.support;

import static org.awaitility.Awaitility.await;

import io.mmsroutes.database.Database;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;

/** A database that takes work: on a busy machine its first connection may be later than its start waits. */
public final class StartedDatabase {
    private StartedDatabase() {}

    public static Database of(Database database) {
        database.start();
        await().atMost(Duration.ofMinutes(1))
                .ignoreExceptionsInstanceOf(TryLater.class)
                .until(() -> database.write(transaction -> true));
        return database;
    }
}

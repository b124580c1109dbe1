package io.mmsroutes.ledger;

import io.mmsroutes.failure.CauseInWords;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.sql.SQLException;
import java.time.Clock;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** While the database is away it is asked once a second, everybody else is told so at once, and the log says it once. */
final class LedgerOutage {
    private static final Logger LOG = LoggerFactory.getLogger(LedgerOutage.class);
    private static final long PAUSE_MILLIS = 1_000;
    private static final long THERE = 0;

    private final Clock clock;
    /** When it may be asked next, in milliseconds since 1970. */
    private final AtomicLong askAgainAt = new AtomicLong(THERE);

    LedgerOutage(Clock clock) {
        this.clock = clock;
    }

    void requireOver() {
        long at = askAgainAt.get();
        long now = clock.millis();
        if (at != THERE && (now < at || !askAgainAt.compareAndSet(at, now + PAUSE_MILLIS))) {
            throw away(null);
        }
    }

    TryLater begin(Exception cause) {
        if (askAgainAt.getAndSet(clock.millis() + PAUSE_MILLIS) == THERE) {
            LOG.warn("The ledger is away: {}", CauseInWords.of(cause));
        }
        return away(cause);
    }

    void end() {
        if (askAgainAt.get() != THERE && askAgainAt.getAndSet(THERE) != THERE) {
            LOG.info("The ledger is back");
        }
    }

    /** Classes 22 and 23 of SQLState are the data's fault, 54 that a row or an index has no room for them: never "later". */
    static boolean isAboutValues(Exception cause) {
        String state = sqlState(cause);
        return state.startsWith("22") || state.startsWith("23") || state.startsWith("54");
    }

    /** Without the driver's words, which may hold the value. */
    static Rejected refused(Exception cause) {
        return new Rejected(
                "value-refused",
                "The database refuses a value, SQLState %s: it is longer than its column, or holds signs that it does not take."
                        .formatted(sqlState(cause)));
    }

    private static String sqlState(@Nullable Throwable cause) {
        int depth = 0;
        for (Throwable one = cause; one != null && depth < 20; one = one.getCause()) {
            if (one instanceof SQLException sql && sql.getSQLState() != null) {
                return sql.getSQLState();
            }
            depth++;
        }
        return "unknown";
    }

    private static TryLater away(@Nullable Exception cause) {
        return new TryLater(
                "ledger-away", "The ledger does not answer now; see mms.ledger.url and the health page.", cause);
    }
}

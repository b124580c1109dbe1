package io.mmsroutes.database;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Looks once a second whether something is due: one statement for all that wait for something, for an idle gateway should cost nothing. What
 * becomes due by a commit is told by {@link DueSignals}, at once; a look finds what time and other programs bring about.
 */
final class DueLook {
    static final Duration PERIOD = Duration.ofSeconds(1);
    private static final Logger LOG = LoggerFactory.getLogger(DueLook.class);

    private final Database database;
    private final CopyOnWriteArrayList<DueAlarm> alarms = new CopyOnWriteArrayList<>();
    private volatile @Nullable ScheduledExecutorService timer;

    DueLook(Database database) {
        this.database = database;
    }

    /** Ends with the timer. */
    void start(ScheduledExecutorService with) {
        timer = with;
        ScheduledFuture<?> unused =
                with.scheduleWithFixedDelay(this::look, PERIOD.toMillis(), PERIOD.toMillis(), TimeUnit.MILLISECONDS);
    }

    /** None while the database is closed. */
    @Nullable
    ScheduledExecutorService timer() {
        return timer;
    }

    DueAlarm add(String untilDue, List<?> parameters, Runnable wake) {
        DueAlarm alarm = new DueAlarm(this, untilDue, parameters, wake);
        alarms.add(alarm);
        return alarm;
    }

    void forget(DueAlarm alarm) {
        alarms.remove(alarm);
    }

    private void look() {
        List<DueAlarm> all = List.copyOf(alarms);
        if (all.isEmpty()) {
            return;
        }
        String columns = all.stream().map(alarm -> "(" + alarm.untilDue() + ")").collect(Collectors.joining(", "));
        List<?> parameters =
                all.stream().flatMap(alarm -> alarm.parameters().stream()).toList();
        CompletableFuture<List<@Nullable Duration>> found = database.submit(
                transaction -> transaction
                        .sql("select " + columns)
                        .params(parameters)
                        .query((row, number) -> durations(row, all.size()))
                        .single(),
                Durability.RELAXED);
        CompletableFuture<?> unused = found.whenComplete((delays, failure) -> {
            if (failure != null) {
                LOG.debug("Looked for again in a second", failure);
                return;
            }
            for (int i = 0; i < all.size(); i++) {
                tell(all.get(i), delays.get(i));
            }
        });
    }

    private static void tell(DueAlarm alarm, @Nullable Duration delay) {
        try {
            alarm.found(delay);
        } catch (RuntimeException e) {
            LOG.warn("Nobody was woken for what is due", e);
        }
    }

    private static List<@Nullable Duration> durations(ResultSet row, int columns) throws SQLException {
        List<@Nullable Duration> durations = new ArrayList<>();
        for (int column = 1; column <= columns; column++) {
            long micros = row.getLong(column);
            durations.add(row.wasNull() ? null : Duration.of(micros, ChronoUnit.MICROS));
        }
        return durations;
    }
}

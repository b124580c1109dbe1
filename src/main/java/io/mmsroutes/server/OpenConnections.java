package io.mmsroutes.server;

import io.mmsroutes.server.OpenConnection.Phase;
import io.vertx.core.http.HttpConnection;
import java.time.Duration;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicLong;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * The connections of one server. Each has a time for what it is waited for, counted from its begin. When there are too many,
 * those that are waited for longest go: a webhook is whole within milliseconds, so it is never one of them.
 */
final class OpenConnections {
    private static final Logger LOG = LoggerFactory.getLogger(OpenConnections.class);

    private static final Duration BETWEEN_WARNINGS = Duration.ofMinutes(1);

    /** The share of all connections that is closed at once, so that a flood does not sort them for each. */
    private static final int SHARE = 16;

    private final HttpLimits limits;
    private final Map<HttpConnection, OpenConnection> open = new ConcurrentHashMap<>();
    private final AtomicLong warned = new AtomicLong(System.nanoTime() - BETWEEN_WARNINGS.toNanos());

    OpenConnections(HttpLimits limits) {
        this.limits = limits;
    }

    void opened(HttpConnection connection) {
        if (open.size() >= limits.connections() && !makeRoom()) {
            connection.close();
            return;
        }
        OpenConnection entry = new OpenConnection(connection, System.nanoTime());
        open.put(connection, entry);
        connection.closeHandler(end -> {
            open.remove(connection);
            entry.giveBack();
        });
    }

    OpenConnection of(HttpConnection connection) {
        return open.computeIfAbsent(connection, unknown -> new OpenConnection(unknown, System.nanoTime()));
    }

    /** Closes those whose time is over. */
    void sweep() {
        long now = System.nanoTime();
        open.values().removeIf(connection -> {
            Phase phase = connection.phase(now);
            if (phase == Phase.IDLE || phase == Phase.ENDING) {
                connection.giveBack();
            }
            boolean over = now - connection.since() > time(phase).toNanos();
            if (over) {
                connection.cut();
            }
            return over && phase == Phase.CUT; // long closed, and not told of
        });
    }

    /** Cuts off the callers whose bodies are waited for longest; false where there are none. */
    boolean dropSlowestBodies(OpenConnection butOf) {
        return drop(Set.of(Phase.RECEIVING), butOf);
    }

    private boolean makeRoom() {
        warn();
        return drop(Set.of(Phase.FIRST_HEAD, Phase.RECEIVING, Phase.ENDING, Phase.IDLE), null);
    }

    private boolean drop(Set<Phase> phases, @Nullable OpenConnection but) {
        long now = System.nanoTime();
        List<OpenConnection> oldest = open.values().stream()
                .filter(connection -> connection != but && phases.contains(connection.phase(now)))
                .sorted(Comparator.comparingLong(connection -> connection.since() - now))
                .limit(1 + open.size() / SHARE)
                .toList();
        oldest.forEach(OpenConnection::cut);
        return !oldest.isEmpty();
    }

    private Duration time(Phase phase) {
        return switch (phase) {
            case FIRST_HEAD, RECEIVING, CUT -> limits.receive();
            case ENDING -> OpenConnection.LINGER;
            case ANSWERING, IDLE -> limits.idle();
        };
    }

    private void warn() {
        long now = System.nanoTime();
        long before = warned.get();
        if (now - before >= BETWEEN_WARNINGS.toNanos() && warned.compareAndSet(before, now)) {
            LOG.warn(
                    "All {} connections of mms.http.max-connections are open: those that are idle longest are closed for new ones",
                    limits.connections());
        }
    }
}

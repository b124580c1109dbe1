package io.mmsroutes.broker;

import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSContext;
import jakarta.jms.JMSException;
import jakarta.jms.JMSRuntimeException;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.concurrent.locks.ReentrantLock;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Lets nobody through to a broker before it was seen to be fit; one that was away at the start is looked at when it is there. */
final class ProbedConnections implements ConnectionFactory {
    private static final Logger LOG = LoggerFactory.getLogger(ProbedConnections.class);
    private static final Duration BEFORE_ANOTHER_LOOK = Duration.ofSeconds(10);

    private final ConnectionFactory connections;
    private final Probe probe;
    private final Clock clock;
    private final ReentrantLock looking = new ReentrantLock();
    private volatile boolean fit;
    private volatile @Nullable Refusal refusal;

    ProbedConnections(ConnectionFactory connections, Probe probe, Clock clock) {
        this.connections = connections;
        this.probe = probe;
        this.clock = clock;
    }

    /** Throws IllegalStateException with a sentence where it is not fit, JMSException where it is away. */
    void requireFit() throws JMSException {
        if (fit) {
            return;
        }
        Refusal before = refusal;
        if (before != null && clock.instant().isBefore(before.until())) {
            throw new IllegalStateException(before.sentence());
        }
        if (!looking.tryLock()) {
            throw new JMSException("The broker is being looked at.");
        }
        try {
            probe.probe();
            fit = true;
        } catch (IllegalStateException e) {
            LOG.error("{}", e.getMessage());
            refusal =
                    new Refusal(String.valueOf(e.getMessage()), clock.instant().plus(BEFORE_ANOTHER_LOOK));
            throw e;
        } finally {
            looking.unlock();
        }
    }

    @Override
    public Connection createConnection() throws JMSException {
        requireFitOrAway();
        return connections.createConnection();
    }

    @Override
    public Connection createConnection(String user, String password) throws JMSException {
        requireFitOrAway();
        return connections.createConnection(user, password);
    }

    @Override
    public JMSContext createContext() {
        requireFitOrThrow();
        return connections.createContext();
    }

    @Override
    public JMSContext createContext(int mode) {
        requireFitOrThrow();
        return connections.createContext(mode);
    }

    @Override
    public JMSContext createContext(String user, String password) {
        requireFitOrThrow();
        return connections.createContext(user, password);
    }

    @Override
    public JMSContext createContext(String user, String password, int mode) {
        requireFitOrThrow();
        return connections.createContext(user, password, mode);
    }

    private void requireFitOrAway() throws JMSException {
        try {
            requireFit();
        } catch (IllegalStateException e) {
            JMSException refused = new JMSException(e.getMessage());
            refused.initCause(e);
            throw refused;
        }
    }

    private void requireFitOrThrow() {
        try {
            requireFitOrAway();
        } catch (JMSException e) {
            throw new JMSRuntimeException(e.getMessage(), null, e);
        }
    }

    /** Throws IllegalStateException with a sentence, or JMSException where it cannot be answered now. */
    @FunctionalInterface
    interface Probe {
        void probe() throws JMSException;
    }

    private record Refusal(String sentence, Instant until) {}
}

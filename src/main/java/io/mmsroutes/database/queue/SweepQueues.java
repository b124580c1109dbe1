package io.mmsroutes.database.queue;

import io.micrometer.core.instrument.MeterRegistry;
import io.mmsroutes.database.Database;
import java.time.Instant;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Removes what is older than the retention, of all queues. Several gateways may sweep one database at once. */
public final class SweepQueues {
    private static final Logger LOG = LoggerFactory.getLogger(SweepQueues.class);
    private static final String PREFIX = "mms.";
    private static final String METRIC = PREFIX + "retention.removed";

    private final DeadLetters deadLetters;
    private final Retention retention;
    private final MeterRegistry metrics;

    public SweepQueues(Database database, Retention retention, MeterRegistry metrics) {
        this.deadLetters = new DeadLetters(database);
        this.retention = retention;
        this.metrics = metrics;
    }

    /** Counts what is gone in {@code mms.retention.removed}, by kind. */
    public void sweep() {
        if (retention.doneEvents().isEmpty() && retention.deadLetters().isEmpty()) {
            return;
        }
        Instant now = deadLetters.now();
        int done = retention
                .doneEvents()
                .map(time -> deadLetters.forgetDone(now.minus(time)))
                .orElse(0);
        metrics.counter(METRIC, "kind", "done-event").increment(done);
        int dead = retention
                .deadLetters()
                .map(time -> deadLetters.forgetDead(now.minus(time)))
                .orElse(0);
        metrics.counter(METRIC, "kind", "dead-letter").increment(dead);
        LOG.info("Removed what is past its retention, doneEvents={} deadLetters={}", done, dead);
    }
}

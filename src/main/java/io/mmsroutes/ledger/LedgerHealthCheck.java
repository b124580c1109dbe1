package io.mmsroutes.ledger;

import io.mmsroutes.failure.TryLater;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Up means: the ledger answers. It is no part of being ready: webhooks are taken without it, and a gateway that was taken out
 * of service for it would take none.
 */
public final class LedgerHealthCheck extends AbstractHealthCheck {
    private final Ledger ledger;

    public LedgerHealthCheck(Ledger ledger) {
        super("mms", "ledger");
        this.ledger = ledger;
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    public boolean isReadiness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            ledger.inTransaction(Ledger::now);
            builder.up();
        } catch (TryLater e) {
            builder.down().message(e.sentence());
        }
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.failure.TryLater;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Up means: the ledger answers. Webhooks are taken without it, sending is not. */
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
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        try {
            ledger.inTransaction(Ledger::now);
            builder.up();
        } catch (TryLater e) {
            builder.down().message(e.sentence());
        }
    }
}

package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Database;
import io.mmsroutes.failure.TryLater;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/**
 * Up means: Telnyx takes what is sent. Down while an account is held, with the reason and the fix; senders that are held stand in
 * the details. It is no part of being ready: webhooks and requests to send are taken.
 */
public final class SendingHealthCheck extends AbstractHealthCheck {
    private final Database database;

    public SendingHealthCheck(Database database) {
        super("mms", "sending");
        this.database = database;
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
            List<Holds.Hold> holds = database.read(Holds::all);
            builder.up();
            List<String> down = new ArrayList<>();
            database.read(RateLimitSlots::adapted)
                    .forEach(slot -> builder.detail(
                            "adapted." + Holds.accountName(slot.account()),
                            "one request in %s ms until %s, by Telnyx's x-ratelimit headers"
                                    .formatted(slot.adapted().toMillis(), slot.adaptedUntil())));
            for (Holds.Hold hold : holds) {
                builder.detail("held.%s".formatted(hold.name()), hold.code());
                if (hold.isOfAccount()) {
                    down.add("Nothing is sent%s since %s, and what waits is kept until this is fixed, code=%s: %s"
                            .formatted(
                                    hold.account().equals(TelnyxAccount.DEFAULT)
                                            ? ""
                                            : " of the account " + hold.account(),
                                    hold.since(),
                                    hold.code(),
                                    hold.reason()));
                }
            }
            if (!down.isEmpty()) {
                builder.down().message(String.join(" ", down));
            }
        } catch (TryLater e) {
            builder.unknown().message(e.sentence());
        }
    }
}

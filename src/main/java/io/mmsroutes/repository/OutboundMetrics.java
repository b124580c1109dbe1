package io.mmsroutes.repository;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.MultiGauge;
import io.micrometer.core.instrument.Tags;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.inbound.PhoneNumber;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.ToDoubleFunction;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What waits to be sent, as gauges: {@code mms.outbound.messages} by state, {@code mms.outbound.queued} and {@code
 * mms.outbound.oldest} (seconds) by the last four digits of the sender, {@code mms.outbound.status.events}, and {@code mms.outbound.held}
 * (seconds) of each account, always, and of each sender that is held.
 */
public final class OutboundMetrics {
    private static final String PREFIX = "mms.outbound.";

    private final Database database;
    private final DeadLetters queues;
    private final MultiGauge messages;
    private final MultiGauge queued;
    private final MultiGauge oldest;
    private final MultiGauge pending;
    private final MultiGauge held;
    private final MultiGauge adapted;
    private final List<String> accounts;

    public OutboundMetrics(Database database, MeterRegistry registry, TelnyxAccounts accounts) {
        this.accounts = accounts.all().stream().map(TelnyxAccount::name).toList();
        this.database = database;
        this.queues = new DeadLetters(database);
        this.messages = gauge(registry, "messages", "Messages in each state that is not final");
        this.queued = gauge(registry, "queued", "Messages that wait for their turn");
        this.oldest = gauge(registry, "oldest", "Seconds that the first of them has waited");
        this.pending = gauge(registry, "status.events", "Status events that your application has not taken");
        this.held = gauge(registry, "held", "Seconds since when Telnyx takes nothing of the account or a sender");
        this.adapted =
                gauge(registry, "adapted", "Milliseconds between requests that Telnyx's headers ask for, else 0");
    }

    public void refresh() {
        boolean unused = database.read(this::refresh);
    }

    private boolean refresh(JdbcClient jdbc) {
        messages.register(
                jdbc.sql("""
                        select state, count(*) as amount from outbound_messages
                        where state in ('preparing', 'queued', 'submitting', 'unknown', 'parked', 'accepted')
                        group by state""")
                        .query((row, number) ->
                                MultiGauge.Row.of(Tags.of("state", row.getString("state")), row.getLong("amount")))
                        .list(),
                true);
        // Numbers that end alike are one line: a whole number is not for everybody who reads metrics.
        Map<String, List<Line>> lines = waiting(jdbc).stream().collect(Collectors.groupingBy(Line::sender));
        queued.register(rows(lines, all -> all.stream().mapToLong(Line::amount).sum()), true);
        oldest.register(
                rows(lines, all -> all.stream().mapToLong(Line::age).max().orElse(0)), true);
        pending.register(
                List.of(MultiGauge.Row.of(
                        Tags.empty(),
                        queues.count(OutboundMessages.STATUS_EVENTS).undone())),
                true);
        Map<String, Long> slow = RateLimitSlots.adapted(jdbc).stream()
                .collect(Collectors.toMap(
                        RateLimitSlots.Slot::account, slot -> slot.adapted().toMillis()));
        adapted.register(
                accounts.stream()
                        .<MultiGauge.Row<?>>map(
                                account -> MultiGauge.Row.of(tags(account), slow.getOrDefault(account, 0L)))
                        .toList(),
                true);
        Map<String, Long> holds = new TreeMap<>();
        accounts.forEach(account -> holds.put(Holds.accountName(account), 0L));
        Instant now = Row.now(jdbc);
        Holds.all(jdbc)
                .forEach(hold -> holds.merge(
                        hold.name(),
                        Math.max(1, Duration.between(hold.since(), now).toSeconds()),
                        Math::max));
        held.register(
                holds.entrySet().stream()
                        .<MultiGauge.Row<?>>map(
                                hold -> MultiGauge.Row.of(Tags.of("sender", hold.getKey()), hold.getValue()))
                        .toList(),
                true);
        return true;
    }

    /** Of a gateway with one account there is nothing to tell apart. */
    private Tags tags(String account) {
        return accounts.size() == 1 ? Tags.empty() : Tags.of("account", account);
    }

    private static List<Line> waiting(JdbcClient jdbc) {
        Instant now = Row.now(jdbc);
        return jdbc.sql("""
                select sender, count(*) as amount, min(created_at) as oldest from outbound_messages
                where state in ('preparing', 'queued') group by sender""")
                .query((row, number) -> new Line(
                        new PhoneNumber(row.getString("sender")).toString(),
                        row.getLong("amount"),
                        Duration.between(Row.instant(row.getLong("oldest")), now)
                                .toSeconds()))
                .list();
    }

    private static List<MultiGauge.Row<?>> rows(Map<String, List<Line>> lines, ToDoubleFunction<List<Line>> value) {
        return lines.entrySet().stream()
                .<MultiGauge.Row<?>>map(line ->
                        MultiGauge.Row.of(Tags.of("sender", line.getKey()), value.applyAsDouble(line.getValue())))
                .toList();
    }

    private static MultiGauge gauge(MeterRegistry registry, String name, String description) {
        return MultiGauge.builder(PREFIX + name).description(description).register(registry);
    }

    private record Line(String sender, long amount, long age) {}
}

package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.QueueCounts;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.repository.MessageChanges.MessageChange;
import java.time.Instant;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What was to be sent, for people: newest first. */
public final class SentMessages {
    private static final String TABLE = "select * from outbound_messages ";
    private static final String ORDER = " order by created_at desc, id desc limit :limit";

    private static final List<String> OVER = Stream.of(
                    SendState.FINALIZED, SendState.UNCONFIRMED, SendState.REJECTED, SendState.FAILED, SendState.EXPIRED)
            .map(SendState::word)
            .toList();

    private static final List<String> OPEN = Stream.of(SendState.values())
            .map(SendState::word)
            .filter(state -> !OVER.contains(state))
            .toList();

    private final Database database;

    public SentMessages(Database database) {
        this.database = database;
    }

    /** @param after {@link Page#next()} of the page before; null for the first */
    public Page<MessageView> list(MessageFilter filter, Page.@Nullable Position after, int limit) {
        return database.read(jdbc -> {
            List<FindMessage.Found> found = find(jdbc, filter, after, limit + 1);
            Page<FindMessage.Found> page = Page.of(
                    found,
                    limit,
                    row -> new Page.Position(micros(row.createdAt()), row.id().toString()));
            return new Page<>(
                    page.rows().stream().map(row -> FindMessage.view(jdbc, row)).toList(), page.next());
        });
    }

    /** How many there are in each state that has any; of states that are the end, since this instant. */
    public Map<String, Long> counts(Instant since) {
        Map<String, Long> counts = new LinkedHashMap<>();
        return database.read(jdbc -> {
            jdbc.sql("""
                            select state, count(*) amount from outbound_messages where state in (:open) group by state
                            union all
                            select state, count(*) amount from outbound_messages
                            where state in (:over) and created_at >= :since group by state
                            order by state""")
                    .param("open", OPEN)
                    .param("over", OVER)
                    .param("since", Row.time(since))
                    .query(row -> {
                        counts.put(row.getString("state"), row.getLong("amount"));
                    });
            return counts;
        });
    }

    /** What waits for its turn, and what Telnyx is called for now. */
    public QueueCounts waiting() {
        return database.read(jdbc -> jdbc.sql("""
                        select
                            (select count(*) from outbound_messages where state = 'queued') waiting,
                            (select count(*) from outbound_messages where state = 'submitting') working,
                            (select min(state_at) from outbound_messages where state = 'queued') oldest""")
                .query((row, number) ->
                        new QueueCounts(row.getLong("waiting"), row.getLong("working"), 0, Row.instant(row, "oldest")))
                .single());
    }

    /** How the rate limits stand: the account first, then senders that wait or are held, at most a hundred. */
    public List<Limit> limits() {
        return database.read(jdbc -> jdbc.sql("""
                        select account, sender, next_slot, held_code, held_reason,
                            (select count(*) from outbound_messages m
                                where m.sender = rate_limits.sender and m.account = rate_limits.account and m.state = 'queued') as queued
                        from rate_limits order by sender, account limit 100""")
                .query((row, number) -> new Limit(
                        slotName(row.getString("sender"), row.getString("account")),
                        Row.instant(row.getLong("next_slot")),
                        row.getLong("queued"),
                        row.getString("held_code"),
                        row.getString("held_reason")))
                .list());
    }

    /** How many were taken to be sent in each minute since this instant, by its begin; minutes without any are left out. */
    public Map<Instant, Long> perMinute(Instant since) {
        return database.read(jdbc -> Row.perMinute(jdbc, "outbound_messages", "created_at", since));
    }

    /** The life of a message, oldest first. */
    public List<MessageChange> timeline(UUID id) {
        return database.read(jdbc -> MessageChanges.of(jdbc, id.toString()));
    }

    private static String slotName(String sender, String account) {
        return !sender.startsWith(RateLimitSlots.ACCOUNT) || account.equals(TelnyxAccount.DEFAULT)
                ? sender
                : sender + "@" + account;
    }

    private static List<FindMessage.Found> find(
            JdbcClient jdbc, MessageFilter filter, Page.@Nullable Position after, int limit) {
        Conditions conditions = new Conditions()
                .add(filter.kind(), "kind", "kind = :kind")
                .add(filter.state(), "state", "state = :state")
                .add(filter.code(), "code", "code = :code")
                .add(Row.time(filter.since()), "since", "created_at >= :since")
                .add(Row.time(filter.until()), "until", "created_at < :until")
                .after(after, "created_at, id", '<')
                .with("limit", limit);
        if (filter.id() != null) {
            String id = Row.id(filter.id());
            conditions.with("keyEnd", ":" + id);
            conditions.add(
                    id,
                    "anyId",
                    "(id = :anyId or telnyx_id = :anyId or request_key in ('http' || :keyEnd, 'queue' || :keyEnd, 'console' || :keyEnd))");
        }
        if (filter.number() == null) {
            return query(jdbc, conditions, TABLE + conditions.where() + ORDER);
        }
        conditions.with("number", Row.id(filter.number()));
        // Each half by its own index; "or" would read all.
        return query(
                jdbc,
                conditions,
                "select * from (%s%s%s) sent union all select * from (%s%s%s) got %s"
                        .formatted(
                                TABLE,
                                conditions.where("sender = :number"),
                                ORDER,
                                TABLE,
                                conditions.where(
                                        "sender <> :number and id in (select message_id from outbound_recipients where number = :number)"),
                                ORDER,
                                ORDER));
    }

    private static List<FindMessage.Found> query(JdbcClient jdbc, Conditions conditions, String text) {
        return conditions.query(jdbc, text, (row, number) -> FindMessage.Found.of(row));
    }

    private static long micros(Instant instant) {
        return Optional.ofNullable(Row.time(instant)).orElseThrow();
    }

    /**
     * @param sender a number in full, a pool, or {@code *} for the account; {@code *@shop} for the one named shop
     * @param next when it may be called for next
     */
    public record Limit(
            String sender,
            Instant next,
            long queued,
            @Nullable String heldCode,
            @Nullable String heldReason) {}
}

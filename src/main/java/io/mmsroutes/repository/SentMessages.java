package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.SendState;
import java.time.Instant;
import java.util.ArrayList;
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
        database.read(jdbc -> jdbc.sql("""
                                select state, count(*) amount from outbound_messages where state in (:open) group by state
                                union all
                                select state, count(*) amount from outbound_messages
                                where state in (:over) and created_at >= :since group by state
                                order by state""")
                        .param("open", OPEN)
                        .param("over", OVER)
                        .param("since", Row.time(since))
                        .query((row, number) -> Map.entry(row.getString("state"), row.getLong("amount")))
                        .list())
                .forEach(entry -> counts.put(entry.getKey(), entry.getValue()));
        return counts;
    }

    /** How many were taken to be sent in each minute since this instant, oldest first; minutes without any are left out. */
    public List<Minute> perMinute(Instant since) {
        return database.read(jdbc -> Minute.list(jdbc, "outbound_messages", "created_at", since));
    }

    /** The life of a message, oldest first. */
    public List<Change> timeline(UUID id) {
        return database.read(jdbc -> jdbc.sql("""
                        select changed_at, change, code, reason from message_changes
                        where message_id = :id order by position""")
                .param("id", id.toString())
                .query((row, number) -> new Change(
                        Row.instant(row.getLong("changed_at")),
                        row.getString("change"),
                        row.getString("code"),
                        row.getString("reason")))
                .list());
    }

    private static List<FindMessage.Found> find(
            JdbcClient jdbc, MessageFilter filter, Page.@Nullable Position after, int limit) {
        List<String> parts = new ArrayList<>();
        Map<String, Object> values = new LinkedHashMap<>();
        values.put("limit", limit);
        add(parts, values, "kind", filter.kind(), "kind = :kind");
        add(parts, values, "state", filter.state(), "state = :state");
        add(parts, values, "code", filter.code(), "code = :code");
        add(parts, values, "since", Row.time(filter.since()), "created_at >= :since");
        add(parts, values, "until", Row.time(filter.until()), "created_at < :until");
        Optional.ofNullable(after).ifPresent(position -> {
            parts.add("(created_at, id) < (:at, :afterId)");
            values.put("at", position.at());
            values.put("afterId", position.id());
        });
        if (filter.id() != null) {
            values.put("anyId", Row.id(filter.id()));
            values.put("keyEnd", ":" + Row.id(filter.id()));
            parts.add(
                    "(id = :anyId or telnyx_id = :anyId or request_key in ('http' || :keyEnd, 'queue' || :keyEnd, 'console' || :keyEnd))");
        }
        if (filter.number() == null) {
            return query(jdbc, TABLE + where(parts, null) + ORDER, values);
        }
        values.put("number", Row.id(filter.number()));
        // Each half by its own index; "or" would read all.
        return query(
                jdbc,
                "select * from (%s%s%s) sent union all select * from (%s%s%s) got %s"
                        .formatted(
                                TABLE,
                                where(parts, "sender = :number"),
                                ORDER,
                                TABLE,
                                where(
                                        parts,
                                        "sender <> :number and id in (select message_id from outbound_recipients where number = :number)"),
                                ORDER,
                                ORDER),
                values);
    }

    private static List<FindMessage.Found> query(JdbcClient jdbc, String text, Map<String, Object> values) {
        return jdbc.sql(text)
                .params(values)
                .query((row, number) -> FindMessage.Found.of(row))
                .list();
    }

    private static void add(
            List<String> parts, Map<String, Object> values, String name, @Nullable Object value, String condition) {
        if (value != null) {
            parts.add(condition);
            values.put(name, value);
        }
    }

    private static String where(List<String> parts, @Nullable String more) {
        List<String> all = new ArrayList<>(parts);
        Optional.ofNullable(more).ifPresent(all::add);
        return all.isEmpty() ? "" : "where " + String.join(" and ", all);
    }

    private static long micros(Instant instant) {
        return Optional.ofNullable(Row.time(instant)).orElseThrow();
    }

    /**
     * @param change the state that it came to, or {@code receipt}
     * @param code why, for machines
     * @param reason why, for people
     */
    public record Change(
            Instant at,
            String change,
            @Nullable String code,
            @Nullable String reason) {}
}

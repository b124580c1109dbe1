package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.Manifest;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.Progress;
import io.mmsroutes.repository.MessageChanges.MessageChange;
import io.mmsroutes.repository.ReceivedMessages.ReceivedMessage.State;
import io.mmsroutes.telnyx.ReadMessage;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What was received, for people: newest first. A message has a row once an attempt at it has ended; before that it is read out of its
 * queue. How it stands is the state of its entry there; one that has none any more was delivered.
 */
public final class ReceivedMessages {
    /** That they are worked on from. */
    static final String QUEUE = "inbound";

    private static final String COLUMNS = """
            select m.id as id, m.received_at as received_at, m.manifest, e.state, e.code, e.reason, e.due_at, e.attempts, e.changed_at,
                e.id as entry, e.body, e.progress, e.entered_at
            """;
    private static final String BY_TIME =
            COLUMNS + "from inbound_messages m left join queue_entries e on e.queue = 'inbound' and e.id = m.event_id ";
    private static final String WITH_MESSAGE = " left join inbound_messages m on m.event_id = e.id ";

    /** Some entries of one state, by the index of that state, and nothing else is read. */
    private static final String OF_STATE =
            "select * from (select * from queue_entries where queue = 'inbound' and state = '%1$s'%2$s limit :limit) %1$s";

    /** Of those that no attempt at has ended: many only where more comes in than is worked on. */
    private static final int MOST_NEW = 50;

    /** Codes of what was delivered all the same. */
    static final List<String> DELIVERED = List.of("media-unavailable", MediaOutcome.DIFFERS);

    /** As the partial indexes of queue_entries have it, which serve no parameters. */
    private static final String IS_DELIVERED = " in ('%s')".formatted(String.join("', '", DELIVERED));

    private final Database database;
    private final ReadMessage readMessage;

    public ReceivedMessages(Database database, ReadMessage readMessage) {
        this.database = database;
        this.readMessage = readMessage;
    }

    /**
     * Those that are worked on or wait stand by when they are due, those that failed by when they did, the others, and all of one number
     * or kind, by when they came.
     *
     * @param after {@link Page#next()} of the page before; null for the first
     */
    public Page<ReceivedMessage> list(MessageFilter filter, Page.@Nullable Position after, int limit) {
        State state =
                filter.state() == null ? null : State.valueOf(filter.state().toUpperCase(Locale.ROOT));
        State byEntry = state == State.DELIVERED || filter.number() != null || filter.kind() != null ? null : state;
        List<Found> found = database.read(jdbc -> byEntry == null
                ? byTime(jdbc, filter, state, after, limit + 1)
                : byEntry(jdbc, filter, byEntry, after, limit + 1));
        Page<Found> page = Page.of(found, limit, row -> row.position(byEntry));
        List<Found> begun = after == null && state == null && filter.id() == null && filter.code() == null
                ? database.read(jdbc -> begun(jdbc, filter))
                : List.of();
        return new Page<>(
                Stream.concat(begun.stream(), page.rows().stream())
                        .flatMap(row -> message(row).stream())
                        .toList(),
                page.next());
    }

    /**
     * @param id Telnyx's id of the message, or of its event
     * @throws Rejected {@code message-unknown}
     */
    public ReceivedMessage find(@Nullable String id) {
        MessageFilter only = new MessageFilter(id == null ? "" : id, null, null, null, null, null, null);
        return list(only, null, 1).rows().stream()
                .findFirst()
                .orElseThrow(() -> new Rejected("message-unknown", "There is no message with this id."));
    }

    /** How many came in each minute since this instant, by its begin; minutes in which none came are left out. */
    public Map<Instant, Long> perMinute(Instant since) {
        return database.read(jdbc -> Row.perMinute(jdbc, "inbound_messages", "received_at", since));
    }

    /** The life of a message, oldest first. Answered is what a reply of ours was entered for. */
    public List<MessageChange> timeline(ReceivedMessage message) {
        List<MessageChange> life = new ArrayList<>();
        life.add(new MessageChange(message.receivedAt(), "received", null, null, null));
        life.addAll(database.read(jdbc -> MessageChanges.of(jdbc, Row.id(message.id()))));
        life.addAll(database.read(jdbc -> jdbc.sql(
                        "select id, created_at from outbound_messages where request_key = :key")
                .param("key", EnterReply.key(message.id()))
                .query((row, number) -> new MessageChange(
                        Row.instant(row.getLong("created_at")), "replied", null, null, row.getString("id")))
                .list()));
        life.subList(1, life.size()).sort(Comparator.comparing(MessageChange::at));
        return life;
    }

    private static List<Found> byTime(
            JdbcClient jdbc, MessageFilter filter, @Nullable State state, Page.@Nullable Position after, int limit) {
        Conditions conditions = new Conditions()
                .add(filter.kind(), "type", "m.type = :type")
                .add(micros(filter.since()), "since", "m.received_at >= :since")
                .add(micros(filter.until()), "until", "m.received_at < :until")
                .add(filter.code(), "code", "e.code = :code")
                .after(after, "m.received_at, m.id", '<')
                .with("limit", limit);
        if (state != null) {
            conditions.add(condition(state));
        }
        if (filter.id() != null) {
            conditions.with("id", Row.id(filter.id()));
            return query(
                    conditions,
                    jdbc,
                    BY_TIME + conditions.where("m.id = :id") + " union " + BY_TIME
                            + conditions.where("m.event_id = :id"));
        }
        String order = " order by received_at desc, id desc limit :limit";
        if (filter.number() == null) {
            return query(conditions, jdbc, BY_TIME + conditions.where() + order);
        }
        conditions.with("number", Row.id(filter.number()));
        // Each half by its own index; "or" would read all.
        String half = "select * from (" + BY_TIME + conditions.where("%s") + order + ") %s";
        return query(
                conditions,
                jdbc,
                half.formatted("m.sender = :number", "sent")
                        + " union all "
                        + half.formatted("m.recipient = :number and m.sender <> :number", "got")
                        + order);
    }

    private static List<Found> query(Conditions conditions, JdbcClient jdbc, String text) {
        return conditions.query(jdbc, text, Found::of);
    }

    private static String condition(State state) {
        return switch (state) {
            case DELIVERED -> "(e.state is null or e.state = 'done')";
            case PROCESSING -> "e.state = 'leased'";
            case WAITING -> "e.state in ('waiting', 'suspect')";
            case INCOMPLETE -> "e.state = 'dead' and e.code" + IS_DELIVERED;
            case FAILED -> "e.state = 'dead' and e.code not" + IS_DELIVERED;
        };
    }

    private static List<Found> byEntry(
            JdbcClient jdbc, MessageFilter filter, State state, Page.@Nullable Position after, int limit) {
        boolean isDead = state == State.FAILED || state == State.INCOMPLETE;
        Conditions conditions = new Conditions()
                .add(micros(filter.since()), "since", "entered_at >= :since")
                .add(micros(filter.until()), "until", "entered_at < :until")
                .add(filter.code(), "code", "code = :code")
                .with("limit", limit);
        if (isDead) {
            conditions
                    .add("code " + (state == State.INCOMPLETE ? "" : "not") + IS_DELIVERED)
                    .after(after, "changed_at, id", '<');
            String dead = OF_STATE.formatted("dead", conditions.and() + " order by changed_at desc, id desc");
            return query(
                    conditions,
                    jdbc,
                    COLUMNS + "from (" + dead + ") e" + WITH_MESSAGE + "order by e.changed_at desc, e.id desc");
        }
        conditions.add("due_at is not null").after(after, "due_at, id", '>');
        String order = conditions.and() + " order by due_at, id";
        String due = state == State.PROCESSING
                ? OF_STATE.formatted("leased", order)
                : OF_STATE.formatted("waiting", order) + " union all " + OF_STATE.formatted("suspect", order);
        return query(
                conditions,
                jdbc,
                COLUMNS + "from (" + due + ") e" + WITH_MESSAGE + "order by e.due_at, e.id limit :limit");
    }

    /** Those that were tried come after those that were not: they are due later. */
    private static List<Found> begun(JdbcClient jdbc, MessageFilter filter) {
        if (filter.number() != null || filter.kind() != null || filter.since() != null || filter.until() != null) {
            return List.of();
        }
        String order = " and due_at is not null order by due_at";
        return jdbc.sql(COLUMNS + "from (" + OF_STATE.formatted("waiting", order) + " union all "
                        + OF_STATE.formatted("leased", order) + ") e" + WITH_MESSAGE
                        + "where m.id is null order by e.due_at, e.id")
                .param("limit", MOST_NEW)
                .query(Found::of)
                .list();
    }

    private Optional<ReceivedMessage> message(Found found) {
        return manifest(found)
                .map(manifest -> new ReceivedMessage(
                        found.id() == null ? manifest.path("messageId").asText() : found.id(),
                        found.receivedAt(),
                        manifest,
                        state(found),
                        found.code(),
                        found.reason(),
                        "waiting".equals(found.entryState()) || "suspect".equals(found.entryState())
                                ? Row.instant(found.times().due())
                                : null,
                        found.attempts()));
    }

    private Optional<ObjectNode> manifest(Found found) {
        try {
            if (found.manifest() != null) {
                return Optional.of((ObjectNode) Json.MAPPER.readTree(found.manifest()));
            }
            byte[] body = found.body();
            if (body == null) {
                return Optional.empty();
            }
            InboundEvent event = new InboundEvent(body, found.receivedAt(), "", false, Progress.NONE);
            Manifest manifest = Manifest.of(readMessage.read(event), null, Instant.EPOCH);
            return Optional.of(Json.MAPPER.valueToTree(manifest));
        } catch (Rejected | IOException e) {
            return Optional.empty(); // it will be a dead letter, which says why
        }
    }

    private static State state(Found found) {
        String entry = found.entryState() == null ? "done" : found.entryState();
        return switch (entry) {
            case "leased" -> State.PROCESSING;
            case "waiting", "suspect" -> found.attempts() == 0 ? State.PROCESSING : State.WAITING;
            case "dead" -> DELIVERED.contains(found.code()) ? State.INCOMPLETE : State.FAILED;
            default -> State.DELIVERED;
        };
    }

    private static @Nullable Long micros(@Nullable Instant instant) {
        return Row.time(instant);
    }

    /** @param times of its coming, of its last change and of when it is due, in microseconds; 0 where there is none */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares rows
    private record Found(
            @Nullable String id,
            String entry,
            Times times,
            @Nullable String manifest,
            @Nullable String entryState,
            @Nullable String code,
            @Nullable String reason,
            int attempts,
            byte @Nullable [] body) {
        static Found of(ResultSet row, int number) throws SQLException {
            long came = row.getLong("received_at");
            return new Found(
                    row.getString("id"),
                    Objects.requireNonNullElse(row.getString("entry"), ""),
                    new Times(
                            came == 0 ? row.getLong("entered_at") : came,
                            row.getLong("changed_at"),
                            row.getLong("due_at")),
                    row.getString("manifest"),
                    row.getString("state"),
                    row.getString("code"),
                    row.getString("reason"),
                    row.getInt("attempts"),
                    row.getBytes("body"));
        }

        Instant receivedAt() {
            return Row.instant(times.came());
        }

        /** In the order that the state is listed in. */
        Page.Position position(@Nullable State state) {
            if (state == null || state == State.DELIVERED) {
                return new Page.Position(times.came(), String.valueOf(id));
            }
            boolean isDead = state == State.FAILED || state == State.INCOMPLETE;
            return new Page.Position(isDead ? times.changed() : times.due(), entry);
        }
    }

    private record Times(long came, long changed, long due) {}

    /**
     * A received message as staff look at it.
     *
     * @param receivedAt when we acknowledged the webhook
     * @param manifest {@code message.json} as far as the last attempt got
     * @param state how it stands, by the entry of its queue
     * @param code of the last failure; null where nothing failed
     * @param nextTry null unless it waits
     * @param attempts 0 where the entry is not there any more
     */
    public record ReceivedMessage(
            String id,
            Instant receivedAt,
            ObjectNode manifest,
            State state,
            @Nullable String code,
            @Nullable String reason,
            @Nullable Instant nextTry,
            int attempts) {

        /** {@code INCOMPLETE} was delivered and lacks media; {@code FAILED} was not delivered, or not answered. */
        public enum State {
            PROCESSING,
            WAITING,
            DELIVERED,
            INCOMPLETE,
            FAILED
        }

        /** Without the manifest, which has numbers and words. */
        @Override
        public String toString() {
            return "ReceivedMessage[id=%s, state=%s]".formatted(id, state);
        }
    }
}

package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.repository.ClaimDue.Claimed;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins and ends the look at a message's media: it gets its turn with what was found, or is refused for it. Of each sender the first
 * few messages are in the queue {@code preflight}, so that media on a slow host hold up their own sender only.
 */
public final class RecordChecks {
    private static final Logger LOG = LoggerFactory.getLogger(RecordChecks.class);

    private static final int MOST_OF_ONE_SENDER = 4;

    private static final Finding NOT_LOOKED_AT = new Finding(
            Finding.WHOLE,
            "media-unreachable",
            "Nobody could look at its media: the gateway failed or ended each time that it did.");

    private static final String FIRST = """
            select id from outbound_messages where sender = :sender and state = 'preparing'
            order by priority, position limit :most""";

    private final Database database;
    private final boolean refuses;

    /** @param mode {@code mms.send.preflight}: warn, refuse or off */
    public RecordChecks(Database database, String mode) {
        if (!List.of("warn", "refuse", "off").contains(mode)) {
            throw new IllegalArgumentException(
                    "mms.send.preflight is '%s': write warn, refuse or off.".formatted(mode));
        }
        this.database = database;
        this.refuses = "refuse".equals(mode);
    }

    /** The next one of its sender, by what goes first, has its place in the queue. */
    static void enterFirst(Transaction transaction, String sender) {
        transaction
                .sql("""
                        select id from (%s) heads where not exists (
                            select 1 from queue_entries where queue = :queue and queue_entries.id = heads.id)
                        """.formatted(FIRST))
                .param("sender", sender)
                .param("most", MOST_OF_ONE_SENDER)
                .param("queue", OutboundMessages.PREFLIGHT)
                .query((row, number) -> Row.id(row))
                .list()
                .forEach(id -> OutboundMessages.enter(
                        transaction,
                        OutboundMessages.PREFLIGHT,
                        id,
                        id.toString(),
                        Json.MAPPER.createObjectNode(),
                        Duration.ZERO));
    }

    /** Null where there is nothing to look at any more: the message has expired, or is erased. */
    public @Nullable Claimed begin(String id) {
        return database.read(jdbc -> jdbc.sql("""
                        select id, kind, request, send_before, account from outbound_messages
                        where id = :id and state = 'preparing'""")
                .param("id", id)
                .query((row, number) -> new Claimed(Row.id(row), Row.request(row), 0, row.getString("account")))
                .optional()
                .orElse(null));
    }

    public void record(UUID id, List<Finding> findings) {
        findings.forEach(finding -> LOG.warn(
                "Media will cause problems, id={} index={} code={}: {}",
                id,
                finding.index(),
                finding.code(),
                finding.sentence()));
        boolean unused = database.writePatiently(transaction -> record(transaction, id, findings));
    }

    private boolean record(Transaction transaction, UUID id, List<Finding> findings) {
        transaction
                .sql("update outbound_messages set checks = :checks where id = :id")
                .param("checks", findings.isEmpty() ? null : Row.json(Json.MAPPER.valueToTree(findings)))
                .param("id", id.toString())
                .update();
        boolean moved = end(transaction, id, findings);
        transaction
                .sql("delete from queue_entries where queue = :queue and id = :id and state = 'dead'")
                .param("queue", OutboundMessages.PREFLIGHT)
                .param("id", id.toString())
                .update();
        transaction
                .sql("select sender from outbound_messages where id = :id")
                .param("id", id.toString())
                .query(String.class)
                .optional()
                .ifPresent(sender -> enterFirst(transaction, sender));
        return moved;
    }

    private boolean end(Transaction transaction, UUID id, List<Finding> findings) {
        Optional<Finding> fatal = findings.stream().filter(Finding::isFatal).findFirst();
        if (!refuses || fatal.isEmpty()) {
            return OutboundMessages.move(transaction, id, SendState.QUEUED, null, null);
        }
        boolean refused = OutboundMessages.move(
                transaction,
                id,
                SendState.REJECTED,
                fatal.get().code(),
                fatal.get().sentence());
        if (refused) {
            OutboundMessages.report(transaction, id, SendState.REJECTED.word());
        }
        return refused;
    }

    /**
     * What time brings about: a message that nobody can look at does not keep its sender waiting for ever, and those behind one that has
     * expired or was erased have its place in the queue.
     */
    public void sweep() {
        List<Unqueued> unqueued = database.read(jdbc -> jdbc.sql(
                        """
                        select message.id, message.sender, entry.id is not null as dead
                        from rate_limits join outbound_messages message on message.id in (%s)
                            left join queue_entries entry on entry.queue = :queue and entry.id = message.id
                        where entry.id is null or entry.state = 'dead'
                        """.formatted(FIRST.replace(":sender", "rate_limits.sender")))
                .param("most", MOST_OF_ONE_SENDER)
                .param("queue", OutboundMessages.PREFLIGHT)
                .query((row, number) -> new Unqueued(Row.id(row), row.getString("sender"), row.getBoolean("dead")))
                .list());
        unqueued.stream().filter(Unqueued::dead).forEach(one -> record(one.id(), List.of(NOT_LOOKED_AT)));
        Set<String> senders = unqueued.stream().map(Unqueued::sender).collect(Collectors.toSet());
        if (!senders.isEmpty()) {
            int unused = database.writePatiently(transaction -> {
                senders.forEach(sender -> enterFirst(transaction, sender));
                return senders.size();
            });
        }
    }

    private record Unqueued(UUID id, String sender, boolean dead) {}
}

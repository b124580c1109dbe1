package io.mmsroutes.repository;

import io.micrometer.core.instrument.MeterRegistry;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.database.queue.Retention;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.Manifest;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.Slide;
import io.mmsroutes.text.UntrustedJson;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Writes down received messages for people, and removes them with their lives. What is in stores is not touched. */
public final class RecordReceived {
    private static final String PREFIX = "mms.";
    private static final String METRIC = PREFIX + "retention.removed";

    /** In one commit, which others wait for. */
    private static final int AT_ONCE = 200;

    private final Database database;
    private final Retention retention;
    private final MeterRegistry metrics;

    public RecordReceived(Database database, Retention retention, MeterRegistry metrics) {
        this.database = database;
        this.retention = retention;
        this.metrics = metrics;
    }

    /** Returns how many of a sender are gone. */
    public int erase(PhoneNumber number) {
        String sender = Row.number(number);
        return remove("select id from inbound_messages where sender = :of limit :most $skipLocked", sender);
    }

    /** Removes what is past its retention; counts it in {@code mms.retention.removed}. */
    public void sweep() {
        Instant now = database.read(Row::now);
        int removed = retention
                .receivedMessages()
                .map(time -> Row.time(now.minus(time)))
                .map(before -> remove(
                        "select id from inbound_messages where received_at < :of order by received_at limit :most $skipLocked",
                        before))
                .orElse(0);
        metrics.counter(METRIC, "kind", "received-message").increment(removed);
    }

    /** Some in each commit. */
    private int remove(String which, Object of) {
        int all = 0;
        int some;
        do {
            some = database.writePatiently(transaction -> {
                List<String> ids = transaction
                        .sql(which)
                        .param("of", of)
                        .param("most", AT_ONCE)
                        .query(String.class)
                        .list();
                return ids.isEmpty() ? 0 : remove(transaction, ids);
            });
            all += some;
        } while (some > 0);
        return all;
    }

    private static int remove(Transaction transaction, List<String> ids) {
        MessageChanges.delete(transaction, ids);
        return transaction
                .sql("delete from inbound_messages where id in (:ids)")
                .param("ids", ids)
                .update();
    }

    /**
     * The manifest of a message as a row keeps it; made before its transaction, which others wait for.
     *
     * @param slides null where no SMIL says in which order the media are shown
     */
    static String json(InboundMessage message, @Nullable List<Slide> slides) {
        Manifest manifest = Manifest.of(message, slides, Instant.EPOCH);
        return UntrustedJson.storable(manifest);
    }

    /** @param manifest as {@link #json} makes it */
    static void record(Transaction transaction, InboundMessage message, String manifest) {
        transaction
                .sql("""
                insert into inbound_messages (id, event_id, type, sender, recipient, received_at, manifest)
                values (:id, :event, :type, :sender, :recipient, :at, :manifest)
                on conflict (id) do update set event_id = excluded.event_id, manifest = excluded.manifest""")
                .param("id", Row.id(message.messageId()))
                .param("event", Row.id(message.eventId()))
                .param("type", Row.id(message.type()))
                .param("sender", Row.number(message.from()))
                .param(
                        "recipient",
                        message.to().isEmpty() ? "" : Row.number(message.to().get(0)))
                .param("at", Row.time(message.event().acceptedAt()))
                .param("manifest", manifest)
                .update();
    }
}

package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.database.Dialect;
import io.mmsroutes.inbound.StorageKeyTemplate;
import io.mmsroutes.telnyx.ReadMessage;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The lists of the console are as fast with many messages as with few: each page comes out of an index. Prints what it measured. */
@Tag("one-camel")
class LongListsTest {
    private static final int FEW = 1_000;
    private static final int AT_ONCE = 20_000;
    private static final int ROUNDS = 60;
    private static final String OURS = "+17735550002";
    private static final Instant FIRST = Instant.parse("2026-01-01T00:00:00Z");

    @TempDir
    static Path folder;

    @Test
    void listsOfManyMessagesCostAsMuchAsThoseOfFew() {
        compare(
                new DatabaseConfig(folder.resolve("few"), "", "", "", 4),
                new DatabaseConfig(folder.resolve("many"), "", "", "", 4),
                60_000);
    }

    @Test
    @Tag("proof")
    void listsOfAMillionMessagesCostAsMuchAsThoseOfAThousand() {
        compare(
                new DatabaseConfig(folder.resolve("thousand"), "", "", "", 4),
                new DatabaseConfig(folder.resolve("million"), "", "", "", 4),
                1_000_000);
    }

    @Test
    @Tag("proof")
    void likewiseOnPostgres() throws Exception {
        try (EmbeddedPostgres few = EmbeddedPostgres.builder().start();
                EmbeddedPostgres many = EmbeddedPostgres.builder().start()) {
            compare(config(few), config(many), 1_000_000);
        }
    }

    private static DatabaseConfig config(EmbeddedPostgres postgres) {
        return new DatabaseConfig(folder, postgres.getJdbcUrl("postgres", "postgres"), "postgres", "postgres", 4);
    }

    private static void compare(DatabaseConfig few, DatabaseConfig many, int count) {
        Map<String, Times> ofFew = measure(few, FEW);
        Map<String, Times> ofMany = measure(many, count);
        System.out.println("list medianOfFew medianOfMany p99OfMany, in microseconds; rows=" + count);
        ofMany.forEach((name, times) -> System.out.printf(
                "%s %d %d %d%n", name, Objects.requireNonNull(ofFew.get(name)).median(), times.median(), times.p99()));
        // What reads all takes a hundred times as long and more; a deeper index, and pages that are not in memory, a
        // few times.
        assertThat(ofMany)
                .allSatisfy((name, times) -> assertThat(times.median())
                        .as(name)
                        .isLessThan(20
                                * Math.max(
                                        500,
                                        Objects.requireNonNull(ofFew.get(name)).median())));
    }

    private static Map<String, Times> measure(DatabaseConfig config, int count) {
        Database database = new Database(config);
        database.start();
        try {
            fill(database, count);
            if (database.dialect() == Dialect.POSTGRESQL) {
                // As its autovacuum does within a minute.
                int unused = database.writePatiently(
                        transaction -> transaction.sql("analyze").update());
            }
            ReceivedMessages received = new ReceivedMessages(
                    database, new ReadMessage(new StorageKeyTemplate("mms/{message}/{index}.{ext}")));
            SentMessages sent = new SentMessages(database);
            Page.Position middle = new Page.Position(at(count / 2), "m-" + count / 2);
            Map<String, Times> times = new LinkedHashMap<>();
            times.put("received", Times.of(() -> received.list(filter(null, null, null, null), null, 50)));
            times.put("received/middle", Times.of(() -> received.list(filter(null, null, null, null), middle, 50)));
            times.put(
                    "received/delivered",
                    Times.of(() -> received.list(filter(null, null, "delivered", null), null, 50)));
            times.put(
                    "received/incomplete",
                    Times.of(() -> received.list(filter(null, null, "incomplete", null), null, 50)));
            times.put("received/waiting", Times.of(() -> received.list(filter(null, null, "waiting", null), null, 50)));
            times.put(
                    "received/sender",
                    Times.of(() -> received.list(filter(null, "+1312555" + FEW / 2, null, null), null, 50)));
            times.put("received/ours", Times.of(() -> received.list(filter(null, OURS, null, null), null, 50)));
            times.put("received/id", Times.of(() -> received.list(filter("m-7", null, null, null), null, 50)));
            times.put("sent", Times.of(() -> sent.list(filter(null, null, null, null), null, 50)));
            times.put("sent/rejected", Times.of(() -> sent.list(filter(null, null, "rejected", null), null, 50)));
            times.put("sent/ours", Times.of(() -> sent.list(filter(null, OURS, null, null), null, 50)));
            times.put(
                    "sent/recipient",
                    Times.of(() -> sent.list(filter(null, "+1312555" + FEW / 2, null, null), null, 50)));
            times.put("sent/id", Times.of(() -> sent.list(filter("telnyx-7", null, null, null), null, 50)));
            times.put("sent/key", Times.of(() -> sent.list(filter("key-7", null, null, null), null, 50)));
            times.put("sent/counts", Times.of(() -> sent.counts(Instant.now())));
            times.put(
                    "perMinute", Times.of(() -> received.perMinute(Instant.now().minus(Duration.ofHours(1)))));
            return times;
        } finally {
            database.stop();
        }
    }

    private static MessageFilter filter(
            @Nullable String id, @Nullable String number, @Nullable String state, @Nullable String code) {
        return new MessageFilter(id, number, null, state, code, null, null);
    }

    private static long at(int row) {
        return FIRST.getEpochSecond() * 1_000_000 + row * 1_000L;
    }

    /** One in a hundred is incomplete, or was rejected; each sender has as many messages as there are in all per thousand, at most ten. */
    private static void fill(Database database, int count) {
        for (int from = 0; from < count; from += AT_ONCE) {
            int first = from;
            int end = Math.min(count, from + AT_ONCE);
            Map<String, Object> parameters = Map.of(
                    "first", first, "end", end, "time", at(0), "ours", OURS, "senders", Math.max(FEW, count / 10));
            String rows =
                    "with recursive rows(n) as (select cast(:first as bigint) union all select n + 1 from rows where n + 1 < :end) ";
            int unused = database.writePatiently(transaction -> transaction
                    .sql(
                            "insert into inbound_messages (id, event_id, type, sender, recipient, received_at, manifest) "
                                    + rows
                                    + "select 'm-' || n, 'e-' || n, 'MMS', '+1312555' || (n % :senders), :ours, :time + n * 1000, '{\"from\":\"+1312555\",\"media\":[]}' from rows")
                    .params(parameters)
                    .update());
            unused = database.writePatiently(transaction -> transaction
                    .sql(
                            "insert into queue_entries (queue, id, state, attempts, lost_leases, due_at, code, entered_at, changed_at) "
                                    + rows
                                    + """
                            select 'inbound', 'e-' || n, case when n % 100 = 3 then 'dead' when n % 1000 = 4 then 'waiting' else 'done' end, 1, 0,
                                case when n % 1000 = 4 then 9000000000000000 + n end,
                                case when n % 100 = 3 then 'media-unavailable' end, :time + n * 1000, :time + n * 1000 from rows""")
                    .params(parameters)
                    .update());
            unused = database.writePatiently(transaction ->
                    transaction.sql("""
                            insert into outbound_messages (id, request_key, request_hash, kind, sender, priority, request, state, state_at,
                                created_at, attempts, doubts, status_events, telnyx_id, sent_as_sms)""" + rows + """
                            select '00000000-0000-0000-0000-' || substr('000000000000' || n, length(n || '') + 1), 'http:key-' || n, 'h', 'MESSAGES', :ours, 1,
                                '{"from":"+17735550002","to":"+13125550001","text":"t"}', case when n % 100 = 3 then 'rejected' else 'finalized' end,
                                :time + n * 1000, :time + n * 1000, 1, 0, 0, 'telnyx-' || n, false from rows""").params(parameters).update());
            unused = database.writePatiently(transaction -> transaction
                    .sql(
                            "insert into outbound_recipients (message_id, ordinal, number, status, final) " + rows
                                    + "select '00000000-0000-0000-0000-' || substr('000000000000' || n, length(n || '') + 1), 0, '+1312555' || (n % :senders), 'delivered', true from rows")
                    .params(parameters)
                    .update());
        }
    }

    /** In microseconds. */
    private record Times(long median, long p99) {
        static Times of(Runnable query) {
            for (int i = 0; i < 5; i++) {
                query.run();
            }
            long[] nanos = new long[ROUNDS];
            for (int i = 0; i < ROUNDS; i++) {
                long begin = System.nanoTime();
                query.run();
                nanos[i] = System.nanoTime() - begin;
            }
            Arrays.sort(nanos);
            return new Times(nanos[ROUNDS / 2] / 1_000, nanos[ROUNDS - 1] / 1_000);
        }
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;

/**
 * Takes messages that Telnyx is to be asked about: those whose answer was lost, in growing intervals, and once those that
 * should have had their last word by half the time it may take. A group and a number pool have no one record to ask for.
 */
public final class TakeLookups {
    private static final Duration LONGEST_PAUSE = Duration.ofMinutes(10);
    /** How far the clocks of ours and Telnyx's may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private static final int MOST = 20;

    private final Database database;
    private final String apiUrl;
    private final SendTimes times;
    private final Duration firstLook;

    /** @param interval {@code mms.send.settle-interval}; records appear when a message is delivered, so the first look waits */
    public TakeLookups(Database database, String apiUrl, SendTimes times, Duration interval) {
        this.database = database;
        this.apiUrl = apiUrl;
        this.times = times;
        this.firstLook = interval.multipliedBy(3);
    }

    public List<Lookup> take() {
        return database.writePatiently(this::take);
    }

    private List<Lookup> take(Transaction transaction) {
        Instant now = Row.now(transaction.jdbc());
        return transaction
                .sql("""
                select id, state, state_at, submitted_at, sender, telnyx_id,
                    (select number from outbound_recipients where message_id = id and ordinal = 0) as recipient
                from outbound_messages
                where (lease_until is null or lease_until <= :now)
                    and ((state = 'unknown' and state_at <= :unknownAt and kind <> 'GROUP_MMS' and kind <> 'NUMBER_POOL')
                        or (state = 'accepted' and state_at <= :acceptedAt and lease_until is null))
                order by state_at limit :most $skipLocked""")
                .param("now", Row.time(now))
                .param("unknownAt", Row.time(now.minus(firstLook)))
                .param("acceptedAt", Row.time(now.minus(times.finalizeAfter().dividedBy(2))))
                .param("most", MOST)
                .query((row, number) -> {
                    boolean lost = "unknown".equals(row.getString("state"));
                    Instant submittedAt = Row.instant(row, "submitted_at");
                    Instant since = Row.instant(row, "state_at");
                    Lookup.Asked asked = new Lookup.Asked(
                            row.getString("sender"),
                            row.getString("recipient"),
                            submittedAt == null ? now : submittedAt);
                    return new Taken(
                            new Lookup(
                                    Row.id(row),
                                    asked,
                                    lost ? recordsOf(asked) : message(row.getString("telnyx_id")),
                                    lost ? Lookup.Of.RECORDS : Lookup.Of.MESSAGE),
                            since == null ? now : since);
                })
                .list()
                .stream()
                .map(taken -> lend(transaction, taken, now))
                .toList();
    }

    private static Lookup lend(Transaction transaction, Taken taken, Instant now) {
        Duration age = Duration.between(taken.since(), now);
        Duration pause = age.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : age;
        transaction
                .sql("update outbound_messages set lease_until = :until where id = :id")
                .param("until", Row.time(now.plus(pause)))
                .param("id", taken.lookup().id().toString())
                .update();
        return taken.lookup();
    }

    private URI message(String telnyxId) {
        return URI.create(apiUrl + "/messages/" + encoded(telnyxId));
    }

    private URI recordsOf(Lookup.Asked asked) {
        Instant from = asked.submittedAt().minus(CLOCKS).truncatedTo(ChronoUnit.SECONDS);
        return URI.create("%s/detail_records?%s=messaging&%s=outbound&%s=%s&%s=%s&%s=%s&%s=50"
                .formatted(
                        apiUrl,
                        encoded("filter[record_type]"),
                        encoded("filter[direction]"),
                        encoded("filter[cli]"),
                        encoded(asked.from()),
                        encoded("filter[cld]"),
                        encoded(asked.to()),
                        encoded("filter[created_at][gte]"),
                        encoded(from.toString()),
                        encoded("page[size]")));
    }

    private static String encoded(String text) {
        return URLEncoder.encode(text, StandardCharsets.UTF_8);
    }

    private record Taken(Lookup lookup, Instant since) {}
}

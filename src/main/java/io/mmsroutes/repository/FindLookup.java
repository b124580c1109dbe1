package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import org.jspecify.annotations.Nullable;

/** What Telnyx is to be asked about a message: for the records of a call whose answer was lost, or for a message that it took. */
public final class FindLookup {
    /** How far the clocks of ours and Telnyx's may differ. */
    private static final Duration CLOCKS = Duration.ofMinutes(1);

    private final Database database;
    private final String apiUrl;

    public FindLookup(Database database, String apiUrl) {
        this.database = database;
        this.apiUrl = apiUrl;
    }

    /**
     * @param state in which the message was when the question was entered
     * @return null where the message has left it: there is nothing to ask any more
     */
    public @Nullable Lookup find(String id, String state) {
        return database.read(jdbc -> jdbc.sql("""
                        select id, state, submitted_at, send_at, sender, account, telnyx_id, $now as now,
                            (select number from outbound_recipients where message_id = id and ordinal = 0) as recipient
                        from outbound_messages where id = :id and state = :state""")
                .param("id", id)
                .param("state", state)
                .query((row, number) -> lookup(row))
                .optional()
                .orElse(null));
    }

    private Lookup lookup(ResultSet row) throws SQLException {
        Instant submittedAt = Row.instant(row, "submitted_at");
        Lookup.Asked asked = new Lookup.Asked(
                row.getString("sender"),
                row.getString("recipient"),
                submittedAt == null ? Row.instant(row.getLong("now")) : submittedAt,
                Row.instant(row, "send_at"));
        return "unknown".equals(row.getString("state"))
                ? new Lookup(Row.id(row), asked, recordsOf(asked), Lookup.Of.RECORDS, row.getString("account"))
                : new Lookup(
                        Row.id(row),
                        asked,
                        message(row.getString("telnyx_id")),
                        Lookup.Of.MESSAGE,
                        row.getString("account"));
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
}

package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import io.mmsroutes.text.UntrustedText;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.TimeUnit;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How values stand in the tables. */
final class Row {
    /** What a caller wrote goes on as it was written, numbers in fields that nobody knows among it. */
    private static final ObjectReader EXACT = Json.MAPPER
            .reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private static final int LONGEST_ID = 200;
    private static final long MICROS_OF_MINUTE = 60_000_000;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** What is larger is nothing that a person would read. */
    static final int LONGEST_JSON = 1_048_576;

    private Row() {}

    static UUID id(ResultSet row) throws SQLException {
        return UUID.fromString(row.getString("id"));
    }

    static SendRequest request(ResultSet row) throws SQLException {
        ObjectNode body = (ObjectNode) json(row.getString("request"));
        String from = body.path("from").asText("");
        return new SendRequest(
                SendKind.valueOf(row.getString("kind")),
                from.isEmpty() ? null : new PhoneNumber(from),
                texts(body.path("to")).stream().map(PhoneNumber::new).toList(),
                texts(body.path("media_urls")),
                instant(row, "send_before"),
                body);
    }

    static @Nullable Instant instant(ResultSet row, String column) throws SQLException {
        long micros = row.getLong(column);
        return row.wasNull() ? null : instant(micros);
    }

    static Instant instant(long micros) {
        return Instant.EPOCH.plus(micros, ChronoUnit.MICROS);
    }

    /** By the clock of the database, which several gateways share. */
    static Instant now(JdbcClient jdbc) {
        return instant(jdbc.sql("select $now").query(Long.class).single());
    }

    /** How many rows there are in each minute since then, by its begin; minutes without any are left out. */
    static Map<Instant, Long> perMinute(JdbcClient jdbc, String table, String column, Instant since) {
        Map<Instant, Long> counts = new HashMap<>();
        jdbc.sql("""
                        select %2$s / %3$s as minute, count(*) as amount from %1$s where %2$s >= :since
                        group by %2$s / %3$s""".formatted(table, column, MICROS_OF_MINUTE))
                .param("since", time(since))
                .query(row -> {
                    counts.put(instant(row.getLong("minute") * MICROS_OF_MINUTE), row.getLong("amount"));
                });
        return counts;
    }

    /** Microseconds since 1970, within what people write as a date, whatever time a stranger wrote. */
    static @Nullable Long time(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant early = instant.isBefore(EARLIEST) ? EARLIEST : instant;
        Instant storable = early.isAfter(LATEST) ? LATEST : early;
        return TimeUnit.SECONDS.toMicros(storable.getEpochSecond()) + TimeUnit.NANOSECONDS.toMicros(storable.getNano());
    }

    /** Null and nothing are an empty array. */
    static JsonNode json(@Nullable String text) {
        try {
            return text == null ? Json.MAPPER.createArrayNode() : EXACT.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The database holds JSON that is none.", e);
        }
    }

    /** Telnyx's words are Telnyx's, but they have an end here, and no NUL. */
    static @Nullable String atMost(int length, @Nullable String text) {
        return text == null ? null : UntrustedText.atMost(length, text);
    }

    /** An id as the tables have room for: one that is longer is told apart by its hash. */
    static String id(String text) {
        String storable = UntrustedText.storable(text);
        return storable.length() <= LONGEST_ID
                ? storable
                : UntrustedText.atMost(LONGEST_ID - 65, text) + "_" + DigestUtils.sha256Hex(storable);
    }

    /** A number as the tables have room for. */
    static String number(PhoneNumber number) {
        return id(number.value());
    }

    /** JSON that is kept; null for what is larger than {@link #LONGEST_JSON}. */
    static @Nullable String json(JsonNode json) {
        String text = UntrustedJson.storable(json).toString();
        return text.length() <= LONGEST_JSON ? text : null;
    }

    private static List<String> texts(JsonNode node) {
        List<String> texts = new ArrayList<>();
        if (node.isTextual()) {
            texts.add(node.asText());
        }
        node.elements().forEachRemaining(element -> texts.add(element.asText()));
        return texts;
    }
}

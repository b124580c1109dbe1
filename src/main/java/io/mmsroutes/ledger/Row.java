package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.cfg.JsonNodeFeature;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.Json;
import io.mmsroutes.OutsideJson;
import io.mmsroutes.OutsideText;
import io.mmsroutes.Sha256;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendKind;
import io.mmsroutes.sending.SendRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** How values stand in the tables. */
final class Row {
    /** What a caller wrote goes on as it was written, numbers in fields that nobody knows among it. */
    private static final ObjectReader EXACT = Json.MAPPER
            .reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS)
            .without(JsonNodeFeature.STRIP_TRAILING_BIGDECIMAL_ZEROES);

    private static final int LONGEST_ID = 200;

    private static final Instant EARLIEST = Instant.parse("0001-01-01T00:00:00Z");
    private static final Instant LATEST = Instant.parse("9999-12-31T23:59:59Z");

    /** As long as H2 allows. */
    static final int LONGEST_JSON = 1_048_576;

    private Row() {}

    static UUID id(ResultSet row) throws SQLException {
        return row.getObject("id", UUID.class);
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
        return Optional.ofNullable(row.getObject(column, OffsetDateTime.class))
                .map(OffsetDateTime::toInstant)
                .orElse(null);
    }

    /** Within what every database holds, whatever time somebody wrote. */
    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        if (instant == null) {
            return null;
        }
        Instant early = instant.isBefore(EARLIEST) ? EARLIEST : instant;
        return (early.isAfter(LATEST) ? LATEST : early).atOffset(ZoneOffset.UTC);
    }

    /** Null and nothing are an empty array. */
    static JsonNode json(@Nullable String text) {
        try {
            return text == null ? Json.MAPPER.createArrayNode() : EXACT.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger holds JSON that is none.", e);
        }
    }

    /** Telnyx's words are Telnyx's, but a column has an end, and takes no NUL. */
    static @Nullable String atMost(int length, @Nullable String text) {
        return text == null ? null : OutsideText.atMost(length, text);
    }

    /** An id as the tables have room for: one that is longer is told apart by its hash. */
    static String id(String text) {
        String storable = OutsideText.storable(text);
        return storable.length() <= LONGEST_ID
                ? storable
                : OutsideText.atMost(LONGEST_ID - 65, text) + "_"
                        + Sha256.hex(storable.getBytes(StandardCharsets.UTF_8));
    }

    /** A number as the tables have room for. */
    static String number(PhoneNumber number) {
        return id(number.value());
    }

    /** JSON as a column has room for; null for what is larger, which nothing but a person would read. */
    static @Nullable String json(JsonNode json) {
        String text = OutsideJson.storable(json).toString();
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

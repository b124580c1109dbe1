package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.Json;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendKind;
import io.mmsroutes.sending.SendRequest;
import java.io.IOException;
import java.io.UncheckedIOException;
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
    private static final ObjectReader EXACT = Json.MAPPER.reader(DeserializationFeature.USE_BIG_DECIMAL_FOR_FLOATS);

    private static final int LONGEST_NUMBER = 200;

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

    static @Nullable OffsetDateTime time(@Nullable Instant instant) {
        return instant == null ? null : instant.atOffset(ZoneOffset.UTC);
    }

    /** Null and nothing are an empty array. */
    static JsonNode json(@Nullable String text) {
        try {
            return text == null ? Json.MAPPER.createArrayNode() : EXACT.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException("The ledger holds JSON that is none.", e);
        }
    }

    /** Telnyx's words are Telnyx's, but a column has an end. */
    static @Nullable String atMost(int length, @Nullable String text) {
        return text == null || text.length() <= length ? text : text.substring(0, length);
    }

    /** A number as the tables have room for. */
    static String number(PhoneNumber number) {
        String value = number.value();
        return value.length() <= LONGEST_NUMBER ? value : value.substring(0, LONGEST_NUMBER);
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

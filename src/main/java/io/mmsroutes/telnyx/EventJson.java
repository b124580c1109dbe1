package io.mmsroutes.telnyx;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.ReceiptParties;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import io.mmsroutes.text.UntrustedText;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.Base64;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A tolerant view of one webhook. The envelope may be missing, parties may be objects, strings or arrays of either, media
 * may be null, one object or an array, and fields go by more than one name: all seen in captures, docs and SDKs.
 */
final class EventJson {
    /** Far above what Telnyx writes, and what headers, names and columns have room for. */
    private static final int LONGEST_WORD = 200;

    /** Of an id that is longer; a hash of 64 hex digits comes behind it. */
    private static final int CUT = 120;

    /** What every database can hold; another time counts as none. */
    private static final Instant EARLIEST = Instant.EPOCH;

    private static final Instant LATEST = Instant.parse("9999-12-31T00:00:00Z");

    private static final Pattern SHA256 = Pattern.compile("(?i)(?:sha-?256\\s*[:=-]\\s*|0x)?([0-9a-f]{64})");

    private final JsonNode event;
    private final JsonNode payload;
    private final JsonNode meta;
    private final byte[] raw;

    private EventJson(JsonNode event, JsonNode meta, byte[] raw) {
        this.event = event;
        this.payload = event.path("payload");
        this.meta = meta;
        this.raw = raw;
    }

    /** @throws Rejected {@code event-unreadable} for what is not a JSON object */
    static EventJson parse(byte[] raw) {
        JsonNode root;
        try {
            root = Json.MAPPER.readTree(raw);
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            throw new Rejected(
                    "event-unreadable", "The signed body is not JSON, or deeper or longer than any event.", e);
        }
        if (root == null || !root.isObject()) {
            throw new Rejected("event-unreadable", "The signed body is not a JSON object.");
        }
        JsonNode storable = UntrustedJson.storable(root);
        return new EventJson(
                storable.path("data").isObject() ? storable.path("data") : storable, storable.path("meta"), raw);
    }

    /** @throws Rejected {@code event-unreadable} for what does not say what it is, or what it is about */
    static EventJson readable(byte[] raw) {
        EventJson event = parse(raw);
        if (event.type().isEmpty()) {
            throw new Rejected("event-unreadable", "The signed body is JSON, but has no event_type.");
        }
        if (!event.hasPayload()) {
            throw new Rejected("event-unreadable", "The event %s has no payload.".formatted(event.type()));
        }
        return event;
    }

    /** {@code event_type}; for the one event that has none, a link click, its record type. Empty where there is neither. */
    String type() {
        return text(event, "event_type")
                .or(() -> text(event, "record_type").filter(type -> !"event".equals(type)))
                .orElse("");
    }

    /**
     * {@code data.id}, else the message's id and the event type, else the hash of the body: something always tells events apart. One without a
     * payload, such as a link click, is the same in each attempt but for its meta.
     */
    String duplicateKey() {
        return text(event, "id")
                .or(() -> text(payload, "id").map(id -> id + "/" + type()))
                .map(EventJson::id)
                .orElseGet(() -> hasPayload()
                        ? DigestUtils.sha256Hex(raw)
                        : DigestUtils.sha256Hex(event.toString().getBytes(StandardCharsets.UTF_8)));
    }

    /**
     * Of one that does not say what it is, or has no payload: by its id, for a repeat may count its attempt in its body, and apart
     * from a readable one with the same id, which is not to be lost by it.
     */
    String unreadableKey() {
        return text(event, "id").map(id -> "unreadable/" + id(id)).orElseGet(() -> DigestUtils.sha256Hex(raw));
    }

    String messageId() {
        return text(payload, "id")
                .or(() -> text(event, "id"))
                .or(() -> text(event, "message_id"))
                .map(EventJson::id)
                .orElseGet(() -> DigestUtils.sha256Hex(raw));
    }

    boolean hasPayload() {
        return payload.isObject();
    }

    Optional<String> payloadText(String field) {
        return text(payload, field);
    }

    Optional<String> payloadId(String field) {
        return text(payload, field).map(EventJson::id);
    }

    /** An RCS or WhatsApp message has its words inside its body. */
    @Nullable
    String messageText() {
        return text(payload, "text").or(() -> MessageBody.of(payload).text()).orElse(null);
    }

    @Nullable
    Instant occurredAt() {
        return instant(event, "occurred_at");
    }

    @Nullable
    Instant receivedAt() {
        return instant(payload, "received_at");
    }

    List<PhoneNumber> parties(String field) {
        List<PhoneNumber> parties = new ArrayList<>();
        for (JsonNode party : asList(payload.path(field))) {
            Optional.of(party)
                    .filter(node -> node.isValueNode() && !node.isNull())
                    .map(JsonNode::asText)
                    .or(() -> text(party, "phone_number"))
                    .or(() -> text(party, "agent_id"))
                    .filter(value -> !value.isBlank())
                    .map(EventJson::id)
                    .map(PhoneNumber::new)
                    .ifPresent(parties::add);
        }
        return parties;
    }

    /** Those a message went to, each with what is said of it; at least one. */
    List<Receipt.Party> recipients() {
        return ReceiptParties.in(payload);
    }

    /** Of the message, else of the event: an array. */
    JsonNode errors() {
        JsonNode errors = ReceiptParties.errors(payload);
        return errors.isEmpty() ? ReceiptParties.errors(event) : errors;
    }

    /** When what the event tells of happened; the payload has times of its own. */
    @Nullable
    Instant happenedAt() {
        return Stream.of(occurredAt(), instant(payload, "completed_at"), instant(payload, "sent_at"))
                .filter(Objects::nonNull)
                .findFirst()
                .orElse(null);
    }

    /** Where Telnyx sent this, and where the message asked for it to be sent: both are signed. */
    Stream<String> webhookUrls() {
        return Stream.of(text(meta, "delivered_to"), text(payload, "webhook_url"))
                .flatMap(Optional::stream);
    }

    TelnyxMetadata notes() {
        return new TelnyxMetadata(
                payloadId("messaging_profile_id").orElse(null),
                payloadId("group_message_id").orElse(null),
                payloadId("autoresponse_type").orElse(null),
                payload.path("is_spam").asBoolean(false),
                MessageBody.of(payload).withoutUrls().orElse(null));
    }

    JsonNode payload() {
        return payload;
    }

    /** Read item by item as they are asked for: a body may list more than anybody should read. */
    List<DeclaredMedia> media() {
        List<JsonNode> items = new ArrayList<>();
        asList(payload.path("media")).forEach(items::add);
        items.addAll(MessageBody.of(payload).files());
        return new AbstractList<>() {
            @Override
            public DeclaredMedia get(int index) {
                return announced(items.get(index));
            }

            @Override
            public int size() {
                return items.size();
            }
        };
    }

    static DeclaredMedia announced(JsonNode item) {
        return new DeclaredMedia(
                item.isTextual() ? item.asText() : firstText(item, "url", "media_url", "file_uri", "link"),
                word(firstText(item, "content_type", "type", "mime_type")),
                size(item),
                sha256(item),
                word(firstText(item, "file_name", "filename", "name")));
    }

    /** An id, a number or a name in its place: as it is, or cut and told apart by a piece of its hash. */
    private static String id(String text) {
        return text.length() <= LONGEST_WORD
                ? text
                : UntrustedText.atMost(CUT, text) + "_" + DigestUtils.sha256Hex(text);
    }

    private static @Nullable String word(@Nullable String text) {
        return text == null ? null : UntrustedText.atMost(LONGEST_WORD, text);
    }

    /** The one that is a hash, plain, with or without a prefix such as {@code sha256:}; else what there is. */
    private static @Nullable String sha256(JsonNode item) {
        return Stream.of("hash_sha256", "sha256")
                .flatMap(field -> text(item, field).stream())
                .flatMap(value -> hex(value.strip()).stream())
                .findFirst()
                .orElse(firstText(item, "hash_sha256", "sha256"));
    }

    /** Hex digits, or Base64 of 32 bytes as WhatsApp has it. */
    private static Optional<String> hex(String hash) {
        Matcher digits = SHA256.matcher(hash);
        if (digits.matches()) {
            return Optional.of(digits.group(1).toLowerCase(Locale.ROOT));
        }
        try {
            byte[] bytes = Base64.getDecoder().decode(hash);
            return bytes.length == 32 ? Optional.of(HexFormat.of().formatHex(bytes)) : Optional.empty();
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    private static @Nullable Long size(JsonNode item) {
        String digits = firstText(item, "size", "file_size_bytes", "file_size");
        return digits == null || !digits.matches("\\d{1,18}") ? null : Long.valueOf(digits);
    }

    private static @Nullable String firstText(JsonNode node, String... fields) {
        for (String field : fields) {
            Optional<String> value = text(node, field);
            if (value.isPresent()) {
                return value.get();
            }
        }
        return null;
    }

    /** Scalars of any type as text; absent, null, empty and structured values as nothing. */
    private static Optional<String> text(JsonNode node, String field) {
        JsonNode value = node.path(field);
        return value.isValueNode() && !value.isNull() && !value.asText().isEmpty()
                ? Optional.of(value.asText())
                : Optional.empty();
    }

    private static @Nullable Instant instant(JsonNode node, String field) {
        try {
            return text(node, field)
                    .map(value -> OffsetDateTime.parse(value).toInstant())
                    .filter(time -> !time.isBefore(EARLIEST) && !time.isAfter(LATEST))
                    .orElse(null);
        } catch (DateTimeException e) {
            return null;
        }
    }

    private static Iterable<JsonNode> asList(JsonNode node) {
        if (node.isArray()) {
            return node;
        }
        return node.isNull() || node instanceof MissingNode ? List.of() : List.of(node);
    }
}

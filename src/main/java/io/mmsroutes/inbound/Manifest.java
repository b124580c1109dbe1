package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonPropertyOrder;
import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.inbound.MediaOutcome.State;
import java.net.URI;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code message.json}: what your application learns of one received message. Absent fields were not said by Telnyx.
 *
 * @param spam present and true for what Telnyx takes for spam
 * @param body of RCS and WhatsApp: what the message consists of, as it came, but for URLs
 * @param acceptedAt when we acknowledged the webhook
 * @param keyFingerprint first 16 hex digits of the SHA-256 of the key that signed it
 * @param account whose key that is, as the settings name it; absent for the default one
 * @param complete true when every item is stored, and is what was declared
 * @param slides in which order the media are shown; absent where no SMIL says so
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
@JsonPropertyOrder({"messageId", "eventId"})
public record Manifest(
        String messageId,
        String eventId,
        String type,
        PhoneNumber from,
        List<PhoneNumber> to,
        List<PhoneNumber> cc,
        @Nullable String subject,
        @Nullable String text,
        @Nullable Instant occurredAt,
        @Nullable Instant receivedAt,
        @Nullable String profileId,
        @Nullable String groupMessageId,
        @Nullable String autoresponse,
        @Nullable Boolean spam,
        @Nullable JsonNode body,
        Instant acceptedAt,
        Instant completedAt,
        String keyFingerprint,
        @Nullable String account,
        boolean complete,
        List<Item> media,
        @Nullable List<Slide> slides) {

    /**
     * @param host of the URL; the URL itself is a key to the media and stays out
     * @param announced what the webhook said of it
     * @param mismatches which of {@code type}, {@code size}, {@code sha256} was announced otherwise
     * @param card where what is in a vCard lies as JSON
     * @param layout present and true for SMIL
     * @param code of the last failure, kebab-case; media-differs with state stored for bytes that are not what was declared
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Item(
            int index,
            State state,
            @Nullable String host,
            @Nullable String type,
            @Nullable MediaKind kind,
            @Nullable Long size,
            @Nullable String sha256,
            @Nullable String location,
            @Nullable String card,
            @Nullable Boolean layout,
            @Nullable List<String> mismatches,
            Announced announced,
            int attempts,
            @Nullable String code,
            @Nullable String reason) {}

    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Announced(
            @Nullable String type,
            @Nullable Long size,
            @Nullable String sha256,
            @Nullable String name) {}

    public static Manifest of(InboundMessage message, @Nullable List<Slide> slides, Instant now) {
        TelnyxMetadata notes = message.notes();
        return new Manifest(
                message.messageId(),
                message.eventId(),
                message.type(),
                message.from(),
                message.to(),
                message.cc(),
                message.subject(),
                message.text(),
                message.occurredAt(),
                message.receivedAt(),
                notes.profileId(),
                notes.groupId(),
                notes.autoresponse(),
                notes.spam() ? Boolean.TRUE : null,
                notes.body(),
                message.event().acceptedAt(),
                now,
                message.event().keyFingerprint(),
                TelnyxAccount.DEFAULT.equals(message.event().account())
                        ? null
                        : message.event().account(),
                message.incomplete() == 0,
                message.media().stream().map(Manifest::item).toList(),
                slides);
    }

    private static Item item(MediaItem item) {
        MediaOutcome outcome = item.outcome();
        MediaMetadata found = outcome.found();
        DeclaredMedia said = item.announced();
        return new Item(
                item.index(),
                outcome.state(),
                host(said.url()),
                found == null ? null : found.type(),
                found == null ? null : found.kind(),
                found == null ? null : found.size(),
                found == null ? null : found.sha256(),
                outcome.location(),
                outcome.card(),
                (found != null && found.layout()) ? Boolean.TRUE : null,
                (found == null || found.mismatches().isEmpty()) ? null : found.mismatches(),
                new Announced(said.type(), said.size(), said.sha256(), said.name()),
                outcome.attempts(),
                outcome.code(),
                outcome.reason());
    }

    private static @Nullable String host(@Nullable String url) {
        try {
            return url == null ? null : URI.create(url).getHost();
        } catch (IllegalArgumentException e) {
            return null;
        }
    }
}

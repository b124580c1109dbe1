package io.mmsroutes.telnyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.inbound.DeclaredMedia;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * One signed event in one shape, whatever shape the webhook had; for routes of other applications. Text, numbers and lists of
 * them only, so that any JSON library writes it.
 *
 * @param id the same for each delivery of the same event
 * @param type as Telnyx names it, such as {@code message.received}; {@code unreadable} for what is signed but no event
 * @param occurredAt ISO 8601 in UTC
 * @param messageId Telnyx's id of the message
 * @param messageType {@code MMS}, {@code SMS}, {@code RCS}, as the webhook says
 * @param from E.164 or a short code
 * @param cc the other members of a group
 * @param media unverified: the bytes decide, see the Kamelet telnyx-media-action
 * @param recipients what became of the message, by recipient; of receipts
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record TelnyxEvent(
        String id,
        String type,
        @Nullable String occurredAt,
        @Nullable String messageId,
        @Nullable String messageType,
        @Nullable String from,
        List<String> to,
        List<String> cc,
        @Nullable String subject,
        @Nullable String text,
        @Nullable String profileId,
        @Nullable String groupMessageId,
        List<DeclaredMedia> media,
        List<Recipient> recipients,
        List<Problem> errors) {

    /** @param status as Telnyx words it, such as {@code delivered} */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Recipient(String number, @Nullable String status) {}

    /** One of Telnyx's errors; see developers.telnyx.com, "Messaging error codes". */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Problem(@Nullable String code, @Nullable String title) {}

    /** What Telnyx is told, whose eyes are on the status code only. */
    public WebhookEvent.Answer answer() {
        return new WebhookEvent.Answer("accepted", "message.received".equals(type) ? media.size() : null);
    }

    /** What is signed but nobody can read: the bytes are in the variable mmsWebhook. */
    static TelnyxEvent unreadable(String id) {
        return new TelnyxEvent(
                id,
                "unreadable",
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                List.of(),
                List.of(),
                List.of());
    }

    /** Without numbers and words, which belong into no log. */
    @Override
    public String toString() {
        return "TelnyxEvent[id=%s, type=%s]".formatted(id, type);
    }
}

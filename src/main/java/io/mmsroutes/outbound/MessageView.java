package io.mmsroutes.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.inbound.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/**
 * All that is known of one message that was to be sent.
 *
 * @param id ours
 * @param telnyxId null until Telnyx took it
 * @param body {@link SendRequest#body()}
 * @param from null when Telnyx picks the number
 * @param state ours, kebab-case
 * @param code why it stands as it does: Telnyx's number, or a kebab-case word of ours
 * @param reason the sentence to the code
 * @param finalizedAt when it was settled for good, be it by Telnyx's receipt or by the gateway; from then on the code is an
 *     error, before it only says what the message waits for
 * @param sentAsSms Telnyx sent text and links in place of the MMS
 * @param checks what was found of the media before the call, an array
 * @param telnyx the payload that Telnyx gave last; null until there was one
 * @param account that it is sent from
 * @param caller whose key asked for it; null for {@code mms.api-key}, and for what came otherwise
 */
public record MessageView(
        UUID id,
        @Nullable String telnyxId,
        SendKind kind,
        ObjectNode body,
        @Nullable PhoneNumber from,
        List<RecipientView> to,
        String state,
        @Nullable String code,
        @Nullable String reason,
        Instant createdAt,
        @Nullable Instant submittedAt,
        @Nullable Instant acceptedAt,
        @Nullable Instant finalizedAt,
        boolean sentAsSms,
        JsonNode checks,
        @Nullable JsonNode telnyx,
        String account,
        @Nullable String caller) {
    private static final JsonNode NOTHING = JsonNodeFactory.instance.arrayNode();

    /** As it was when it was entered: a request that is repeated gets the answer of the first time. */
    public MessageView asEntered() {
        List<RecipientView> queued = to.stream()
                .map(recipient -> new RecipientView(
                        recipient.number(), body.hasNonNull("send_at") ? "scheduled" : "queued", null, null, NOTHING))
                .toList();
        return new MessageView(
                id,
                null,
                kind,
                body,
                from,
                queued,
                SendState.QUEUED.word(),
                null,
                null,
                createdAt,
                null,
                null,
                null,
                false,
                NOTHING,
                null,
                account,
                caller);
    }

    /** Without the body: numbers and words of it are not for a log. */
    @Override
    public String toString() {
        return "MessageView[id=%s, state=%s]".formatted(id, state);
    }
}

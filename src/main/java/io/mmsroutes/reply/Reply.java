package io.mmsroutes.reply;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.Json;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * What is answered, to whomever.
 *
 * @param messageId Telnyx's id of the message that is answered
 * @param text empty for none
 * @param media URLs and references, as in {@code media_urls}
 * @param code why media were left out; null when they were not
 */
public record Reply(
        String messageId,
        String text,
        List<String> media,
        @Nullable String code) {

    public boolean isEmpty() {
        return text.isEmpty() && media.isEmpty();
    }

    /** @param to one number, or the other members of a group */
    public SendRequest request(PhoneNumber from, List<PhoneNumber> to) {
        SendKind kind = to.size() > 1 ? SendKind.GROUP_MMS : SendKind.MESSAGES;
        ObjectNode body = Json.MAPPER.createObjectNode().put("from", from.value());
        if (kind == SendKind.GROUP_MMS) {
            to.forEach(member -> body.withArray("to").add(member.value()));
        } else {
            body.put("to", to.get(0).value());
        }
        if (!text.isEmpty()) {
            body.put("text", text);
        }
        if (!media.isEmpty()) {
            media.forEach(body.putArray("media_urls")::add);
        }
        body.putObject("mms_routes").put("reply_to", messageId);
        return new SendRequest(kind, from, to, media, null, body);
    }

    /** Without text and media, which are not for a log. */
    @Override
    public String toString() {
        return "Reply[messageId=%s, media=%s, code=%s]".formatted(messageId, media.size(), code);
    }
}

package io.mmsroutes.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.inbound.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One checked request to send.
 *
 * @param from null when Telnyx picks the number from a pool
 * @param to one number, or the members of a group
 * @param mediaUrls at most 10, as the caller wrote them
 * @param sendBefore after this it is not worth sending; null when it always is
 * @param body as the caller wrote it, in Telnyx's schema, with fields of ours and fields we do not know, and with the
 *     default messaging profile where the caller named neither sender nor profile
 */
public record SendRequest(
        SendKind kind,
        @Nullable PhoneNumber from,
        List<PhoneNumber> to,
        List<String> mediaUrls,
        @Nullable Instant sendBefore,
        ObjectNode body) {

    /** Error 40317; developers.telnyx.com, "Messaging error code reference". */
    public static final int MOST_MEDIA = 10;

    /** Beside the sender; developers.telnyx.com, "Group messaging". */
    public static final int LARGEST_GROUP = 8;

    /** In front of the profile's id, where a pool stands among the senders. */
    public static final String POOL = "pool:";

    /** Whose turn it takes: the number, or the pool that numbers are taken from. */
    public String sender() {
        return from == null ? POOL + body.path("messaging_profile_id").asText() : from.value();
    }

    /** When Telnyx is to send it; empty for as soon as it is its turn. */
    public Optional<Instant> sendAt() {
        return DateTimeText.parse(body.path("send_at").asText(""));
    }

    public boolean isMms() {
        return isMms(kind, body);
    }

    /** Text alone goes as MMS too when its type says so; support.telnyx.com, "FAQs about MMS". */
    public static boolean isMms(SendKind kind, JsonNode body) {
        return !body.path("media_urls").isEmpty()
                || "MMS".equals(body.path("type").asText())
                || kind == SendKind.GROUP_MMS;
    }

    /** MMS go from and to the US and Canada only; developers.telnyx.com, "MMS media and transcoding". */
    public static boolean isForMms(PhoneNumber number) {
        return AddressForm.of(number.value()) != AddressForm.E164
                || number.value().startsWith("+1");
    }

    /** The same with other media. */
    public SendRequest withMedia(List<String> urls) {
        ObjectNode changed = body.deepCopy();
        ArrayNode media = changed.putArray("media_urls");
        urls.forEach(media::add);
        return new SendRequest(kind, from, to, urls, sendBefore, changed);
    }

    /** Without the body: numbers and words of it are not for a log. */
    @Override
    public String toString() {
        return "SendRequest[kind=%s, from=%s, to=%s, media=%s]".formatted(kind, from, to, mediaUrls.size());
    }
}

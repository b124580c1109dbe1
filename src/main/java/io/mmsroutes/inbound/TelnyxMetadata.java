package io.mmsroutes.inbound;

import com.fasterxml.jackson.databind.JsonNode;
import org.jspecify.annotations.Nullable;

/**
 * What Telnyx notes of a received message beyond its content. Null is what it did not say.
 *
 * @param profileId {@code messaging_profile_id}: the messaging profile of the number it came to
 * @param groupId {@code group_message_id}: the same for all messages of one group
 * @param autoresponse {@code autoresponse_type}: STOP, START or HELP where the words are one of Telnyx's or of the
 *     profile's keywords
 * @param spam {@code is_spam}
 * @param body what an RCS or WhatsApp message consists of, such as a location or a chosen suggestion: as it came, but for URLs
 */
public record TelnyxMetadata(
        @Nullable String profileId,
        @Nullable String groupId,
        @Nullable String autoresponse,
        boolean spam,
        @Nullable JsonNode body) {
    public static final TelnyxMetadata NONE = new TelnyxMetadata(null, null, null, false);

    /** Of a message without a body. */
    public TelnyxMetadata(
            @Nullable String profileId, @Nullable String groupId, @Nullable String autoresponse, boolean spam) {
        this(profileId, groupId, autoresponse, spam, null);
    }
}

package io.mmsroutes.inbound;

import org.jspecify.annotations.Nullable;

/**
 * What Telnyx notes of a received message beyond its content. Null is what it did not say.
 *
 * @param profileId {@code messaging_profile_id}: the messaging profile of the number it came to
 * @param groupId {@code group_message_id}: the same for all messages of one group
 * @param autoresponse {@code autoresponse_type}: STOP, START or HELP where the words are one of Telnyx's or of the
 *     profile's keywords
 * @param spam {@code is_spam}
 */
public record TelnyxMetadata(
        @Nullable String profileId,
        @Nullable String groupId,
        @Nullable String autoresponse,
        boolean spam) {
    public static final TelnyxMetadata NONE = new TelnyxMetadata(null, null, null, false);
}

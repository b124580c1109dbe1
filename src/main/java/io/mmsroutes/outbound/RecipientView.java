package io.mmsroutes.outbound;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.inbound.PhoneNumber;
import org.jspecify.annotations.Nullable;

/**
 * What became of a message for one receiver.
 *
 * @param status Telnyx's word, such as {@code delivered}; {@code queued} until Telnyx gave one
 * @param carrier null until Telnyx told it, as is the line type
 * @param errors Telnyx's error objects, an array
 */
public record RecipientView(
        PhoneNumber number,
        String status,
        @Nullable String carrier,
        @Nullable String lineType,
        JsonNode errors) {}

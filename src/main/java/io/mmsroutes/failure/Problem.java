package io.mmsroutes.failure;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong with a request to send, in the words of Telnyx's error objects.
 *
 * @param code Telnyx's number, such as {@code 40317}; developers.telnyx.com, "Messaging error codes"
 * @param title what the code means
 * @param detail what is wrong here, and the fix
 * @param pointer JSON pointer to the field, such as {@code /media_urls}; null when it is no field's fault
 */
public record Problem(
        String code, String title, String detail, @Nullable String pointer) {}

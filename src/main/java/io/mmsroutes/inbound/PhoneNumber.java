package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * One party of a message: an E.164 number, a short code, or whatever name stands in its place (an RCS agent, an
 * alphanumeric sender).
 *
 * @param value as Telnyx wrote it; in full in manifests, never in a log
 */
public record PhoneNumber(@JsonValue String value) {
    @JsonCreator
    public PhoneNumber {}

    /** Names it without telling it: the first 16 hex digits of its SHA-256. */
    public String hash() {
        return DigestUtils.sha256Hex(value).substring(0, 16);
    }

    /** The last four characters behind an ellipsis, for logs. */
    public String masked() {
        return value.length() <= 4 ? "…" : "…" + value.substring(value.length() - 4);
    }

    /** What a log gets that prints the record itself. A route gets the number in full: see {@link PlainText}. */
    @Override
    public String toString() {
        return masked();
    }
}

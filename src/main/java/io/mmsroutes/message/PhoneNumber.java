package io.mmsroutes.message;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonValue;

/**
 * One party of a message: an E.164 number, a short code, or whatever name stands in its place (an RCS agent, an
 * alphanumeric sender).
 *
 * @param value as Telnyx wrote it; in full in manifests, never in a log
 */
public record PhoneNumber(@JsonValue String value) {
    @JsonCreator
    public PhoneNumber {}

    /** The last four characters behind an ellipsis. This is also what a log gets that prints the record itself. */
    @Override
    public String toString() {
        return value.length() <= 4 ? "…" : "…" + value.substring(value.length() - 4);
    }
}

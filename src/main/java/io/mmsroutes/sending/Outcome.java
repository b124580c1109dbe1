package io.mmsroutes.sending;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.Duration;

/** What one call to Telnyx came to. */
public sealed interface Outcome {

    /**
     * Telnyx has it.
     *
     * @param telnyxId Telnyx's id of the message
     * @param message {@code data} of the answer
     */
    record Accepted(String telnyxId, JsonNode message) implements Outcome {
        /** Without the message: numbers and words of it are not for a log. */
        @Override
        public String toString() {
            return "Accepted[telnyxId=%s]".formatted(telnyxId);
        }
    }

    /**
     * Telnyx certainly does not have it, and may take it later.
     *
     * @param code Telnyx's number, or a kebab-case word of ours such as {@code connect-failed}
     * @param scope what has to wait
     * @param delay at least, from now
     */
    record Postponed(String code, String sentence, Scope scope, Duration delay) implements Outcome {}

    /**
     * Telnyx refused it for good, or it was not called because the recipient opted out.
     *
     * @param code Telnyx's number, or {@code http-<status>} where it gave none
     * @param sentence what staff can do about it
     * @param errors {@code errors} of the answer, an array; empty where there was none
     */
    record Refused(String code, String sentence, JsonNode errors) implements Outcome {}

    /** The request was written, and nobody knows whether Telnyx took it: never to be repeated blindly. */
    record Unknown(String code, String sentence) implements Outcome {}

    /** Who waits when Telnyx asks to wait. */
    enum Scope {
        NUMBER,
        ACCOUNT
    }
}

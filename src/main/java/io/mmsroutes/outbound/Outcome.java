package io.mmsroutes.outbound;

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
     * @param hold whether it comes back by itself
     */
    record Postponed(String code, String sentence, Scope scope, Duration delay, Hold hold) implements Outcome {
        /** Only a matter of time. */
        public Postponed(String code, String sentence, Scope scope, Duration delay) {
            this(code, sentence, scope, delay, Hold.NONE);
        }
    }

    /**
     * Telnyx refused it for good, or it was not called because the recipient opted out.
     *
     * @param code Telnyx's number, or {@code http-<status>} where it gave none
     * @param sentence what staff can do about it
     * @param errors {@code errors} of the answer, an array; empty where there was none
     * @param called false where it was refused in front of the call
     */
    record Refused(String code, String sentence, JsonNode errors, boolean called) implements Outcome {
        public Refused(String code, String sentence, JsonNode errors) {
            this(code, sentence, errors, true);
        }
    }

    /** The request was written, and nobody knows whether Telnyx took it: never to be repeated blindly. */
    record Unknown(String code, String sentence) implements Outcome {}

    /** Who waits when Telnyx asks to wait. */
    enum Scope {
        NUMBER,
        ACCOUNT
    }

    /** What ends the wait. */
    enum Hold {
        /** Time alone. */
        NONE,
        /** Staff, who change the account, the number or the network. Until then one message at a time is tried. */
        UNTIL_FIXED,
        /** The same, but the answer may have meant this message alone: then others pass while it is refused. */
        IN_DOUBT
    }
}

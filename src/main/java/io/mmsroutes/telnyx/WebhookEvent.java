package io.mmsroutes.telnyx;

import com.fasterxml.jackson.annotation.JsonInclude;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What the endpoint needs to know of a signed event.
 *
 * @param duplicateKey the same for each delivery of the same event
 * @param type as Telnyx names it, such as {@code message.received}
 * @param files pieces of media it announces
 */
public record WebhookEvent(Flow flow, String duplicateKey, String type, int files) {

    /** Where an event goes: see developers.telnyx.com, "Receiving webhooks for messaging". */
    public enum Flow {
        MESSAGE("message"),
        RECEIPT("receipt"),
        /** Of a type that your application asked for. */
        EVENT("event"),
        UNREADABLE("message"),
        NONE_OF_OURS("none");

        private final String label;

        Flow(String label) {
            this.label = label;
        }

        /** As routes tell flows apart; what cannot be read goes with the messages. */
        String label() {
            return label;
        }

        /** @param wanted types of {@code mms.events}; {@code *} for all */
        static Flow of(String type, Set<String> wanted) {
            return switch (type) {
                case "message.received" -> MESSAGE;
                case "message.sent", "message.finalized" -> RECEIPT;
                default -> wanted.contains(type) || wanted.contains("*") ? EVENT : NONE_OF_OURS;
            };
        }
    }

    /** The same for the first delivery and for every later one. */
    public Answer answer() {
        return new Answer(flow == Flow.NONE_OF_OURS ? "ignored" : "accepted", flow == Flow.MESSAGE ? files : null);
    }

    /**
     * What a signed webhook is told. Telnyx reads the status code only; people and tests read this.
     *
     * @param status {@code accepted} or {@code ignored}
     * @param files pieces of media the message announced; absent for other events
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Answer(String status, @Nullable Integer files) {}
}

package io.mmsroutes.outbound.answer;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.outbound.MessageView;

/** Makes what your application is told of one change. */
public final class ComposeStatusEvent {
    private final ComposeMessage composeMessage = new ComposeMessage();

    /** @param event a state of the message, or {@code sent} or {@code finalized} for a receipt */
    public Report compose(String event, MessageView message) {
        return new Report(event, composeMessage.compose(message).path("data"));
    }

    /** @param data the message as {@code GET /v2/messages/{id}} shows it now */
    public record Report(String event, JsonNode data) {}
}

package io.mmsroutes.simulator;

import java.time.Clock;
import org.jspecify.annotations.Nullable;

/** The simulated {@code GET /v2/messages/{id}}. */
public final class FindTakenMessage {
    private final SimulatedTelnyx telnyx;
    private final TakenMessages messages;
    private final MessageJson messageJson;
    private final Clock clock;

    public FindTakenMessage(SimulatedTelnyx telnyx, TakenMessages messages, MessageJson messageJson, Clock clock) {
        this.telnyx = telnyx;
        this.messages = messages;
        this.messageJson = messageJson;
        this.clock = clock;
    }

    public ApiAnswer find(String id, @Nullable String authorization) {
        if (!telnyx.isKnown(authorization)) {
            return ApiAnswer.unauthorized();
        }
        return messages.find(id)
                .map(message -> ApiAnswer.data(messageJson.payload(message, clock.instant())))
                .orElseGet(ApiAnswer::notFound);
    }
}

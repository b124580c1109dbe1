package io.mmsroutes.telnyx;

import io.mmsroutes.Sha256;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.telnyx.WebhookEvent.Flow;

/** Looks into a signed body just far enough to tell where it belongs. Never throws: what is signed is kept. */
public final class ReadWebhook {
    public WebhookEvent read(byte[] body) {
        try {
            EventJson event = EventJson.parse(body);
            Flow flow = Flow.of(event.type());
            if (event.type().isEmpty()) {
                throw new Rejected("event-unreadable", "The signed body is JSON, but has no event_type.");
            }
            if (flow != Flow.NONE_OF_OURS && !event.hasPayload()) {
                throw new Rejected("event-unreadable", "The event %s has no payload.".formatted(event.type()));
            }
            return new WebhookEvent(
                    flow, event.duplicateKey(), event.type(), event.media().size(), null);
        } catch (Rejected e) {
            return new WebhookEvent(Flow.UNREADABLE, Sha256.hex(body), "", 0, e);
        }
    }

    /** Name of the flow, {@code MESSAGE} or another of {@link Flow}. */
    public String flow(WebhookEvent event) {
        return event.flow().name();
    }

    public String duplicateKey(WebhookEvent event) {
        return event.duplicateKey();
    }

    public WebhookEvent.Answer answer(WebhookEvent event) {
        return event.answer();
    }

    /** {@code accepted} or {@code ignored}. */
    public String outcome(WebhookEvent event) {
        return event.answer().status();
    }
}

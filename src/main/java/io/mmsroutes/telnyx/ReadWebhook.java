package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.telnyx.WebhookEvent.Flow;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Looks into a signed body just far enough to tell where it belongs. Never throws: what is signed is kept. */
public final class ReadWebhook {
    private final Set<String> wanted;

    /** Of a gateway whose application wants no other events. */
    public ReadWebhook() {
        this("");
    }

    /** @param events {@code mms.events}: types that your application gets as they are, with commas */
    public ReadWebhook(String events) {
        this.wanted = Stream.of(events.split(","))
                .map(String::strip)
                .filter(type -> !type.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    public WebhookEvent read(byte[] body) {
        try {
            EventJson event = EventJson.parse(body);
            Flow flow = Flow.of(event.type(), wanted);
            boolean readable =
                    !event.type().isEmpty() && (flow == Flow.NONE_OF_OURS || flow == Flow.EVENT || event.hasPayload());
            return readable
                    ? new WebhookEvent(
                            flow,
                            event.duplicateKey(),
                            event.type(),
                            event.media().size())
                    : unreadable(event.unreadableKey());
        } catch (Rejected e) {
            return unreadable(DigestUtils.sha256Hex(body));
        }
    }

    /** Whoever works on it finds out why. */
    private static WebhookEvent unreadable(String key) {
        return new WebhookEvent(Flow.UNREADABLE, key, "", 0);
    }

    /**
     * Says where an event goes.
     *
     * @param headers get {@code mmsEvent}, {@code mmsQueueId}, the same for each delivery of the same event, and {@code mmsFlow}:
     *     {@code message}, also for what is signed and cannot be read, {@code receipt}, {@code event} for a type that your application
     *     asked for, or {@code none}
     */
    public void identify(byte[] body, Map<String, Object> headers) {
        WebhookEvent event = read(body);
        headers.put("mmsEvent", event);
        headers.put("mmsQueueId", event.duplicateKey());
        headers.put("mmsFlow", event.flow().label());
    }

    /** @param headers get {@code mmsOutcome}: {@code accepted}, {@code ignored} or {@code duplicate} */
    public WebhookEvent.Answer answer(WebhookEvent event, @Nullable Boolean duplicate, Map<String, Object> headers) {
        WebhookEvent.Answer answer = event.answer();
        headers.put("mmsOutcome", Boolean.TRUE.equals(duplicate) ? "duplicate" : answer.status());
        return answer;
    }
}

package io.mmsroutes.telnyx;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Reads a signed body of any event for routes of other applications. Never throws: what is signed is handed on. */
public final class ReadEvent {
    public TelnyxEvent read(byte[] body) {
        try {
            EventJson event = EventJson.parse(body);
            return event.type().isEmpty() ? TelnyxEvent.unreadable(event.duplicateKey()) : read(event);
        } catch (Rejected e) {
            return TelnyxEvent.unreadable(DigestUtils.sha256Hex(body));
        }
    }

    /**
     * Headers of the contract of message sinks, for an event that is handed on as it is: {@code docs/kamelets.md}.
     *
     * @param headers get them
     */
    public void identify(byte[] body, Map<String, Object> headers) {
        EventJson event = EventJson.parse(body);
        headers.put("mmsMessageId", event.messageId());
        headers.put("mmsDeliveryId", event.duplicateKey());
        headers.put("mmsEventType", event.type());
    }

    private static TelnyxEvent read(EventJson event) {
        return new TelnyxEvent(
                event.duplicateKey(),
                event.type(),
                text(event.occurredAt()),
                event.payloadText("id").orElse(null),
                event.payloadText("type").orElse(null),
                event.parties("from").stream()
                        .map(PhoneNumber::value)
                        .findFirst()
                        .orElse(null),
                numbers(event, "to"),
                numbers(event, "cc"),
                event.payloadText("subject").orElse(null),
                event.messageText(),
                event.notes().profileId(),
                event.notes().groupId(),
                List.copyOf(event.media()),
                event.recipients().stream()
                        .filter(party -> !party.number().value().isEmpty())
                        .map(party -> new TelnyxEvent.Recipient(party.number().value(), party.status()))
                        .toList(),
                problems(event));
    }

    private static List<String> numbers(EventJson event, String field) {
        return event.parties(field).stream().map(PhoneNumber::value).toList();
    }

    private static List<TelnyxEvent.Problem> problems(EventJson event) {
        return StreamSupport.stream(event.payload().path("errors").spliterator(), false)
                .map(error -> new TelnyxEvent.Problem(
                        error.path("code").asText(null), error.path("title").asText(null)))
                .toList();
    }

    private static @Nullable String text(@Nullable Instant instant) {
        return Optional.ofNullable(instant).map(Instant::toString).orElse(null);
    }
}

package io.mmsroutes.broker;

import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.JournaledEvent;
import io.mmsroutes.message.Progress;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * Takes an event out of a journalled message. Anything but bytes or text was put there by somebody else and is never
 * opened: a JMS object message may run code when read (CVE-2026-40860, CVE-2026-43866).
 */
public final class ReadJournal {
    private final Clock clock;

    public ReadJournal(Clock clock) {
        this.clock = clock;
    }

    /**
     * @param body the JMS message itself, or bytes where the queue is no JMS queue
     * @param acceptedAt milliseconds since 1970; null where another producer filled the queue, which then counts as now
     * @param keyFingerprint null likewise
     * @param progress text of {@link Progress}, null at the first attempt; what is not ours counts as none
     * @throws Rejected {@code not-bytes}
     */
    public JournaledEvent read(
            Object body, @Nullable Long acceptedAt, @Nullable String keyFingerprint, @Nullable String progress)
            throws JMSException {
        byte[] raw = bytes(body);
        if (progress != null) {
            try {
                return new JournaledEvent(raw, Progress.parse(progress));
            } catch (JsonProcessingException e) {
                // the bytes are what counts; they are worked on from the beginning
            }
        }
        Instant accepted = acceptedAt == null ? clock.instant() : Instant.ofEpochMilli(acceptedAt);
        String fingerprint = keyFingerprint == null ? "unknown" : keyFingerprint;
        return new JournaledEvent(raw, Progress.beginning(accepted, fingerprint));
    }

    /** As it was signed, or queued. */
    public byte[] raw(JournaledEvent event) {
        return event.raw();
    }

    private static byte[] bytes(Object body) throws JMSException {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof BytesMessage message) {
            byte[] bytes = new byte[Math.toIntExact(message.getBodyLength())];
            message.reset();
            message.readBytes(bytes);
            return bytes;
        }
        if (body instanceof TextMessage message && message.getText() != null) {
            return message.getText().getBytes(StandardCharsets.UTF_8);
        }
        String kind = body instanceof Message ? "JMS message that is neither bytes nor text" : "body that is no bytes";
        throw new Rejected("not-bytes", "The queue held a %s; it was not opened.".formatted(kind));
    }
}

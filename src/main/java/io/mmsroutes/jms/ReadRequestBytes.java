package io.mmsroutes.jms;

import io.mmsroutes.failure.Rejected;
import jakarta.jms.BytesMessage;
import jakarta.jms.JMSException;
import jakarta.jms.Message;
import jakarta.jms.TextMessage;
import java.nio.charset.StandardCharsets;

/**
 * Takes a request out of a message. Anything but bytes or text is never opened: a JMS object message may run code when read
 * (CVE-2026-40860, CVE-2026-43866).
 */
public final class ReadRequestBytes {
    /**
     * @param body the JMS message itself, or bytes or text where the queue is no JMS queue
     * @throws Rejected {@code not-bytes}
     */
    public byte[] read(Object body) throws JMSException {
        if (body instanceof byte[] bytes) {
            return bytes;
        }
        if (body instanceof String text) {
            return text.getBytes(StandardCharsets.UTF_8);
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

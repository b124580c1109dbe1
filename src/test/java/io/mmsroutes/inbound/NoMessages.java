package io.mmsroutes.inbound;

import jakarta.jms.Message;
import jakarta.jms.Session;
import org.springframework.jms.support.converter.MessageConversionException;
import org.springframework.jms.support.converter.MessageConverter;

/** Makes nothing: a queue that takes no message. */
public final class NoMessages implements MessageConverter {
    @Override
    public Message toMessage(Object object, Session session) {
        throw new MessageConversionException("No message is taken here.");
    }

    @Override
    public Object fromMessage(Message message) {
        throw new MessageConversionException("No message is here.");
    }
}

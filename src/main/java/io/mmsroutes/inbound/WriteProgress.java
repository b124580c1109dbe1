package io.mmsroutes.inbound;

/** Writes what an attempt reached, for the next one. */
public final class WriteProgress {
    public String write(InboundMessage message) {
        return message.event().progress().with(message).toText();
    }
}

package io.mmsroutes.inbound;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A message with the order in which its media are shown.
 *
 * @param message with a note of what could not be read of the SMIL
 * @param slides null where there is nothing to say of an order
 */
public record ShownMessage(InboundMessage message, @Nullable List<Slide> slides) {}

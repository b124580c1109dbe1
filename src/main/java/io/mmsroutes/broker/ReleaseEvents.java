package io.mmsroutes.broker;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/** Lets go of an event when its route is done with it, however that ended. */
public final class ReleaseEvents extends RoutePolicySupport {
    private final EventsInHand eventsInHand;

    public ReleaseEvents(EventsInHand eventsInHand) {
        this.eventsInHand = eventsInHand;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        eventsInHand.release(exchange.getExchangeId(), !exchange.isFailed());
    }
}

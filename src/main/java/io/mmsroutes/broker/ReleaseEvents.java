package io.mmsroutes.broker;

import org.apache.camel.Exchange;
import org.apache.camel.Route;
import org.apache.camel.support.RoutePolicySupport;

/** Lets go of an event when the route that took it is done with it, however that ended. */
public final class ReleaseEvents extends RoutePolicySupport {
    private final EventsInHand eventsInHand;

    public ReleaseEvents(EventsInHand eventsInHand) {
        this.eventsInHand = eventsInHand;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        if (route.getRouteId().equals(exchange.getFromRouteId())) {
            eventsInHand.release(exchange.getExchangeId(), !exchange.isFailed());
        }
    }
}

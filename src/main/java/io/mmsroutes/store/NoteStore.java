package io.mmsroutes.store;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Notes which store took something, as the variable {@code store}. It is the Kamelet that a route called, whatever rule led there,
 * and also where one store hands on to another.
 */
public final class NoteStore extends RoutePolicySupport {
    private final String kamelet;

    private NoteStore(String kamelet) {
        this.kamelet = kamelet;
    }

    /** Null for a route that is no store's. */
    public static @Nullable RoutePolicy of(CamelContext context, String routeId, NamedNode route) {
        return route instanceof RouteDefinition template
                        && template.getTemplateParameters() != null
                        && template.getTemplateParameters().get("templateId") instanceof String name
                        && StoresInUse.isStore(name)
                ? new NoteStore(name)
                : null;
    }

    @Override
    public void onExchangeDone(Route route, Exchange exchange) {
        exchange.setVariable("store", kamelet);
    }
}

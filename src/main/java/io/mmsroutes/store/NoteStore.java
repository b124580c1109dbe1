package io.mmsroutes.store;

import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.NamedNode;
import org.apache.camel.Route;
import org.apache.camel.model.RouteDefinition;
import org.apache.camel.spi.RoutePolicy;
import org.apache.camel.spi.RoutePolicyFactory;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Notes which store took something, as the variable {@code store}. It is the Kamelet that a route called, whatever rule led there,
 * and also where one store hands on to another.
 */
public final class NoteStore implements RoutePolicyFactory {
    private static final String VARIABLE = "store";

    @Override
    public @Nullable RoutePolicy createRoutePolicy(CamelContext context, String routeId, NamedNode route) {
        return route instanceof RouteDefinition kamelet
                        && kamelet.getTemplateParameters() != null
                        && kamelet.getTemplateParameters().get("templateId") instanceof String name
                        && StoresInUse.isStore(name)
                ? new Noting(name)
                : null;
    }

    private static final class Noting extends RoutePolicySupport {
        private final String kamelet;

        Noting(String kamelet) {
            this.kamelet = kamelet;
        }

        @Override
        public void onExchangeDone(Route route, Exchange exchange) {
            exchange.setVariable(VARIABLE, kamelet);
        }
    }
}

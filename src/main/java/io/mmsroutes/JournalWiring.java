package io.mmsroutes;

import io.mmsroutes.broker.BrokerConnections;
import io.mmsroutes.broker.BrokerHealthCheck;
import io.mmsroutes.broker.ChosenBroker;
import io.mmsroutes.broker.EventsInHand;
import io.mmsroutes.broker.JournalComponent;
import io.mmsroutes.broker.JournalSpace;
import io.mmsroutes.broker.ReleaseEvents;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.Registry;

/** What the journal needs before the first route starts: the folder, the broker, the connections, the component jms. */
final class JournalWiring {
    private JournalWiring() {}

    static void bind(CamelContext context, Settings settings) throws Exception {
        Registry registry = context.getRegistry();
        context.addService(new DataFolder(settings.dataDir()), true, true);
        ChosenBroker broker = ChosenBroker.of(settings, registry);
        if (broker.embedded().isPresent()) {
            context.addService(broker.embedded().get(), true, true);
        }
        JournalSpace space = broker.space(settings);
        BrokerConnections connections = new BrokerConnections(settings, broker);
        context.addService(connections, true, true);
        context.addComponent("jms", JournalComponent.on(connections.factory()));
        registry.bind("journalSpace", space);
        registry.bind("journalConnections", connections.factory());
        EventsInHand eventsInHand = new EventsInHand(settings.dataDir());
        registry.bind("eventsInHand", eventsInHand);
        context.addRoutePolicyFactory((camel, routeId, route) -> new ReleaseEvents(eventsInHand));
        HealthCheckHelper.getHealthCheckRegistry(context)
                .register(new BrokerHealthCheck(connections.factory(), settings.get("mms.queue.received"), space));
    }
}

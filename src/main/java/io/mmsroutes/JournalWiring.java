package io.mmsroutes;

import io.mmsroutes.broker.BrokerConnections;
import io.mmsroutes.broker.BrokerHealthCheck;
import io.mmsroutes.broker.ChosenBroker;
import io.mmsroutes.broker.EventsInHand;
import io.mmsroutes.broker.JournalComponent;
import io.mmsroutes.broker.JournalSpace;
import io.mmsroutes.broker.ReleaseEvents;
import io.mmsroutes.telnyx.ReadWebhook;
import io.mmsroutes.telnyx.WebhookEvent;
import jakarta.jms.ConnectionFactory;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.ProducerTemplate;
import org.apache.camel.component.jms.JmsEndpoint;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.Registry;
import org.springframework.jms.connection.JmsTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

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

    /**
     * Sends an event into the journal as journal-event does, and rolls it back. Does nothing where {@code mms.queue.received} is no
     * queue of ours, for it could not be taken back there.
     */
    static void sendAndRollBack(CamelContext context, byte[] body) {
        ConnectionFactory connections =
                context.getRegistry().lookupByNameAndType("journalConnections", ConnectionFactory.class);
        if (!(context.getEndpoint("{{mms.queue.received}}") instanceof JmsEndpoint queue)
                || queue.getConnectionFactory() != connections) {
            return;
        }
        WebhookEvent event = new ReadWebhook().read(body);
        new TransactionTemplate(new JmsTransactionManager(connections)).executeWithoutResult(transaction -> {
            transaction.setRollbackOnly();
            ProducerTemplate producer = context.createProducerTemplate();
            producer.sendBodyAndHeader(queue, body, "_AMQ_DUPL_ID", event.duplicateKey() + UUID.randomUUID());
            producer.stop();
        });
    }
}

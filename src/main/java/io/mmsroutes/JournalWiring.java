package io.mmsroutes;

import io.mmsroutes.broker.BrokerConnections;
import io.mmsroutes.broker.BrokerHealthCheck;
import io.mmsroutes.broker.ChosenBroker;
import io.mmsroutes.broker.JournalComponent;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.database.DatabaseHealthCheck;
import io.mmsroutes.database.FreeSpace;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.health.HealthCheckRegistry;
import org.apache.camel.spi.Registry;

/** What queues need before the first route starts: the folder, the database, and for those of others the component jms. */
final class JournalWiring {
    private JournalWiring() {}

    static void bind(CamelContext context, Settings settings) throws Exception {
        Registry registry = context.getRegistry();
        HealthCheckRegistry health = HealthCheckHelper.getHealthCheckRegistry(context);
        context.addService(new DataFolder(settings.dataDir()), true, true);
        DatabaseConfig config = DatabaseConfig.of(settings);
        Database database = new Database(config);
        context.addService(database, true, true);
        registry.bind("database", database);
        FreeSpace freeSpace =
                new FreeSpace(config, Long.parseLong(settings.get("mms.database.min-free-bytes")));
        registry.bind("freeSpace", freeSpace);
        health.register(new DatabaseHealthCheck(database, freeSpace));
        ChosenBroker broker = ChosenBroker.of(settings, registry);
        if (broker.embedded().isPresent()) {
            context.addService(broker.embedded().get(), true, true);
        }
        BrokerConnections connections = new BrokerConnections(settings, broker);
        context.addService(connections, true, true);
        context.addComponent("jms", JournalComponent.on(connections.factory()));
        registry.bind("journalConnections", connections.factory());
        health.register(new BrokerHealthCheck(connections.factory(), settings.get("mms.queue.send")));
    }
}

package io.mmsroutes.app;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.database.DatabaseHealthCheck;
import io.mmsroutes.database.FreeSpace;
import io.mmsroutes.database.queue.NewEntry;
import io.mmsroutes.database.queue.QueueEntries;
import io.mmsroutes.database.queue.Retention;
import io.mmsroutes.jms.JmsConfig;
import io.mmsroutes.jms.JmsConnections;
import io.mmsroutes.repository.SendingHealthCheck;
import io.mmsroutes.repository.WakeRoute;
import io.mmsroutes.settings.Settings;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.spi.Registry;
import org.apache.camel.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** What queues need before the first route starts: the folder, the database, and for those of others the component jms. */
final class QueueWiring {
    private static final Logger LOG = LoggerFactory.getLogger(QueueWiring.class);
    private static final String JMS = "jms";
    private static final String JMS_SINK = "message-sink-jms-sink";

    private QueueWiring() {}

    /** @param database not necessarily started */
    static void bind(CamelContext context, Settings settings, Database database) throws Exception {
        Registry registry = context.getRegistry();
        DatabaseConfig config = DatabaseConfig.of(settings);
        if (!config.isSqlite()) {
            context.addService(new DataFolder(settings.dataDir()), true, true);
        }
        warnOfEarlierVersion(settings.dataDir());
        Retention retention = Retention.of(settings);
        context.addService(database, true, true);
        registry.bind("database", database);
        registry.bind("retention", retention);
        FreeSpace freeSpace = new FreeSpace(config, Long.parseLong(settings.get("mms.database.min-free-bytes")));
        registry.bind("freeSpace", freeSpace);
        HealthCheckHelper.getHealthCheckRegistry(context).register(new DatabaseHealthCheck(database, freeSpace));
        Optional<ConnectionFactory> broker = JmsConfig.connections(settings, registry);
        if (broker.isPresent()) {
            if (context.hasComponent(JMS) != null) {
                throw new IllegalArgumentException(
                        "There is a component jms already, and mms.jms.* makes another: give yours another name, or leave mms.jms.* empty and yours is used.");
            }
            JmsConnections connections = new JmsConnections(broker.get());
            context.addService(connections, true, true);
            context.addComponent(JMS, connections.component());
        } else if (context.hasComponent(JMS) == null) {
            requireNoJms(settings);
        }
    }

    /** Commits an event as enter-event does, and leaves nothing of it. */
    static void rehearse(CamelContext context, byte[] body) {
        Database database = context.getRegistry().lookupByNameAndType("database", Database.class);
        NewEntry event =
                new NewEntry("warm-up", UUID.randomUUID().toString(), body, "{}", null, Duration.ZERO, List.of());
        database.write(transaction -> QueueEntries.rehearse(transaction, event));
    }

    /** What sending needs: its health and the threads for its work. */
    static void bindSending(CamelContext context, Settings settings) throws Exception {
        Database database = context.getRegistry().lookupByNameAndType("database", Database.class);
        HealthCheckHelper.getHealthCheckRegistry(context).register(new SendingHealthCheck(database));
        Duration round = Duration.ofMillis(TimeUtils.toMilliSeconds(settings.get("mms.send.poll-interval")));
        context.addService(new WakeRoute(context, database, round), true, true);
        int threads = Integer.parseInt(settings.get("mms.send.pool"));
        context.getRegistry().bind("sendPool", withoutQueue(context, "mms-sendPool", threads));
    }

    /** Work is taken out of the database only as far as a thread is free for it, so nothing ever waits in the pool. */
    private static ExecutorService withoutQueue(CamelContext context, String name, int threads) {
        return context.getExecutorServiceManager()
                .newThreadPool(
                        QueueWiring.class,
                        name,
                        new ThreadPoolProfileBuilder(name)
                                .poolSize(threads)
                                .maxPoolSize(threads)
                                .maxQueueSize(0)
                                .build());
    }

    private static void warnOfEarlierVersion(Path dataDir) {
        Path ledger = dataDir.resolve("ledger");
        if (Files.isDirectory(ledger)) {
            LOG.warn(
                    "The folder {} is of an earlier version, and nothing in it is taken over: what was to be sent, opt-outs, what is stored of whom. Let that version send what waits, take over its opt-outs, then remove the folder",
                    ledger);
        }
        Path folder = dataDir.resolve("broker");
        if (Files.isDirectory(folder)) {
            LOG.warn(
                    "The folder {} is the broker's of an earlier version, and nobody takes what waits in it: run that version until its queues are empty and its dead letters are replayed, then remove the folder",
                    folder);
        }
    }

    /** @throws IllegalArgumentException where a broker is needed and none is named */
    private static void requireNoJms(Settings settings) {
        for (String sink : List.of("mms.message-sink", "mms.receipt-sink")) {
            String chosen = settings.get(sink);
            String endpoint = chosen.contains("endpoint=")
                    ? chosen.replaceFirst(".*[?&]endpoint=", "")
                    : settings.get("camel.kamelet.message-sink-jms-sink.endpoint");
            if (chosen.startsWith(JMS_SINK) && isJms(endpoint)) {
                throw unset(sink, chosen);
            }
        }
        if (isJms(settings.get("mms.send.from"))) {
            throw unset("mms.send.from", settings.get("mms.send.from"));
        }
    }

    private static boolean isJms(String endpoint) {
        return endpoint.startsWith(JMS + ":");
    }

    private static IllegalArgumentException unset(String key, String value) {
        return new IllegalArgumentException(
                "%s is '%s', and no broker is named: set mms.jms.url, such as tcp://broker:61616."
                        .formatted(key, Settings.nameOf(value)));
    }
}

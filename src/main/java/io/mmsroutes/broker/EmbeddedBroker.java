package io.mmsroutes.broker;

import io.mmsroutes.Settings;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.api.core.RoutingType;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressFullMessagePolicy;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The journal of a gateway that has no broker of its own to point at: Artemis in this JVM, its files under {@code
 * mms.data-dir}, reachable from this JVM only.
 */
public final class EmbeddedBroker extends ServiceSupport {
    /** Each broker in a JVM needs a number of its own. The low ones are taken by hosts, such as Spring Boot with its vm://0. */
    private static final AtomicInteger NUMBERS = new AtomicInteger(4_000);
    /** Ids remembered to know a duplicate; at 20 webhooks a second, Telnyx's retries are covered for more than two hours. */
    private static final int DUPLICATE_WINDOW = 200_000;
    /** The queues hold an eighth of the heap. */
    private static final int SHARE_OF_HEAP = 8;
    /** A minute apart at last: a ledger or a disk that is away for a day drains nothing into the dead letters. */
    private static final int A_DAY_OF_ATTEMPTS = 1_500;

    private static final String DEAD = "DLQ";

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final String url;
    private final Path folder;

    public EmbeddedBroker(Settings settings) {
        int number = NUMBERS.getAndIncrement();
        this.url = "vm://" + number;
        this.folder = settings.dataDir().resolve("broker");
        server.setConfiguration(configuration(settings, url, folder));
    }

    /** For clients in this JVM. */
    public String url() {
        return url;
    }

    @Override
    protected void doStart() throws Exception {
        try {
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(
                    "The embedded broker does not start on %s: %s".formatted(folder, e.getMessage()), e);
        }
        if (!server.getActiveMQServer().isActive()) {
            throw new IllegalStateException(
                    "The embedded broker's folder %s is in use: another gateway runs on it. Stop that one, or set mms.data-dir."
                            .formatted(folder));
        }
    }

    @Override
    protected void doStop() throws Exception {
        server.stop();
    }

    /** {@code deploy/artemis/broker.xml} says the same to other brokers. */
    static Configuration configuration(Settings settings, String url, Path folder) {
        ConfigurationImpl configuration = new ConfigurationImpl();
        try {
            configuration.addAcceptorConfiguration("in-vm", url);
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        configuration
                .setName("mms-routes")
                .setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setPersistenceEnabled(true)
                .setJournalType(JournalType.NIO)
                .setJournalDatasync(true)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString())
                // Without a wait for the folder's lock: a second gateway is to be told at once.
                .setJournalLockAcquisitionTimeout(1_000)
                .setIDCacheSize(DUPLICATE_WINDOW)
                .setPersistIDCache(true)
                // Artemis's own is half of the heap; what exceeds this is on disk only, such as many dead letters.
                .setGlobalMaxSize(Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP)
                // A full disk is to be a 503 at the door (JournalSpace), not a producer that blocks for ever.
                .setMaxDiskUsage(-1);
        String send = QueueName.in(settings.get("mms.queue.send"));
        configuration.addAddressSetting("#", settingsFor(DEAD));
        for (String queue : List.of(send, DEAD)) {
            configuration.addQueueConfiguration(QueueConfiguration.of(queue)
                    .setRoutingType(RoutingType.ANYCAST)
                    .setDurable(true));
        }
        return configuration;
    }

    /** Redelivery is what is left when even putting a message back failed; it waits, and does not drain the queue. */
    private static AddressSettings settingsFor(String deadLetters) {
        return new AddressSettings()
                .setDeadLetterAddress(SimpleString.of(deadLetters))
                .setExpiryAddress(SimpleString.of(deadLetters))
                .setRedeliveryDelay(1_000)
                .setRedeliveryMultiplier(2)
                .setMaxRedeliveryDelay(60_000)
                .setMaxDeliveryAttempts(A_DAY_OF_ATTEMPTS)
                .setAddressFullMessagePolicy(AddressFullMessagePolicy.PAGE)
                .setDefaultAddressRoutingType(RoutingType.ANYCAST)
                .setDefaultQueueRoutingType(RoutingType.ANYCAST)
                .setAutoDeleteQueues(false)
                .setAutoDeleteAddresses(false);
    }
}

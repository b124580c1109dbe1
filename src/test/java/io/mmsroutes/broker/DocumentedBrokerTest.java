package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.Settings;
import io.mmsroutes.support.ArtemisServer;
import io.mmsroutes.support.TelnyxAccount;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.QueueConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A broker with deploy/artemis/broker.xml does for the gateway what the embedded one does. */
class DocumentedBrokerTest {
    @TempDir
    private Path folder;

    private final Configuration documented = ArtemisServer.documented();

    @Test
    void journalAndIdsAreKeptAsTheEmbeddedOneKeepsThem() {
        Configuration embedded = embedded();

        assertThat(documented.getIDCacheSize()).isEqualTo(embedded.getIDCacheSize());
        assertThat(documented.isPersistIDCache()).isEqualTo(embedded.isPersistIDCache());
        assertThat(documented.isPersistenceEnabled()).isEqualTo(embedded.isPersistenceEnabled());
        assertThat(documented.isJournalDatasync()).isEqualTo(embedded.isJournalDatasync());
    }

    @Test
    void sameQueuesAreThere() {
        Map<String, String> queues = documented.getAddressConfigurations().stream()
                .flatMap(address -> address.getQueueConfigs().stream())
                .collect(Collectors.toMap(queue -> queue.getName().toString(), DocumentedBrokerTest::kind));

        assertThat(queues)
                .isEqualTo(embedded().getQueueConfigs().stream()
                        .collect(Collectors.toMap(queue -> queue.getName().toString(), DocumentedBrokerTest::kind)));
    }

    @Test
    void everyQueueHasTheSettingsThatTheEmbeddedOneGivesIt() {
        Map<String, AddressSettings> embedded = embedded().getAddressSettings();

        for (String queue : new String[] {"mms.received", "mms.receipts", "mms.send", "mms.dead.received"}) {
            AddressSettings theirs =
                    new AddressSettings(documented.getAddressSettings().getOrDefault(queue, new AddressSettings()));
            theirs.merge(documented.getAddressSettings().get("mms.#"));
            AddressSettings ours = new AddressSettings(embedded.getOrDefault(queue, new AddressSettings()));
            ours.merge(embedded.get("#"));

            assertThat(theirs).as(queue).isEqualTo(ours);
        }
    }

    private static String kind(QueueConfiguration queue) {
        return "%s %s".formatted(queue.getRoutingType(), queue.isDurable() == null || queue.isDurable());
    }

    private Configuration embedded() {
        Map<String, String> environment =
                Map.of("TELNYX_PUBLIC_KEY", TelnyxAccount.PUBLIC_KEY, "TELNYX_API_KEY", "KEY");
        return EmbeddedBroker.configuration(Settings.load(folder, environment, new Properties()), "vm://99", folder);
    }
}

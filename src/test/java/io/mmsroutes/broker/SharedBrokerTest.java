package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.Settings;
import io.mmsroutes.support.TelnyxAccount;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** The broker in {@code deploy/}, which gateways share, keeps messages as the embedded one does. */
class SharedBrokerTest {
    private final FileConfiguration shared = new FileConfiguration();
    private Configuration embedded;

    @BeforeEach
    void read() throws Exception {
        Settings settings = Settings.of(
                Path.of(""),
                new Properties(),
                Map.of("TELNYX_PUBLIC_KEY", TelnyxAccount.PUBLIC_KEY, "TELNYX_API_KEY", "KEY"),
                new Properties());
        embedded = new EmbeddedBroker(settings).configuration(settings);
        FileDeploymentManager file = new FileDeploymentManager(
                Path.of("deploy/artemis/broker.xml").toUri().toString());
        file.addDeployable(shared);
        file.readConfiguration();
    }

    @Test
    void acknowledgesWhatIsOnTheDiskAndKnowsDuplicates() {
        assertThat(shared.isPersistenceEnabled()).isTrue();
        assertThat(shared.isJournalDatasync()).isEqualTo(embedded.isJournalDatasync());
        assertThat(shared.isPersistIDCache()).isEqualTo(embedded.isPersistIDCache());
        assertThat(shared.getIDCacheSize()).isEqualTo(embedded.getIDCacheSize());
    }

    @Test
    void hasTheSameQueues() {
        assertThat(queues(shared)).containsExactlyInAnyOrderElementsOf(queues(embedded));
    }

    @Test
    void hasTheSameDeadLettersAndRedeliveries() {
        Map<String, AddressSettings> given = shared.getAddressSettings();

        assertThat(given).containsOnlyKeys(embedded.getAddressSettings().keySet());
        embedded.getAddressSettings().forEach((address, wanted) -> {
            AddressSettings merged = new AddressSettings(given.get(address));
            merged.merge(given.get("#"));
            assertThat(merged)
                    .as(address)
                    .usingRecursiveComparison()
                    .comparingOnlyFields(
                            "deadLetterAddress",
                            "expiryAddress",
                            "redeliveryDelay",
                            "redeliveryMultiplier",
                            "maxRedeliveryDelay",
                            "maxDeliveryAttempts",
                            "addressFullMessagePolicy",
                            "autoDeleteQueues",
                            "autoDeleteAddresses",
                            "defaultQueueRoutingType",
                            "defaultAddressRoutingType")
                    .isEqualTo(wanted);
        });
    }

    @Test
    void letsInOnlyThoseWhoKnowThePassword() {
        assertThat(shared.isSecurityEnabled()).isTrue();
        assertThat(shared.getSecurityRoles()).containsOnlyKeys("#");
    }

    private static List<String> queues(Configuration configuration) {
        Stream<String> declared = configuration.getQueueConfigs().stream()
                .map(queue -> queue.getName().toString());
        Stream<String> ofAddresses = configuration.getAddressConfigurations().stream()
                .flatMap(address -> address.getQueueConfigs().stream())
                .map(queue -> queue.getName().toString());
        return Stream.concat(declared, ofAddresses).distinct().toList();
    }
}

package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.ArtemisServer;
import io.mmsroutes.support.Ports;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import java.nio.file.Path;
import java.util.Set;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.activemq.broker.BrokerService;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Against real brokers: some do, some do not. */
@Tag("one-camel")
class BrokerProbeTest {
    @TempDir
    private Path folder;

    private final String address = "127.0.0.1:" + Ports.free();
    private final BrokerProbe probe = new BrokerProbe("mms.broker.url");

    @Test
    void documentedBrokerIsFitAndNothingIsLeftOnIt() {
        try (ArtemisServer server =
                new ArtemisServer(folder, address).withUsers().start()) {
            Set<String> before = server.addresses();

            assertThatCode(() -> probe.probe(as(ArtemisServer.USER))).doesNotThrowAnyException();

            await().untilAsserted(() -> assertThat(server.addresses()).isEqualTo(before));
        }
    }

    @Test
    void brokerThatRemembersNoIdsIsRefused() {
        try (ArtemisServer server = new ArtemisServer(folder, address)) {
            server.configuration().setIDCacheSize(0);
            server.start();

            assertThatIllegalStateException()
                    .isThrownBy(() -> probe.probe(as(ArtemisServer.USER)))
                    .withMessageStartingWith("The broker of mms.broker.url lacks duplicate ids")
                    .withMessageContaining("id-cache-size")
                    .withMessageNotContaining("delay");
        }
    }

    @Test
    void brokerOfAnotherKindIsToldAllThatItLacks() throws Exception {
        BrokerService classic = new BrokerService();
        classic.setPersistent(false);
        classic.setUseJmx(false);
        classic.start();
        try {
            ConnectionFactory connections =
                    new org.apache.activemq.ActiveMQConnectionFactory(classic.getVmConnectorURI());

            assertThatIllegalStateException()
                    .isThrownBy(() -> probe.probe(connections))
                    .withMessageContaining("lacks delivery delay")
                    .withMessageContaining("and duplicate ids")
                    .withMessageContaining("Use Apache ActiveMQ Artemis");
        } finally {
            classic.stop();
        }
    }

    @Test
    void userWhoMayMakeNoTemporaryQueueIsNamed() {
        try (ArtemisServer server =
                new ArtemisServer(folder, address).withUsers().start()) {
            Set<String> before = server.addresses();

            assertThatIllegalStateException()
                    .isThrownBy(() -> probe.probe(as(ArtemisServer.OTHER_USER)))
                    .withMessageContaining("The broker of mms.broker.url forbids")
                    .withMessageContaining("CREATE_")
                    .withMessageContaining("mms.broker.probe=false");
            assertThat(server.addresses()).isEqualTo(before);
        }
    }

    @Test
    void brokerThatIsAwayLacksNothing() {
        assertThatThrownBy(() -> probe.probe(as(ArtemisServer.USER))).isInstanceOf(JMSException.class);
    }

    private ConnectionFactory as(String user) {
        return new ActiveMQConnectionFactory(BrokerUrl.bounded("tcp://" + address), user, ArtemisServer.PASSWORD);
    }
}

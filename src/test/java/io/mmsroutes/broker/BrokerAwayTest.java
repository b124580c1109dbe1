package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The gateway on a broker of somebody else's, which goes away and comes back. */
class BrokerAwayTest extends GatewayTestSupport {
    private final EmbeddedActiveMQ broker = new EmbeddedActiveMQ();

    @Override
    protected Map<String, String> settings() {
        String url = "tcp://127.0.0.1:" + Ports.free();
        try {
            Path folder = dataDir.resolve("their-broker");
            broker.setConfiguration(new ConfigurationImpl()
                    .addAcceptorConfiguration("tcp", url)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false)
                    .setJournalDirectory(folder.resolve("journal").toString())
                    .setBindingsDirectory(folder.resolve("bindings").toString())
                    .setPagingDirectory(folder.resolve("paging").toString())
                    .setLargeMessagesDirectory(folder.resolve("large").toString())
                    .addAddressSetting("#", new AddressSettings().setAutoDeleteQueues(false)));
            broker.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return Map.of("mms.broker.url", url);
    }

    @AfterAll
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void whileTheBrokerIsAwayWebhooksAreRefusedAndTheGatewayIsNotReady() throws Exception {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        Events before = Events.received().media(mediaHost.url("/photo"));
        assertThat(telnyx.post(before.json()).statusCode()).isEqualTo(200);
        manifest(before.messageId());
        assertThat(ready()).isEqualTo(200);

        broker.stop();

        Events during = Events.received().media(mediaHost.url("/photo"));
        assertThat(telnyx.post(during.json()).statusCode()).isEqualTo(503);
        assertThat(ready()).isEqualTo(503);
        assertThat(live()).isEqualTo(200);

        broker.start();

        await().atMost(Duration.ofSeconds(30)).until(() -> ready() == 200);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> telnyx.post(during.json()).statusCode() == 200);
        assertThat(manifest(during.messageId()).path("complete").asBoolean()).isTrue();
    }

    private int ready() {
        return get(managementPort, "/observe/health/ready").statusCode();
    }

    private int live() {
        return get(managementPort, "/observe/health/live").statusCode();
    }
}

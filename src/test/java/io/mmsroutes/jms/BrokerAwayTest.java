package io.mmsroutes.jms;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.Ports;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.core.settings.impl.AddressSettings;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** The application's queue is on a broker that goes away and comes back: webhooks are taken all the while, and messages wait. */
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
        return Map.of("mms.jms.url", url, "mms.message-sink", "message-sink-jms-sink");
    }

    @AfterAll
    void stopBroker() throws Exception {
        broker.stop();
    }

    @Test
    void whileTheBrokerIsAwayWebhooksAreTakenAndMessagesWait() throws Exception {
        Events before = Events.received();
        assertThat(telnyx.post(before.json()).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered() == 1);

        broker.stop();

        Events during = Events.received();
        assertThat(telnyx.post(during.json()).statusCode()).isEqualTo(200);
        await().atMost(Duration.ofSeconds(60)).until(() -> messages("postponed") > 0);
        assertThat(ready()).isEqualTo(200);
        assertThat(delivered()).isEqualTo(1);

        broker.start();

        await().atMost(Duration.ofSeconds(30)).until(() -> delivered() == 2);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    private double delivered() {
        return messages("delivered");
    }

    private double messages(String outcome) {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"%s\"".formatted(outcome));
    }

    private int ready() {
        return get(managementPort, "/observe/health/ready").statusCode();
    }
}

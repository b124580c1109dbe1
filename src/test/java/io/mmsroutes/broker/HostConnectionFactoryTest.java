package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.ArtemisServer;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import java.nio.file.Files;
import java.time.Duration;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * The gateway inside of an application that has connections of its own; its broker remembers no ids while the gateway starts, and
 * is away then.
 */
@Tag("one-camel")
class HostConnectionFactoryTest extends GatewayTestSupport {
    private final String address = "127.0.0.1:" + Ports.free();
    private ArtemisServer server = server(0);

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.broker.connection-factory", "theirs");
    }

    @Override
    protected void bind(Main main) {
        main.bind(
                "theirs",
                new ActiveMQConnectionFactory("tcp://%s?reconnectAttempts=0&callTimeout=1000".formatted(address)));
    }

    @AfterAll
    void stopBroker() {
        server.close();
    }

    @Test
    void brokerThatWasAwayIsLookedAtBeforeTheFirstWebhookIsTaken() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/photo"));
        assertThat(post(event)).isEqualTo(503);

        server.start();
        await().atMost(Duration.ofSeconds(60)).until(() -> health().contains("lacks duplicate ids"));
        assertThat(post(event)).isEqualTo(503);

        server.close();
        server = server(200_000).start();
        await().atMost(Duration.ofSeconds(60)).until(() -> post(event) == 200);
        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
        assertThat(health()).doesNotContain("lacks");
        assertThat(Files.exists(dataDir.resolve("broker")))
                .as("an embedded broker")
                .isFalse();
    }

    private ArtemisServer server(int ids) {
        ArtemisServer made = new ArtemisServer(dataDir.resolve("theirs-" + ids), address);
        made.configuration().setIDCacheSize(ids);
        return made;
    }

    private int post(Events event) {
        return telnyx.post(event.json()).statusCode();
    }

    private String health() {
        return get(managementPort, "/observe/health").body();
    }
}

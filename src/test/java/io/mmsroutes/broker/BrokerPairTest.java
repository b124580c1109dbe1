package io.mmsroutes.broker;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.BrokerPair;
import io.mmsroutes.support.Certificate;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The gateway on two brokers that have one journal, with TLS and a password; the first is killed. */
@Tag("one-camel")
class BrokerPairTest extends GatewayTestSupport {
    private static final String DUPLICATES = "mms_webhooks_total{camelContext=\"mms-routes\",outcome=\"duplicate\"";

    private final Certificate certificate = Certificate.in(dataDir);
    private final BrokerPair brokers = new BrokerPair(
            dataDir.resolve("their-brokers"),
            "sslEnabled=true&keyStorePath=%s&keyStorePassword=%s"
                    .formatted(certificate.keyStore(), Certificate.KEY_PASSWORD));

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(brokers.settings());
        settings.put("mms.broker.trust-store", certificate.trustStore().toString());
        settings.put("mms.broker.trust-store-password", Certificate.TRUST_PASSWORD);
        return settings;
    }

    @AfterAll
    void stopBrokers() {
        brokers.close();
    }

    @Test
    void whenTheFirstIsKilledTheOtherGoesOnAndNothingAcknowledgedIsLost() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        List<Events> acknowledged = new ArrayList<>();
        for (int i = 0; i < 20; i++) {
            acknowledged.add(post());
        }

        brokers.killPrimary();

        acknowledged.add(post());
        assertThat(brokers.backupIsAtWork()).isTrue();
        assertThat(acknowledged)
                .allSatisfy(event -> assertThat(
                                manifest(event.messageId()).path("complete").asBoolean())
                        .isTrue());
        double duplicates = metric(DUPLICATES);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> telnyx.post(acknowledged.get(0).json()).statusCode() == 200);
        assertThat(metric(DUPLICATES))
                .as("the backup knows what the first one took")
                .isGreaterThan(duplicates);
    }

    /** Until it is taken, as Telnyx does. */
    private Events post() {
        Events event = Events.received().media(mediaHost.url("/photo"));
        await().atMost(Duration.ofSeconds(30))
                .until(() -> telnyx.post(event.json()).statusCode() == 200);
        return event;
    }
}

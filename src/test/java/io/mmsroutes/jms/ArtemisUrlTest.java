package io.mmsroutes.jms;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Read by Artemis's own client, so that what it makes of a URL counts, not what it looks like. */
class ArtemisUrlTest {
    @ParameterizedTest
    @ValueSource(
            strings = {
                "tcp://one:61616",
                "tcp://one:61616?ha=true",
                "tcp://one:61616?ha=true#tcp://two:61616",
                "(tcp://one:61616)",
                "(tcp://one:61616,tcp://two:61616)",
                "(tcp://one:61616,tcp://two:61616)?ha=true",
                "(tcp://one:61616?tcpNoDelay=true,tcp://two:61616?sslEnabled=false)?ha=true&sslEnabled=false",
                "vm://7"
            })
    void everyFormOfUrlIsBounded(String url) throws Exception {
        try (ActiveMQConnectionFactory factory = factory(url)) {
            assertThat(factory.getCallTimeout()).isEqualTo(1_000);
            assertThat(factory.getInitialConnectAttempts()).isEqualTo(1);
            assertThat(factory.getReconnectAttempts()).isZero();
            assertThat(factory.getRetryInterval()).isEqualTo(50);
            assertThat(factory.getConsumerWindowSize()).isZero();
            assertThat(factory.getProducerWindowSize()).isEqualTo(-1);
            assertThat(factory.isCacheDestinations()).isTrue();
            assertThat(factory.isHA()).isEqualTo(url.contains("ha=true"));
            assertThat(factory.getStaticConnectors()).allSatisfy(broker -> {
                if (!url.startsWith("vm:")) {
                    assertThat(broker.getParams()).containsEntry("connect-timeout-millis", "1000");
                }
            });
            assertThat(factory.getStaticConnectors()).hasSize(url.contains("two") ? 2 : 1);
        }
    }

    @Test
    void givenOptionsAreLeftAlone() throws Exception {
        String url = "(tcp://one:61616,tcp://two:61616?connect-timeout-millis=400)?callTimeout=700&reconnectAttempts=3";

        try (ActiveMQConnectionFactory factory = factory(url)) {
            assertThat(factory.getCallTimeout()).isEqualTo(700);
            assertThat(factory.getReconnectAttempts()).isEqualTo(3);
            assertThat(factory.getStaticConnectors()[0].getParams()).containsEntry("connect-timeout-millis", "1000");
            assertThat(factory.getStaticConnectors()[1].getParams()).containsEntry("connect-timeout-millis", "400");
        }
    }

    @Test
    void optionOfTheFirstBrokerCountsForAll() throws Exception {
        try (ActiveMQConnectionFactory factory =
                factory("(tcp://one:61616?connect-timeout-millis=400&callTimeout=600,tcp://two:61616)?ha=true")) {
            assertThat(factory.getCallTimeout()).isEqualTo(600);
            assertThat(factory.getStaticConnectors())
                    .allSatisfy(
                            broker -> assertThat(broker.getParams()).containsEntry("connect-timeout-millis", "400"));
        }
    }

    @Test
    void optionWhoseNameIsPartOfAnotherIsNotMistakenForIt() throws Exception {
        try (ActiveMQConnectionFactory factory = factory("tcp://one:61616?callFailoverTimeout=5&maxRetryInterval=9")) {
            assertThat(factory.getCallFailoverTimeout()).isEqualTo(5);
            assertThat(factory.getCallTimeout()).isEqualTo(1_000);
            assertThat(factory.getRetryInterval()).isEqualTo(50);
        }
        try (ActiveMQConnectionFactory factory = factory("tcp://callTimeout.example:61616")) {
            assertThat(factory.getCallTimeout()).isEqualTo(1_000);
        }
    }

    @Test
    void onlyNamedBrokersAreUsedButTheBackupOfASingleOne() {
        assertThat(options("(tcp://one:61616,tcp://two:61616)?ha=true"))
                .containsEntry("useTopologyForLoadBalancing", "false");
        assertThat(options("tcp://one:61616")).containsEntry("useTopologyForLoadBalancing", "false");
        assertThat(options("tcp://one:61616?ha=true")).doesNotContainKey("useTopologyForLoadBalancing");
    }

    @Test
    void brokerThatSaysNothingIsNoticedButNobodyAsksOneInThisJvm() {
        assertThat(options("tcp://one:61616")).containsEntry("connectionTTL", "15000");
        assertThat(options("vm://7")).doesNotContainKeys("connectionTTL", "clientFailureCheckPeriod");
    }

    private static ActiveMQConnectionFactory factory(String url) {
        return new ActiveMQConnectionFactory(ArtemisUrl.bounded(url));
    }

    private static Map<String, String> options(String url) {
        String bounded = ArtemisUrl.bounded(url);
        Map<String, String> options = new HashMap<>();
        Arrays.stream(bounded.substring(bounded.indexOf('?') + 1).split("&"))
                .map(option -> option.split("="))
                .forEach(option -> options.put(option[0], option[1]));
        return options;
    }
}

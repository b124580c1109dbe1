package io.mmsroutes.jms;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;

/** The gateway inside of an application that has connections of its own. */
class HostConnectionFactoryTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.jms.connection-factory", "theirs", "mms.message-sink", "message-sink-jms-sink");
    }

    @Override
    protected void bind(Main main) {
        main.bind("theirs", new ActiveMQConnectionFactory(broker()));
    }

    @Test
    void messageIsSentOverTheConnectionsOfTheHost() {
        Events event = Events.received();
        telnyx.deliver(event.json());

        byte[] body = consumer().receiveBody("jms:queue:mms.messages", 20_000, byte[].class);

        assertThat(new String(body, java.nio.charset.StandardCharsets.UTF_8)).contains(event.messageId());
    }
}

package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.text.Json;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.Session;
import java.util.Map;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.junit.jupiter.api.Test;

class MessageSinkJmsTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.message-sink", "message-sink-jms-sink", "mms.jms.url", broker());
    }

    @Test
    void theApplicationFindsTheManifestInItsQueue() throws Exception {
        Events event = Events.received();
        telnyx.deliver(event.json());

        ConnectionFactory factory = new ActiveMQConnectionFactory(broker());
        try (Connection connection = factory.createConnection();
                Session session = connection.createSession(false, Session.AUTO_ACKNOWLEDGE)) {
            connection.start();
            BytesMessage message = (BytesMessage)
                    session.createConsumer(session.createQueue("mms.messages")).receive(20_000);

            assertThat(message.getStringProperty("mmsMessageId")).isEqualTo(event.messageId());
            byte[] body = new byte[(int) message.getBodyLength()];
            message.readBytes(body);
            assertThat(Json.MAPPER.readTree(body)).isEqualTo(manifest(event.messageId()));
        }
    }
}

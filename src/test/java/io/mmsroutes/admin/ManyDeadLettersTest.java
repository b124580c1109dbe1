package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.Http;
import jakarta.jms.BytesMessage;
import jakarta.jms.Connection;
import jakarta.jms.ConnectionFactory;
import jakarta.jms.JMSException;
import jakarta.jms.MessageProducer;
import jakarta.jms.Session;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** Dead letters of all sizes: what is told of them, and what is said to be erased, is true. */
@Tag("one-camel")
class ManyDeadLettersTest extends GatewayTestSupport {
    private static final String ERASED = "+13125550901";
    private static final String KEPT = "+13125550902";
    private static final List<String> QUEUES =
            List.of("mms.dead.received", "mms.dead.receipts", "mms.dead.send", "mms.dead.other");

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.own-numbers", "+13125550999");
    }

    @Test
    void everyLetterIsToldAndEveryOneOfANumberGoes() throws JMSException {
        tellAndErase(2_000);
    }

    @Test
    @Tag("proof")
    void everyOneOfHundredThousandLettersIsToldAndThoseOfANumberGo() throws JMSException {
        tellAndErase(100_000);
    }

    private void tellAndErase(int count) throws JMSException {
        fill(count);

        JsonNode listing = deadLetters();
        assertThat(listing.path("count").asInt()).isEqualTo(count);
        assertThat(listing.path("letters")).hasSize(1_000);

        JsonNode erased = erase(ERASED);
        assertThat(erased.path("deadLetters").asInt()).isEqualTo(count / 2);
        assertThat(deadLetters().path("count").asInt()).isEqualTo(count / 2);
        assertThat(erase(ERASED).path("deadLetters").asInt()).isZero();
        assertThat(erase(KEPT).path("deadLetters").asInt()).isEqualTo(count / 2);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    /** Every other one names the number that is erased, by its sender or in its text only; every fiftieth is large. */
    private void fill(int count) throws JMSException {
        ConnectionFactory connections =
                context().getRegistry().lookupByNameAndType("journalConnections", ConnectionFactory.class);
        try (Connection connection = connections.createConnection();
                Session session = connection.createSession(true, Session.SESSION_TRANSACTED);
                MessageProducer producer = session.createProducer(null)) {
            for (int i = 0; i < count; i++) {
                String number = i % 2 == 0 ? ERASED : KEPT;
                BytesMessage letter = session.createBytesMessage();
                letter.writeBytes("{\"about\":\"%s\",\"text\":\"%s\"}"
                        .formatted(number, "x".repeat(size(i)))
                        .getBytes(StandardCharsets.UTF_8));
                letter.setStringProperty("mmsFrom", i % 4 < 2 ? number : "+13125550903");
                letter.setStringProperty("mmsCode", "not-delivered");
                producer.send(session.createQueue(QUEUES.get(i / 7 % QUEUES.size())), letter);
                if (i % 100 == 99) {
                    session.commit();
                }
            }
            session.commit();
        }
    }

    private static int size(int i) {
        return switch (i % 50) {
            case 7 -> 150_000 + i % 1_000;
            case 20, 33 -> 30_000;
            default -> 200 + i % 700;
        };
    }

    private JsonNode erase(String number) {
        HttpResponse<String> answer = Http.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/admin/erase".formatted(port)))
                        .header("content-type", "application/json")
                        .header("authorization", "Bearer " + ADMIN_KEY)
                        .POST(BodyPublishers.ofString("{\"number\":\"%s\"}".formatted(number))));
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }
}

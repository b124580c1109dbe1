package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** An application that does not take what it is told of its messages. */
class FailingStatusEventTest extends SendingTestSupport {
    private static final String APPLICATION = "/application";

    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    /** Ids of messages of which nothing is taken. */
    private final Set<String> refused = ConcurrentHashMap.newKeySet();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.media.give-up-after", "1s");
        settings.put("mms.receipt-sink", "message-sink-http-sink");
        settings.put("camel.kamelet.message-sink-http-sink.url", mediaHost.url(APPLICATION));
        return settings;
    }

    @BeforeEach
    void open() {
        mediaHost.on(APPLICATION, this::take);
    }

    @Test
    void statusEventThatIsNeverTakenIsADeadLetterThatCanBeReplayed() {
        String id = dead("+17735550021");
        JsonNode letter = letters(id).get(0);
        assertThat(letter.path("queue").asText()).isEqualTo("status-events");
        assertThat(letter.path("messageId").asText()).isEqualTo(id);
        assertThat(deadLetters("number=+17735550021").path("count").asInt()).isEqualTo(1);
        List<Delivery> before = about(id);

        refused.clear();
        JsonNode answer = command("/admin/replay", "{\"messageId\":\"%s\"}".formatted(id));

        assertThat(answer.path("replayed").asInt()).isEqualTo(1);
        await().until(() -> about(id).size() > before.size());
        assertThat(about(id)).extracting(Delivery::key).containsOnly(id + "/1");
        assertThat(about(id)).extracting(Delivery::event).containsOnly("accepted");
        await().until(() -> letters(id).isEmpty());
    }

    @Test
    void whatWasNotTakenIsErasedWithItsMessage() {
        String id = dead("+17735550022");
        telnyx.deliver(Events.receipt("message.finalized", "+17735550022", "delivered", id)
                .json());
        awaitState(id, "finalized");

        command("/admin/erase", "{\"number\":\"+17735550022\"}");

        assertThat(letters(id)).isEmpty();
        await().untilAsserted(() -> assertThat(database()
                        .sql("select count(*) from queue_keys where key in (:keys)")
                        .param("keys", List.of("+17735550022", id))
                        .query(Integer.class)
                        .single())
                .isZero());
    }

    @Test
    void eventsOfOneMessageComeInTheOrderInWhichTheyHappened() {
        List<String> ids = IntStream.range(0, 12)
                .mapToObj(n -> send(request("in order " + n)))
                .toList();
        ids.forEach(id -> awaitState(id, "accepted"));

        for (String id : ids) {
            telnyx.deliver(Events.receipt("message.sent", TO, "sent", id).json());
        }
        ids.forEach(id -> await().until(() -> about(id).size() == 2));
        for (String id : ids) {
            telnyx.deliver(
                    Events.receipt("message.finalized", TO, "delivered", id).json());
        }

        ids.forEach(id -> await().untilAsserted(() ->
                assertThat(about(id)).extracting(Delivery::event).containsExactly("accepted", "sent", "finalized")));
    }

    @Test
    void applicationThatHangsHoldsUpNoMessage() {
        CountDownLatch hangs = new CountDownLatch(1);
        mediaHost.on(APPLICATION, exchange -> {
            awaitQuietly(hangs);
            take(exchange);
        });
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
        try {
            List<String> ids = new ArrayList<>();
            for (int i = 0; i < 8; i++) {
                ids.add(send(picture("while it hangs " + i)));
            }
            ids.forEach(id -> awaitState(id, "accepted"));
            telnyx.deliver(Events.receipt("message.finalized", TO, "delivered", ids.get(0))
                    .json());
            awaitState(ids.get(0), "finalized");
            assertThat(about(ids.get(0))).isEmpty();
        } finally {
            hangs.countDown();
        }
    }

    private String dead(String number) {
        refused.add(number);
        String id = send(request("to " + number).put("to", number));
        await().atMost(Duration.ofSeconds(60)).until(() -> !letters(id).isEmpty());
        return id;
    }

    private void take(HttpExchange exchange) throws IOException {
        JsonNode event = Json.MAPPER.readTree(exchange.getRequestBody());
        String id = event.at("/data/id").asText();
        deliveries.add(new Delivery(
                id,
                event.path("event").asText(),
                String.valueOf(exchange.getRequestHeaders().getFirst("Idempotency-Key"))));
        boolean isRefused = refused.contains(event.at("/data/to/0/phone_number").asText());
        MediaHost.answer(exchange, isRefused ? 503 : 200, new byte[0]);
    }

    private static void awaitQuietly(CountDownLatch latch) {
        try {
            latch.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private List<Delivery> about(String id) {
        return deliveries.stream().filter(one -> one.id.equals(id)).toList();
    }

    private List<JsonNode> letters(String id) {
        return StreamSupport.stream(deadLetters().path("letters").spliterator(), false)
                .filter(letter -> letter.path("id").asText().contains(id))
                .toList();
    }

    private JsonNode deadLetters(String query) {
        return json(get(port, "/admin/dead-letters?" + query, "authorization", "Bearer " + ADMIN_KEY));
    }

    private JsonNode command(String path, String body) {
        return json(post(port, path, body, "authorization", "Bearer " + ADMIN_KEY));
    }

    private record Delivery(String id, String event, String key) {}
}

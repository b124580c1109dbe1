package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.Http;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Dead letters of all sizes: what is told of them, and what is said to be erased, is true. */
@Tag("one-camel")
class ManyDeadLettersTest extends GatewayTestSupport {
    private static final String ERASED = "+13125550901";
    private static final String KEPT = "+13125550902";
    private static final List<String> QUEUES = List.of("inbound", "receipts", "requests", "routes");

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.own-numbers", "+13125550999");
    }

    @Test
    void everyLetterIsToldAndEveryOneOfANumberGoes() {
        tellAndErase(2_000);
    }

    @Test
    @Tag("proof")
    void everyOneOfHundredThousandLettersIsToldAndThoseOfANumberGo() {
        tellAndErase(100_000);
    }

    private void tellAndErase(int count) {
        fill(count);

        JsonNode listing = deadLetters();
        assertThat(listing.path("count").asInt()).isEqualTo(count);
        assertThat(listing.path("letters")).hasSize(1_000);
        assertThat(listed()).isEqualTo(count);

        JsonNode erased = erase(ERASED);
        assertThat(erased.path("deadLetters").asInt()).isEqualTo(count / 2);
        assertThat(deadLetters().path("count").asInt()).isEqualTo(count / 2);
        assertThat(erase(ERASED).path("deadLetters").asInt()).isZero();
        assertThat(erase(KEPT).path("deadLetters").asInt()).isEqualTo(count / 2);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    /** All pages. */
    private int listed() {
        Set<String> ids = new HashSet<>();
        String path = "/admin/dead-letters";
        while (path != null) {
            JsonNode page = json(get(port, path, "authorization", "Bearer " + ADMIN_KEY));
            page.path("letters").forEach(letter -> ids.add(letter.path("id").asText()));
            path = page.path("next").asText(null);
        }
        return ids.size();
    }

    /** Every other one names the number that is erased, by its sender or in its text only; every fiftieth is large. */
    private void fill(int count) {
        Database database = context().getRegistry().lookupByNameAndType("database", Database.class);
        int at = 0;
        while (at < count) {
            int from = at;
            int to = Math.min(count, from + 100);
            database.writePatiently(transaction -> {
                IntStream.range(from, to)
                        .forEach(i -> enter(transaction.jdbc(), "letter %s of %s".formatted(i, count), i));
                return true;
            });
            at = to;
        }
    }

    /** What is erased leaves its id. */
    private static void enter(JdbcClient jdbc, String id, int i) {
        String number = i % 2 == 0 ? ERASED : KEPT;
        String queue = QUEUES.get(i / 7 % QUEUES.size());
        jdbc.sql("""
                        insert into queue_entries (queue, id, state, body, headers, code, reason, attempts, lost_leases, entered_at, changed_at)
                        values (:queue, :id, 'dead', :body, '{}', 'not-delivered', 'A sentence.', 1, 0, :at, :at)""")
                .param("queue", queue)
                .param("id", id)
                .param(
                        "body",
                        "{\"about\":\"%s\",\"text\":\"%s\"}"
                                .formatted(number, "x".repeat(size(i)))
                                .getBytes(StandardCharsets.UTF_8))
                .param("at", i / 3)
                .update();
        jdbc.sql("insert into queue_keys (key, queue, id) values (:key, :queue, :id)")
                .param("key", "from:" + (i % 4 < 2 ? number : "+13125550903"))
                .param("queue", queue)
                .param("id", id)
                .update();
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

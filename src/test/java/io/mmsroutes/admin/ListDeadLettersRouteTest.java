package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ListDeadLettersRouteTest extends GatewayTestSupport {
    /** In microseconds. */
    private static final AtomicLong DIED = new AtomicLong(3_400_000_000_000_000L);

    @Test
    void everyLetterIsListedWithItsReason() {
        telnyx.deliver("{\"data\":{\"event_type\":\"message.received\",\"id\":\"1\"}}");

        await().until(() ->
                page("/admin/dead-letters?queue=inbound").path("count").asInt() == 1);
        JsonNode letter =
                page("/admin/dead-letters?queue=inbound").path("letters").path(0);
        assertThat(letter.path("queue").asText()).isEqualTo("inbound");
        assertThat(letter.path("code").asText()).isEqualTo("event-unreadable");
        assertThat(letter.path("reason").asText()).isEqualTo("The event message.received has no payload.");
        assertThat(Instant.parse(letter.path("diedAt").asText())).isBefore(Instant.now());
    }

    @Test
    void allAreToldPageByPageEachOnceAndThePagesSayWhetherThereAreMore() {
        letters("pages", 7, "code-a", List.of());
        String path = "/admin/dead-letters?queue=pages&limit=3";
        List<String> ids = new ArrayList<>();
        List<Integer> sizes = new ArrayList<>();
        while (path != null) {
            JsonNode page = page(path);
            assertThat(page.path("count").asInt()).isEqualTo(7);
            page.path("letters").forEach(letter -> ids.add(letter.path("id").asText()));
            sizes.add(page.path("letters").size());
            path = page.path("next").asText(null);
        }

        assertThat(sizes).containsExactly(3, 3, 1);
        assertThat(ids).hasSize(7).doesNotHaveDuplicates().allMatch(id -> id.startsWith("pages/"));
        assertThat(page("/admin/dead-letters?queue=pages&limit=7").has("next")).isFalse();
    }

    @Test
    void pagesGoThroughAllQueuesAndPassOverWhatWasDeletedMeanwhile() {
        letters("through-a", 2, "through", List.of());
        letters("through-b", 3, "through", List.of());
        String path = "/admin/dead-letters?code=through&limit=1";
        List<String> ids = new ArrayList<>();
        while (path != null) {
            JsonNode page = page(path);
            String id = page.at("/letters/0/id").asText();
            ids.add(id);
            post(
                    port,
                    "/admin/dead-letters/delete",
                    "{\"id\":\"%s\"}".formatted(id),
                    "authorization",
                    "Bearer " + ADMIN_KEY);
            path = page.path("next").asText(null);
        }

        assertThat(ids).hasSize(5).doesNotHaveDuplicates();
        assertThat(page("/admin/dead-letters?code=through").path("count").asInt())
                .isZero();
    }

    @Test
    void whatIsAskedForIsToldAndNothingElse() {
        letters("which", 1, "code-1", List.of("+13125550801", "from:+13125550801", "message-1"));
        letters("which", 1, "code-2", List.of("+13125550802", "from:+13125550802", "+13125550801", "message-2"));
        letters("odd & queue", 1, "code-1", List.of("+13125550803"));
        String all = "/admin/dead-letters?queue=which&";

        assertThat(codes(all + "number=+13125550801")).containsExactly("code-1", "code-2");
        assertThat(codes(all + "number=%2B13125550802")).containsExactly("code-2");
        assertThat(codes(all + "sender=+13125550801")).containsExactly("code-1");
        assertThat(codes(all + "messageId=message-2")).containsExactly("code-2");
        assertThat(codes(all + "code=code-2&number=+13125550801")).containsExactly("code-2");
        assertThat(codes(all + "number=+1312555080")).isEmpty();
        String id = page(all + "code=code-2").at("/letters/0/id").asText();
        assertThat(codes("/admin/dead-letters?id=" + id)).containsExactly("code-2");
        assertThat(codes(all + "id=" + id.replace("which/", "elsewhere/"))).isEmpty();
        assertThat(codes("/admin/dead-letters?id=" + id.replace("which/", ""))).isEmpty();
        assertThat(codes("/admin/dead-letters?queue=odd%20%26%20queue")).containsExactly("code-1");
        assertThat(codes("/admin/dead-letters?&queue=which&")).containsExactly("code-1", "code-2");
        String died = page(all + "code=code-2").at("/letters/0/diedAt").asText();
        assertThat(codes(all + "since=" + died)).contains("code-2");
        assertThat(codes(all + "until=" + died)).doesNotContain("code-2");
        assertThat(codes(all + "since=2020-01-01T00:00:00+02:00&until=9999-01-01T00:00:00Z"))
                .hasSize(2);
        assertThat(codes(all + "until=2020-01-01T00:00:00Z")).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "limit=0, limit",
        "limit=1001, limit",
        "limit=-1, limit",
        "limit=ten, limit",
        "limit=, limit",
        "limit=99999999999, limit",
        "limit=1&limit=2, limit",
        "after=x, after",
        "after=%00, after",
        "after=, after",
        "since=yesterday, since",
        "since=2026-01-01, since",
        "since=1767225600, since",
        "until=10000-01-01T00:00:00Z, until",
        "until=1969-01-01T00:00:00Z, until",
        "since=2026-01-02T00:00:00Z&until=2026-01-01T00:00:00Z, since",
        "queue=, queue",
        "code, code",
        "id=%20, id",
        "number=13125550001, number",
        "sender=13125550001, sender",
        "status=dead, status",
        "Queue=inbound, Queue",
        "messageid=1, messageid",
        "all=true, all",
        "number=, number"
    })
    void whatIsNotUnderstoodIsRefusedAndNamed(String query, String name) {
        HttpResponse<String> answer = get(port, "/admin/dead-letters?" + query, "authorization", "Bearer " + ADMIN_KEY);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("list-unclear");
        assertThat(json(answer).path("reason").asText()).contains(name);
    }

    private void letters(String queue, int count, String code, List<String> keys) {
        Database database = context().getRegistry().lookupByNameAndType("database", Database.class);
        database.writePatiently(transaction -> {
            for (int i = 0; i < count; i++) {
                String id = UUID.randomUUID().toString();
                transaction
                        .jdbc()
                        .sql("""
                                insert into queue_entries (queue, id, state, headers, attempts, lost_leases, code, reason, entered_at, changed_at)
                                values (:queue, :id, 'dead', '{}', 1, 0, :code, 'A sentence.', :at, :at)""")
                        .param("queue", queue)
                        .param("id", id)
                        .param("code", code)
                        .param("at", DIED.incrementAndGet() / 2) // two at a time
                        .update();
                keys.forEach(key -> transaction
                        .jdbc()
                        .sql("insert into queue_keys (key, queue, id) values (:key, :queue, :id)")
                        .param("key", key)
                        .param("queue", queue)
                        .param("id", id)
                        .update());
            }
            return true;
        });
    }

    private List<String> codes(String path) {
        return StreamSupport.stream(page(path).path("letters").spliterator(), false)
                .map(letter -> letter.path("code").asText())
                .toList();
    }

    private JsonNode page(String path) {
        HttpResponse<String> answer = get(port, path, "authorization", "Bearer " + ADMIN_KEY);
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "Bearer", "Bearer ", "Bearer wrong", "open-sesame", "Basic open-sesame", "Bearer open-sesam"
            })
    void aWrongKeyIsRefused(String authorization) {
        assertThat(get(port, "/admin/dead-letters", "authorization", authorization)
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void noKeyIsRefused() {
        assertThat(get(port, "/admin/dead-letters").statusCode()).isEqualTo(401);
        assertThat(json(get(port, "/admin/dead-letters")).path("code").asText()).isEqualTo("key-wrong");
    }

    @Test
    void theKeyIsNotEchoed() {
        assertThat(get(port, "/admin/dead-letters", "authorization", "Bearer " + ADMIN_KEY)
                        .headers()
                        .map())
                .doesNotContainKey("authorization");
    }
}

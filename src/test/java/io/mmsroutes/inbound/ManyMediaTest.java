package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Messages with more media, longer URLs and longer words than Telnyx lets through: each ends once, and can be dealt with. */
@Tag("one-camel")
class ManyMediaTest extends GatewayTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");
    private static final int MOST = 100;

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.media.give-up-after",
                "500ms", // two attempts at the least
                "mms.media.fetch-pool",
                "400",
                "mms.http.request-timeout",
                "15000",
                "mms.http.max-webhook-bytes",
                "1048576");
    }

    @ParameterizedTest
    @ValueSource(ints = {101, 3_000})
    void whatIsAboveTheBoundIsSaidAndKept(int count) {
        mediaHost.serve("/p", PHOTO);
        long before = mediaHost.asked("/p");
        double dead = metric("mms_dead_total");
        Events event = Events.received();
        IntStream.range(0, count).forEach(i -> event.media(mediaHost.url("/p")));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        JsonNode manifest = ended(event);
        assertThat(manifest.path("complete").asBoolean()).isFalse();
        assertThat(states(manifest, "stored")).isEqualTo(MOST);
        assertThat(manifest.path("media")).hasSize(MOST + 1);
        JsonNode rest = manifest.path("media").path(MOST);
        assertThat(rest.path("state").asText()).isEqualTo("unavailable");
        assertThat(rest.path("code").asText()).isEqualTo("too-many-media");
        assertThat(rest.path("reason").asText()).contains(String.valueOf(count));
        assertThat(mediaHost.asked("/p")).isEqualTo(before + MOST);
        assertThat(letter(event).path("reason").asText()).contains(String.valueOf(count));
        assertDealtWith(event, dead);
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 8_000})
    void aHundredMediaOfWhichHalfIsMissingArePostponedAndKept(int lengthOfUrls) {
        String query = "?q=" + "x".repeat(lengthOfUrls);
        mediaHost.serve("/some", PHOTO).status("/missing", 404);
        double dead = metric("mms_dead_total");
        long before = mediaHost.asked("/some");
        Events event = Events.received();
        IntStream.range(0, MOST).forEach(i -> event.media(mediaHost.url(i % 2 == 0 ? "/some" : "/missing") + query));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        JsonNode manifest = ended(event);
        assertThat(states(manifest, "stored")).isEqualTo(MOST / 2);
        assertThat(states(manifest, "unavailable")).isEqualTo(MOST / 2);
        assertThat(mediaHost.asked("/some")).isEqualTo(before + MOST / 2);
        assertDealtWith(event, dead);
    }

    @Test
    void threeThousandThatAreMissingAreGivenUpOnce() {
        mediaHost.status("/none", 503);
        double dead = metric("mms_dead_total");
        Events event = Events.received();
        IntStream.range(0, 3_000).forEach(i -> event.media(mediaHost.url("/none")));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        assertThat(states(ended(event), "unavailable")).isEqualTo(MOST + 1);
        assertDealtWith(event, dead);
    }

    /** Numbers, nulls and texts in the list are media without a URL; 200 000 of them fit into one webhook. */
    @Test
    void aListOfNothingsIsBoundedToo() {
        double dead = metric("mms_dead_total");
        Events event = Events.received();
        IntStream.range(0, 200_000)
                .forEach(i -> event.payload().withArray("media").add(1));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        assertThat(ended(event).path("media")).hasSize(MOST + 1);
        assertDealtWith(event, dead);
    }

    @ParameterizedTest
    @ValueSource(strings = {"id", "messageId", "from", "text", "cc"})
    void aWordOfHalfAMegabyteEndsLikeAnyOther(String field) {
        String large = "9".repeat(500_000);
        mediaHost.status("/gone", 404);
        double dead = metric("mms_dead_total");
        double postponed = metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"postponed\"");
        Events event = Events.received().media(mediaHost.url("/gone"));
        switch (field) {
            case "id" -> event.data().put("id", large);
            case "messageId" -> event.payload().put("id", large);
            case "from" -> event.payload().putArray("from").add("+" + large).add(Events.SENDER);
            case "cc" -> event.payload().withArray("cc").add("+" + large);
            default -> event.payload().put(field, large);
        }

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(30)).until(() -> metric("mms_dead_total") == dead + 1);
        assertThat(metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"postponed\""))
                .isGreaterThan(postponed);
        await().until(() -> deadLetters().path("count").asInt() == 1);
        JsonNode letters = deadLetters();
        assertThat(letters.toString()).hasSizeLessThan(5_000);
        assertThat(json(command("/admin/replay", "{\"all\":true}"))
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(30))
                .until(() -> metric("mms_dead_total") == dead + 2
                        && deadLetters().path("count").asInt() == 1);
        eraseAll();
    }

    @Test
    void aTypeAndAHashOfHalfAMegabyteDoToo() {
        mediaHost.status("/gone", 404);
        double dead = metric("mms_dead_total");
        Events event =
                Events.received().media(mediaHost.url("/gone"), "image/" + "j".repeat(400_000), 3, "f".repeat(300_000));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        await().atMost(Duration.ofSeconds(30))
                .until(() -> metric("mms_dead_total") == dead + 1
                        && deadLetters().path("count").asInt() == 1);
        eraseAll();
    }

    private JsonNode ended(Events event) {
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));
        return manifest(event.messageId());
    }

    /** Dead-lettered once; listed, replayed and dead-lettered again, erased. */
    private void assertDealtWith(Events event, double deadBefore) {
        await().untilAsserted(() -> assertThat(metric("mms_dead_total")).isEqualTo(deadBefore + 1));
        JsonNode answer = json(command("/admin/replay", "{\"messageId\":\"%s\"}".formatted(event.messageId())));
        assertThat(answer.path("replayed").asInt()).isEqualTo(1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> metric("mms_dead_total") == deadBefore + 2
                        && deadLetters().path("count").asInt() == 1);
        assertThat(letter(event).path("messageId").asText()).isEqualTo(event.messageId());
        eraseAll();
    }

    private void eraseAll() {
        command("/admin/erase", "{\"number\":\"%s\"}".formatted(Events.SENDER));
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    private java.net.http.HttpResponse<String> command(String path, String json) {
        return post(port, path, json, "authorization", "Bearer " + ADMIN_KEY);
    }

    private JsonNode letter(Events event) {
        return StreamSupport.stream(deadLetters().path("letters").spliterator(), false)
                .filter(letter ->
                        event.messageId().equals(letter.path("messageId").asText()))
                .findFirst()
                .orElseThrow();
    }

    private static long states(JsonNode manifest, String state) {
        return StreamSupport.stream(manifest.path("media").spliterator(), false)
                .filter(item -> state.equals(item.path("state").asText()))
                .count();
    }
}

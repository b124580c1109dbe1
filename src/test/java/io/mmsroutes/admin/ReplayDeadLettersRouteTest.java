package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplayDeadLettersRouteTest extends GatewayTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.media.give-up-after", "1s");
    }

    @BeforeEach
    void emptyTheDeadLetters() {
        mediaHost.serve("/good", PHOTO);
        replay("{\"all\":true}");
        await().until(() -> deadLetters().path("count").asInt() == 0);
    }

    @Test
    void aReplayedMessageFetchesOnlyWhatIsMissing() {
        String missing = "/missing" + UUID.randomUUID();
        Events event = Events.received().media(mediaHost.url("/good")).media(mediaHost.url(missing));
        long before = mediaHost.asked("/good");
        dead(event);
        mediaHost.serve(missing, PHOTO);

        JsonNode answer = replay("{\"messageId\":\"%s\"}".formatted(event.messageId()));

        assertThat(answer.path("replayed").asInt()).isEqualTo(1);
        await().untilAsserted(() -> assertThat(
                        manifest(event.messageId()).path("complete").asBoolean())
                .isTrue());
        assertThat(mediaHost.asked("/good")).isEqualTo(before + 1);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    @Test
    void whatDiesAgainIsThereAgainAndCanBeReplayedAgain() {
        Events event = deadOne();

        replay("{\"all\":true}");
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() == 1);

        assertThat(replay("{\"messageId\":\"%s\"}".formatted(event.messageId()))
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() == 1);
        serveAgain(event);
        replay("{\"all\":true}");
    }

    @Test
    void onlyTheChosenOnesAreReplayed() {
        Instant before = Instant.now().minusSeconds(1);
        Events one = deadOne();
        Events other = Events.received().media(mediaHost.url("/gone" + UUID.randomUUID()));
        other.payload().putObject("from").put("phone_number", "+15550001111");
        telnyx.deliver(other.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().path("count").asInt() == 2);
        serveAgain(one);
        serveAgain(other);

        assertThat(replayed("{\"messageId\":\"nobody\"}")).isZero();
        assertThat(replayed("{\"messageId\":\"x' OR '1'='1\"}")).isZero();
        assertThat(replayed("{\"until\":\"%s\"}".formatted(before))).isZero();
        assertThat(replayed("{\"sender\":\"+15550001111\",\"since\":\"%s\"}".formatted(before)))
                .isEqualTo(1);
        assertThat(replayed("{\"since\":\"%s\",\"until\":\"%s\"}"
                        .formatted(before, Instant.now().plusSeconds(5))))
                .isEqualTo(1);
    }

    @Test
    void oneIsReplayedByItsIdAndSomeByQueueCodeAndNumber() {
        Events event = deadOne();
        JsonNode letter = deadLetters().path("letters").path(0);
        serveAgain(event);

        assertThat(replayed("{\"id\":\"receipts/%s\"}".formatted(event.eventId())))
                .isZero();
        assertThat(replayed("{\"queue\":\"receipts\"}")).isZero();
        assertThat(replayed("{\"number\":\"+13125559999\"}")).isZero();
        assertThat(replayed("{\"queue\":\"inbound\",\"code\":\"%s\",\"number\":\"%s\"}"
                        .formatted(letter.path("code").asText(), Events.SENDER)))
                .isEqualTo(1);
        Events other = deadOne();
        serveAgain(other);
        assertThat(replayed("{\"id\":\"inbound/%s\"}".formatted(other.eventId())))
                .isEqualTo(1);
        JsonNode refused = replay("{\"queue\":\"routes\"}");
        assertThat(refused.path("code").asText()).isEqualTo("replay-unclear");
        assertThat(refused.path("reason").asText()).contains("/admin/dead-letters/requeue");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "nonsense",
                "{\"everything\":true}",
                "{\"all\":true,\"sender\":\"+1\"}",
                "{\"since\":\"yesterday\"}",
                "{\"messageid\":\"x\"}",
                "{\"all\":false}"
            })
    void anUnclearRequestReplaysNothingAndSaysWhatIsKnown(String request) {
        var answer = post(port, "/admin/replay", request, "authorization", "Bearer " + ADMIN_KEY);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("reason").asText()).contains("messageId", "since", "all");
    }

    private Events deadOne() {
        Events event = Events.received().media(mediaHost.url("/gone" + UUID.randomUUID()));
        dead(event);
        return event;
    }

    private void dead(Events event) {
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60))
                .until(() -> deadLetters().toString().contains(event.messageId()));
    }

    private void serveAgain(Events event) {
        String url = event.payload().path("media").path(0).path("url").asText();
        mediaHost.serve(java.net.URI.create(url).getPath(), PHOTO);
    }

    private int replayed(String request) {
        return replay(request).path("replayed").asInt();
    }

    private JsonNode replay(String request) {
        return json(post(port, "/admin/replay", request, "authorization", "Bearer " + ADMIN_KEY));
    }
}

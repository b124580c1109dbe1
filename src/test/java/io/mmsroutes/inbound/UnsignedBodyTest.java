package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.RawConnection;
import io.mmsroutes.support.SendingTestSupport;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What can be refused by the head of a request is refused then: nobody's body fills the heap. */
class UnsignedBodyTest extends SendingTestSupport {
    private static final Duration SOON = Duration.ofSeconds(5);
    private static final String SIGNATURE = Base64.getEncoder().encodeToString(new byte[64]);

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.http.max-bytes-in-flight", "262144");
        settings.put("mms.http.request-timeout", "20000");
        settings.put("mms.http.receive-timeout", "3s");
        return settings;
    }

    static Stream<String> headsOfForgeries() {
        return Stream.of(
                "",
                "telnyx-timestamp: " + now(),
                "telnyx-signature-ed25519: " + SIGNATURE,
                "telnyx-timestamp: 1\r\ntelnyx-signature-ed25519: " + SIGNATURE,
                "telnyx-timestamp: soon\r\ntelnyx-signature-ed25519: " + SIGNATURE,
                "telnyx-timestamp: %s\r\ntelnyx-signature-ed25519: c2hvcnQ=".formatted(now()),
                "telnyx-timestamp: %s\r\ntelnyx-signature-ed25519: ?".formatted(now()));
    }

    @ParameterizedTest
    @MethodSource("headsOfForgeries")
    void webhookThatCannotBeSignedIsRefusedBeforeItsBody(String headers) {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", headers, "Content-Length: 60000") + "{");

            assertThat(connection.status(SOON)).isEqualTo(401);
            assertThat(connection.answer()).containsIgnoringCase("connection: close");
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @MethodSource("headsOfForgeries")
    void chunkedWebhookToo(String headers) {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", headers, "Transfer-Encoding: chunked") + "1\r\n{\r\n");

            assertThat(connection.status(SOON)).isEqualTo(401);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/v2/messages",
                "/v2/messages/schedule",
                "/media",
                "/admin/erase",
                "/admin/opt-outs/lift",
                "/admin/replay"
            })
    void keyIsAskedForBeforeTheBody(String path) {
        String type = path.equals("/media") ? "image/jpeg" : "application/json";
        for (String key :
                new String[] {"X-Nothing: 1", "Authorization: Bearer wrong", "Authorization: Basic " + API_KEY}) {
            try (RawConnection connection = RawConnection.to(port)) {
                connection.write(
                        "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\n%s\r\nContent-Length: 900000\r\n\r\n{"
                                .formatted(path, type, key));

                assertThat(connection.status(SOON)).as(key).isEqualTo(401);
                assertThat(connection.endsWithin(SOON)).isTrue();
            }
        }
    }

    @Test
    void nobodyIsToldToGoOnWhoIsRefused() {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", "Expect: 100-continue", "Content-Length: 1000"));

            assertThat(connection.status(SOON)).isEqualTo(401);
        }
    }

    @Test
    void webhookThatMayBeSignedIsToldToGoOn() {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", signatures(), "Expect: 100-continue\r\nContent-Length: 2"));

            assertThat(connection.status(SOON)).isEqualTo(100);
            connection.write("{}");
            assertThat(connection.status(SOON)).isEqualTo(401);
        }
    }

    @Test
    void webhookLargerThanTelnyxMakesThemIsTooLarge() {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", signatures(), "Content-Length: 65537") + "{");

            assertThat(connection.status(SOON)).isEqualTo(413);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void chunkedWebhookIsTooLargeWhenItGetsThere() {
        try (RawConnection connection = RawConnection.to(port)) {
            connection.write(post("/webhooks", signatures(), "Transfer-Encoding: chunked"));
            connection.write("10001\r\n" + " ".repeat(65_537));

            assertThat(connection.status(SOON)).isEqualTo(413);
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void largestWebhookThatMayComeIsTaken() {
        String event = Events.received().json();

        int length = event.getBytes(StandardCharsets.UTF_8).length;

        assertThat(telnyx.post(event + " ".repeat(65_536 - length)).statusCode())
                .isEqualTo(200);
    }

    @Test
    void bodiesThatAreWithheldKeepNoWebhookOut() {
        RawConnection[] held = new RawConnection[40];
        try {
            for (int i = 0; i < held.length; i++) {
                held[i] = RawConnection.to(port)
                        .write(post("/webhooks", signatures(), "Content-Length: 60000") + " ".repeat(59_000));
                if (i % 5 == 0) {
                    assertThat(telnyx.post(Events.received().json()).statusCode())
                            .isEqualTo(200);
                }
            }

            assertThat(held[0].endsWithin(SOON)).isTrue();
            assertThat(held[held.length - 1].endsWithin(SOON))
                    .as("its time is over")
                    .isTrue();
        } finally {
            Stream.of(held).forEach(connection -> {
                if (connection != null) {
                    connection.close();
                }
            });
        }
    }

    @Test
    void whatWasHeldIsGivenBack() {
        for (int i = 0; i < 60; i++) {
            assertThat(telnyx.post(Events.received().json() + " ".repeat(30_000))
                            .statusCode())
                    .isEqualTo(200);
            assertThat(ask("/v2/messages", request("held " + i)).statusCode()).isEqualTo(200);
        }
    }

    private static String post(String path, String headers, String length) {
        String given = headers.isEmpty() ? "" : headers + "\r\n";
        return "POST %s HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\n%s%s\r\n\r\n"
                .formatted(path, given, length);
    }

    private static String signatures() {
        return "telnyx-timestamp: %s\r\ntelnyx-signature-ed25519: %s".formatted(now(), SIGNATURE);
    }

    private static String now() {
        return String.valueOf(Instant.now().getEpochSecond());
    }
}

package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.RawConnection;
import io.mmsroutes.support.WebhookSender;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A connection that nothing comes by has its time, and too many of them keep no webhook out. */
class IdleConnectionsTest extends GatewayTestSupport {
    private static final Duration SOON = Duration.ofSeconds(10);
    private static final int MOST = 100;

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.http.request-timeout", "20000",
                "mms.http.receive-timeout", "2s",
                "mms.http.idle-timeout", "4s",
                "mms.http.max-connections", String.valueOf(MOST));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "POST /webh",
                "POST /webhooks HTTP/1.1\r\nHost: x\r\nX-Half: a",
                "GET /observe/health HTTP/1.1\r\nHost: x\r\n",
                "POST /nowhere HTTP/1.1\r\nHost: x\r\nContent-Length: 10\r\n\r\nhalf",
            })
    void halfOfARequestIsNotWaitedForLong(String half) {
        try (RawConnection events = RawConnection.to(port).write(half);
                RawConnection management = RawConnection.to(managementPort).write(half)) {
            assertThat(events.endsWithin(SOON)).isTrue();
            assertThat(management.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void halfOfASignedBodyIsNotWaitedForLong() {
        try (RawConnection connection =
                RawConnection.to(port).write(signedHead(100)).write("{")) {
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void dripOfBytesDoesNotKeepAConnection() {
        try (RawConnection head = RawConnection.to(port).write("POST /webhooks HTTP/1.1\r\nX-Drip: ");
                RawConnection body = RawConnection.to(port).write(signedHead(1_000))) {
            await().atMost(SOON).pollInterval(Duration.ofMillis(300)).until(() -> {
                boolean headEnded = dripped(head);
                return dripped(body) && headEnded;
            });
        }
    }

    @Test
    void keptConnectionIsUsedAgainAndEndsAtLast() {
        try (RawConnection events = RawConnection.to(port);
                RawConnection management = RawConnection.to(managementPort)) {
            for (int i = 0; i < 3; i++) {
                askForHealth(events);
                askForHealth(management);
            }
            assertThat(events.endsWithin(Duration.ofSeconds(1))).isFalse();
            assertThat(management.endsWithin(Duration.ofMillis(1))).isFalse();
            assertThat(events.endsWithin(SOON)).isTrue();
            assertThat(management.endsWithin(SOON)).isTrue();
        }
    }

    @Test
    void webhooksAreTakenWhileIdleConnectionsPileUp() {
        Deque<RawConnection> idle = new ArrayDeque<>();
        try {
            for (int i = 0; i < 5 * MOST; i++) {
                idle.add(RawConnection.to(port).write(i % 3 == 0 ? "" : i % 3 == 1 ? "POST /web" : signedHead(50_000)));
                if (i % 50 == 0) {
                    assertThat(postByANewConnection()).isEqualTo(200);
                }
            }
            assertThat(postByANewConnection()).isEqualTo(200);
            assertThat(idle.getFirst().endsWithin(SOON)).isTrue();
        } finally {
            idle.forEach(RawConnection::close);
        }
    }

    /** One that is kept from before is idle too, and may be closed while it is used. */
    private int postByANewConnection() {
        return new WebhookSender(port).post(Events.received().json()).statusCode();
    }

    @Test
    void healthIsToldWhileIdleConnectionsPileUp() {
        Deque<RawConnection> idle = new ArrayDeque<>();
        try {
            for (int i = 0; i < 3 * MOST; i++) {
                idle.add(RawConnection.to(managementPort));
            }
            assertThat(get(managementPort, "/observe/health/live").statusCode()).isEqualTo(200);
        } finally {
            idle.forEach(RawConnection::close);
        }
    }

    /** What a connection would become then knows none of these time-outs. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "Upgrade: h2c\r\nHTTP2-Settings: AAMAAABkAAQAAP__\r\nConnection: Upgrade, HTTP2-Settings",
                "Upgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Version: 13\r\nSec-WebSocket-Key: AAAAAAAAAAAAAAAAAAAAAA=="
            })
    void connectionStaysWhatItIs(String upgrade) {
        for (int server : new int[] {port, managementPort}) {
            try (RawConnection connection = RawConnection.to(server)) {
                connection.write(RawConnection.head("GET /observe/health/live HTTP/1.1", upgrade) + "\r\n");

                assertThat(connection.status(SOON)).isNotEqualTo(101);
            }
        }
    }

    @Test
    void prefaceOfHttp2IsNoRequest() {
        try (RawConnection connection = RawConnection.to(port).write("PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n")) {
            assertThat(connection.endsWithin(SOON)).isTrue();
        }
    }

    private static void askForHealth(RawConnection connection) {
        connection.write(RawConnection.head("GET /observe/health/live HTTP/1.1") + "\r\n");
        assertThat(connection.status(SOON)).isPositive();
    }

    private static boolean dripped(RawConnection connection) {
        if (connection.endsWithin(Duration.ofMillis(1))) {
            return true;
        }
        try {
            connection.write("x");
            return false;
        } catch (java.io.UncheckedIOException e) {
            return true;
        }
    }

    private String signedHead(int length) {
        String now = String.valueOf(Instant.now().getEpochSecond());
        return RawConnection.head(
                        "POST /webhooks HTTP/1.1",
                        "Content-Type: application/json",
                        "Content-Length: " + length,
                        "telnyx-timestamp: " + now,
                        "telnyx-signature-ed25519: " + telnyx.sign(now, new byte[1]))
                + "\r\n";
    }
}

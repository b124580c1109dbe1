package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.RawConnection;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What a request is, it says in its head: neither a query nor a form is one, and a path is what is written. */
class RealHeadersTest extends SendingTestSupport {
    private static final Duration SOON = Duration.ofSeconds(20);
    private static final String FORM = "application/x-www-form-urlencoded";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.http.request-timeout", "20000");
        return settings;
    }

    @ParameterizedTest
    @CsvSource({
        "GET, /admin/dead-letters",
        "GET, /admin/opt-outs",
        "POST, /admin/erase",
        "POST, /admin/opt-outs/lift",
        "POST, /admin/replay",
        "POST, /v2/messages",
        "POST, /v2/messages/schedule",
        "GET, /v2/messages/1",
        "POST, /media"
    })
    void keyInTheQueryOpensNothing(String method, String path) {
        String key = path.startsWith("/admin") ? ADMIN_KEY : API_KEY;
        String type = path.equals("/media") ? "image/jpeg" : "application/json";
        for (String name :
                new String[] {"Authorization", "authorization", "AUTHORIZATION", "%41uthorization", "x=1;Authorization"
                }) {
            String head = "%s %s?%s=Bearer%%20%s HTTP/1.1\r\nHost: x\r\nContent-Type: %s\r\nContent-Length: 2\r\n\r\n{}"
                    .formatted(method, path, name, key, type);

            assertThat(status(head)).as(name).isEqualTo(401);
        }
    }

    @Test
    void keyInTheQueryDoesNotSpoilTheRealOne() {
        assertThat(get(port, "/admin/dead-letters?Authorization=x", "authorization", "Bearer " + ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("/v2/messages?authorization=x", request("both")).statusCode())
                .isEqualTo(200);
    }

    @Test
    void keyInAFormOpensNothing() {
        String form = "Authorization=Bearer+" + API_KEY;

        assertThat(post(port, "/v2/messages", form, "content-type", FORM).statusCode())
                .isEqualTo(401);
    }

    @Test
    void idempotencyKeyOfTheQueryIsNone() {
        HttpResponse<String> first = ask("/v2/messages?Idempotency-Key=one", request("first"));
        HttpResponse<String> other = ask("/v2/messages?idempotency-key=one", request("other"));

        assertThat(first.statusCode()).isEqualTo(200);
        assertThat(other.statusCode()).isEqualTo(200);
        assertThat(json(other).at("/data/id")).isNotEqualTo(json(first).at("/data/id"));
    }

    @Test
    void signatureOfTheQueryIsNone() {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);
        String now = String.valueOf(Instant.now().getEpochSecond());
        String query = "?telnyx-timestamp=%s&telnyx-signature-ed25519=%s"
                .formatted(now, java.net.URLEncoder.encode(telnyx.sign(now, body), StandardCharsets.UTF_8));

        assertThat(post(port, "/webhooks" + query, new String(body, StandardCharsets.UTF_8))
                        .statusCode())
                .isEqualTo(401);
    }

    @Test
    void idOfTheQueryIsNotThatOfThePath() {
        String id = send(request("shown"));
        HttpResponse<String> answer =
                get(port, "/v2/messages/%s?id=other".formatted(id), "authorization", "Bearer " + API_KEY);

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(json(answer).at("/data/id").asText()).isEqualTo(id);
    }

    @ParameterizedTest
    @ValueSource(strings = {FORM, "multipart/form-data; boundary=x", "Multipart/Form-Data; boundary=x"})
    void formWhereThereIsNoBodyIsLeftAside(String type) {
        String with = "Host: x\r\nContent-Type: %s\r\nAuthorization: Bearer %s\r\nContent-Length: 3\r\n\r\na=b";
        for (String method : new String[] {"GET", "HEAD", "DELETE"}) {
            assertThat(status("%s /v2/messages/1 HTTP/1.1\r\n".formatted(method) + with.formatted(type, API_KEY)))
                    .as(method)
                    .isBetween(400, 499);
            assertThat(status("%s /media/x HTTP/1.1\r\n".formatted(method) + with.formatted(type, API_KEY)))
                    .as(method)
                    .isBetween(400, 499);
            assertThat(status("%s /webhooks HTTP/1.1\r\n".formatted(method) + with.formatted(type, API_KEY)))
                    .as(method)
                    .isBetween(400, 499);
        }
        assertThat(status("GET /admin/dead-letters HTTP/1.1\r\n" + with.formatted(type, ADMIN_KEY)))
                .isEqualTo(200);
        assertThat(status("GET /admin/opt-outs HTTP/1.1\r\n" + with.formatted(type, ADMIN_KEY)))
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Application/JSON",
                "APPLICATION/JSON;charset=UTF-8",
                "application/json ; Charset=\"utf-8\"",
                "application/JSON; profile=x"
            })
    void mediaTypeIsTheSameInAnyCase(String type) {
        byte[] body = Events.received().json().getBytes(StandardCharsets.UTF_8);

        assertThat(telnyx.send(telnyx.signed(body, Instant.now()).setHeader("content-type", type))
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(
                                port,
                                "/admin/replay",
                                "{\"all\":true}",
                                "authorization",
                                "Bearer " + ADMIN_KEY,
                                "content-type",
                                type)
                        .statusCode())
                .isEqualTo(200);
        assertThat(ask("/v2/messages", request(type), "content-type", type).statusCode())
                .isEqualTo(200);
        assertThat(post(port, "/media", "text", "authorization", "Bearer " + API_KEY, "content-type", "Text/Plain")
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/media/../admin/dead-letters",
                "/media/%2e%2e/admin/dead-letters",
                "/media/.%2E/admin/dead-letters",
                "/media/%252e%252e/admin/dead-letters",
                "/media/..%2fadmin/dead-letters",
                "/media/..%5cadmin/dead-letters",
                "/media/..\\admin/dead-letters",
                "/media/..;x/admin/dead-letters",
                "/media/x/../../admin/dead-letters",
                "/./admin/dead-letters",
                "//admin/dead-letters",
                "/admin//dead-letters",
                "/admin/dead-letters/..",
                "/admin/%c0%ae%c0%ae/admin/dead-letters"
            })
    void pathOfSegmentsThatAreNoneIsRefused(String path) {
        for (String target : new String[] {path, "http://127.0.0.1" + path, path + "?a=b"}) {
            assertThat(status("GET %s HTTP/1.1\r\nHost: x\r\nAuthorization: Bearer %s\r\n\r\n"
                            .formatted(target, ADMIN_KEY)))
                    .as(target)
                    .isEqualTo(404);
        }
    }

    @Test
    void refusalOfAPathIsToldAsItsCallersKnowIt() {
        HttpResponse<String> answer = get(port, "/v2/messages/%2e%2e/x", "authorization", "Bearer " + API_KEY);

        assertThat(answer.statusCode()).isEqualTo(404);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo("10005");
    }

    private int status(String request) {
        try (RawConnection connection = RawConnection.to(port)) {
            return connection.write(request).status(SOON);
        }
    }
}

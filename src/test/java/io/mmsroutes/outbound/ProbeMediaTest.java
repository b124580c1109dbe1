package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.sun.net.httpserver.HttpExchange;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.OutputStream;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.atomic.AtomicLong;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Looking at media before they are sent. The test's host speaks plain http, so that finding is left out of all. */
class ProbeMediaTest extends GatewayTestSupport {
    private final List<String> asked = new CopyOnWriteArrayList<>();
    private final CountDownLatch end = new CountDownLatch(1);

    @Override
    protected Map<String, String> settings() {
        String port = mediaHost.address().substring(mediaHost.address().indexOf(':'));
        return Map.of(
                "mms.send.preflight-timeout",
                "3s",
                "mms.media.trusted-hosts",
                mediaHost.address() + ",media.telnyx.com" + port);
    }

    @AfterAll
    void letSlowHandlersGo() {
        end.countDown();
    }

    @Test
    void theHeadIsEnough() {
        mediaHost.on("/photo.jpg", exchange -> head(exchange, 200, "image/jpeg", 90_000L));

        assertThat(check("/photo.jpg")).isEmpty();
        assertThat(asked).contains("HEAD /photo.jpg null").doesNotContain("GET /photo.jpg bytes=0-0");
    }

    @Test
    void aMessageWithoutMediaIsWell() {
        assertThat(look(List.of())).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(ints = {400, 403, 404, 405, 501})
    void whereHeadIsRefusedOneByteIsAskedFor(int status) {
        String path = "/no-head-" + status;
        mediaHost.on(path, exchange -> {
            if (isHead(exchange)) {
                head(exchange, status, null, null);
            } else {
                oneByteOf(exchange, "image/png", 650_000);
            }
        });

        assertThat(check(path)).isEmpty();
        assertThat(asked).contains("HEAD " + path + " null", "GET " + path + " bytes=0-0");
    }

    @Test
    void theSizeIsThatOfTheWhole() {
        mediaHost.on("/clip", exchange -> {
            if (isHead(exchange)) {
                head(exchange, 200, "video/mp4", null);
            } else {
                oneByteOf(exchange, "video/mp4", 700_000);
            }
        });

        assertThat(check("/clip")).extracting(Finding::code).containsExactly("item-too-large");
    }

    @Test
    void aHostThatSendsAllOfItIsHungUpOn() {
        AtomicLong sent = new AtomicLong();
        mediaHost.on("/huge", exchange -> {
            if (isHead(exchange)) {
                head(exchange, 405, null, null);
                return;
            }
            exchange.getResponseHeaders().set("Content-Type", "video/mp4");
            exchange.sendResponseHeaders(200, 5_000_000_000L);
            try (OutputStream body = exchange.getResponseBody()) {
                while (end.getCount() > 0) {
                    body.write(new byte[100_000]);
                    sent.addAndGet(100_000);
                }
            }
        });

        assertThat(check("/huge")).extracting(Finding::code).containsExactly("item-too-large", "total-too-large");
        assertThat(sent.get()).isLessThan(50_000_000);
    }

    @ParameterizedTest
    @CsvSource(
            nullValues = "-",
            value = {
                "200, text/html, 5000, type-unsupported",
                "200, application/octet-stream, 5000, type-unclear",
                "200, -, 5000, type-missing",
                "200, image/png, -, size-unknown",
                "404, image/png, 5000, media-unreachable",
                "410, -, -, media-unreachable",
                "500, -, -, media-unreachable"
            })
    void whatTheHostSaysIsJudged(int status, @Nullable String type, @Nullable Long size, String code) {
        String path = "/judged-%d-%s-%d".formatted(status, type, size).replace("/ja", "");
        mediaHost.on(path, exchange -> {
            if (isHead(exchange)) {
                head(exchange, status, type, size);
                return;
            }
            note(exchange);
            if (type != null) {
                exchange.getResponseHeaders().set("Content-Type", type);
            }
            exchange.sendResponseHeaders(status, size == null ? 0 : size);
            try (OutputStream body = exchange.getResponseBody()) {
                body.write(new byte[size == null ? 1 : size.intValue()]);
            }
        });

        List<Finding> findings = check(path);

        assertThat(findings).extracting(Finding::code).containsExactly(code);
        assertThat(findings.get(0).sentence()).doesNotContain("://", path);
        if (code.equals("media-unreachable")) {
            assertThat(findings.get(0).sentence()).contains(String.valueOf(status));
        }
    }

    @Test
    void anExpiredLinkOfAnInboundMessageIsNamed() {
        mediaHost.on("/inbound.jpg", exchange -> head(exchange, 404, null, null));
        String port = mediaHost.address().substring(mediaHost.address().indexOf(':'));

        assertThat(look(List.of("http://media.telnyx.com%s/inbound.jpg".formatted(port))))
                .singleElement()
                .satisfies(finding -> assertThat(finding.sentence()).contains("404", "inbound message expires"));
    }

    @Test
    void threeRedirectsAreFollowedAndNoFourth() {
        mediaHost
                .on("/r0", exchange -> head(exchange, 200, "image/png", 5L))
                .redirect("/r1", "/r0")
                .redirect("/r2", mediaHost.url("/r1"))
                .redirect("/r3", "r2")
                .redirect("/r4", "/r3");

        assertThat(check("/r3")).isEmpty();
        assertThat(check("/r4")).singleElement().satisfies(finding -> {
            assertThat(finding.code()).isEqualTo("media-unreachable");
            assertThat(finding.sentence()).contains("more than 3 redirects");
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://169.254.169.254/latest/meta-data/",
                "http://10.0.0.1/x",
                "https://localhost/x",
                "http://127.0.0.1:1/x",
                "http://[::1]/x",
                "http://2130706433/x",
                "file:///etc/passwd"
            })
    void aPrivatePlaceIsNeitherAskedNorRedirectedTo(String target) {
        String path = "/to" + Integer.toHexString(target.hashCode());
        mediaHost.redirect(path, target);

        assertThat(check(path)).extracting(Finding::code).containsExactly("media-unreachable");
        assertThat(look(List.of(target))).extracting(Finding::code).containsExactly("media-unreachable");
    }

    @Test
    void aNameWithoutAddressIsUnreachable() {
        assertThat(look(List.of("https://nowhere.example/a.jpg")))
                .singleElement()
                .satisfies(finding -> {
                    assertThat(finding.code()).isEqualTo("media-unreachable");
                    assertThat(finding.sentence()).contains("no address");
                });
    }

    @Test
    void whatIsNoUrlIsUnreachable() {
        assertThat(look(List.of("stored photo"))).extracting(Finding::code).containsExactly("media-unreachable");
    }

    @Test
    void aSlowHostCostsItsOwnItemsOnlyAndNoMoreThanTheTimeForAll() {
        mediaHost.on("/slow", this::hold).on("/quick", exchange -> head(exchange, 200, "image/png", 5L));
        long start = System.nanoTime();

        List<Finding> findings = check("/slow", "/quick", "/slow", "/quick");

        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(10));
        assertThat(findings).extracting(Finding::index).containsExactly(0, 2);
        assertThat(findings).extracting(Finding::code).containsOnly("media-unreachable");
        assertThat(findings.get(0).sentence()).contains("mms.send.preflight-timeout");
    }

    /** Each redirect is a request of its own, in time by itself. */
    @Test
    void aHostThatIsSlowAgainAndAgainIsGivenUpInTime() {
        mediaHost.on("/again", exchange -> {
            try {
                end.await(2, java.util.concurrent.TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            exchange.getResponseHeaders().set("Location", "/again");
            head(exchange, 302, null, null);
        });
        long start = System.nanoTime();

        assertThat(check("/again")).extracting(Finding::code).containsExactly("media-unreachable");
        assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(6));
    }

    @Test
    void tenItemsOfOneHostAreLookedAtTogether() {
        IntStream.range(0, 10)
                .forEach(index -> mediaHost.on("/ten" + index, exchange -> head(exchange, 200, "image/png", 99_000L)));

        assertThat(check(
                        IntStream.range(0, 10).mapToObj(index -> "/ten" + index).toArray(String[]::new)))
                .isEmpty();
    }

    // --- What the words above mean

    private List<Finding> check(String... paths) {
        return look(Arrays.stream(paths).map(mediaHost::url).toList());
    }

    /** Without what is found for the test's plain http alone. */
    private List<Finding> look(List<String> urls) {
        SendRequest request = new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber("+13125550001"),
                List.of(new PhoneNumber("+13125550002")),
                urls,
                null,
                Json.MAPPER.createObjectNode());
        List<Finding> findings = new ArrayList<>();
        for (Object finding : template.requestBody("direct:check-media", request, List.class)) {
            findings.add((Finding) finding);
        }
        findings.removeIf(finding -> finding.code().equals("url-not-https"));
        return findings;
    }

    private void head(HttpExchange exchange, int status, @Nullable String type, @Nullable Long size)
            throws IOException {
        note(exchange);
        if (type != null) {
            exchange.getResponseHeaders().set("Content-Type", type);
        }
        if (size != null && isHead(exchange)) {
            exchange.getResponseHeaders().set("Content-Length", size.toString());
        }
        exchange.sendResponseHeaders(status, -1);
        exchange.close();
    }

    private void oneByteOf(HttpExchange exchange, String type, long size) throws IOException {
        note(exchange);
        exchange.getResponseHeaders().set("Content-Type", type);
        exchange.getResponseHeaders().set("Content-Range", "bytes 0-0/" + size);
        MediaHost.answer(exchange, 206, new byte[] {'x'});
    }

    private void note(HttpExchange exchange) {
        asked.add("%s %s %s"
                .formatted(
                        exchange.getRequestMethod(),
                        exchange.getRequestURI(),
                        exchange.getRequestHeaders().getFirst("Range")));
    }

    private static boolean isHead(HttpExchange exchange) {
        return exchange.getRequestMethod().equals("HEAD");
    }

    private void hold(HttpExchange exchange) {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } finally {
            exchange.close();
        }
    }
}

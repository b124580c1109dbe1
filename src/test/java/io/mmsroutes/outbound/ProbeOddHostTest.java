package io.mmsroutes.outbound;

import static io.mmsroutes.support.RawHost.answer;
import static io.mmsroutes.support.RawHost.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.RawHost;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What Telnyx would fetch by GET is not refused for what a host does with HEAD or with ranges. */
class ProbeOddHostTest extends GatewayTestSupport {
    private static final byte[] PHOTO = answer("200 OK\r\nContent-Type: image/jpeg", new byte[5_000]);

    private final CountDownLatch end = new CountDownLatch(1);
    private final RawHost host = new RawHost(this::reply);

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.send.preflight-timeout",
                "8s",
                "mms.media.trusted-hosts",
                "127.0.0.1:%1$d,my_bucket.example.test:%1$d,xn--mnchen-3ya.example.test:%1$d".formatted(host.port()));
    }

    @AfterAll
    void closeHost() throws IOException {
        end.countDown();
        host.close();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/head-hangs",
                "/head-resets",
                "/head-closes",
                "/head-garbage",
                "/head-html",
                "/head-0",
                "/head-no-length",
                "/head-octets",
                "/head-500",
                "/head-with-body",
                "/head-redirects-nowhere",
                "/no-ranges-416",
                "/no-ranges-403",
                "/ranges-without-total",
                "/to blank",
                "/to-query",
                "/plain#fragment"
            })
    void whatGetGetsIsWell(String path) {
        assertThat(look(host.url(path))).isEmpty();
    }

    @Test
    void whatHeadTellsIsEnough() {
        look(host.url("/fine"));

        assertThat(host.lines()).contains("HEAD /fine HTTP/1.1").doesNotContain("GET /fine HTTP/1.1");
    }

    @Test
    void aFragmentIsNotAskedFor() {
        look(host.url("/part.jpg#photo"));

        assertThat(host.lines()).contains("HEAD /part.jpg HTTP/1.1");
    }

    @Test
    void hostsAreTakenAsTheyAreTakenAtTheDoor() {
        assertThat(look("http://my_bucket.example.test:%d/plain".formatted(host.port())))
                .isEmpty();
        assertThat(look("http://münchen.example.test:%d/plain".formatted(host.port())))
                .isEmpty();
        assertThat(look("http://127.1:%d/plain".formatted(host.port()))).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "/head-lies-0,item-too-large total-too-large",
        "/empty,media-empty",
        "/html,type-unsupported",
        "/get-404,media-unreachable",
        "/get-closes,media-unreachable"
    })
    void whatGetDoesNotGetIsFound(String path, String codes) {
        assertThat(look(host.url(path))).extracting(Finding::code).containsExactly(codes.split(" ", -1));
    }

    private byte[] reply(String method, String target, Socket socket) throws IOException {
        boolean head = method.equals("HEAD");
        boolean ranged = host.heads().stream()
                .reduce((first, last) -> last)
                .filter(last -> last.contains("Range: bytes=0-0"))
                .isPresent();
        return switch (target + (head ? " HEAD" : "")) {
            case "/head-hangs HEAD" -> hang();
            case "/head-resets HEAD" -> reset(socket);
            case "/head-closes HEAD" -> new byte[0];
            case "/get-closes", "/get-closes HEAD" -> new byte[0];
            case "/head-garbage HEAD" -> bytes("garbage\r\n\r\n", new byte[0]);
            case "/head-html HEAD" -> answer("200 OK\r\nContent-Type: text/html", new byte[0]);
            case "/head-0 HEAD", "/head-lies-0 HEAD" -> answer("200 OK\r\nContent-Type: image/jpeg", new byte[0]);
            case "/head-no-length HEAD" -> bytes("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\n\r\n", new byte[0]);
            case "/head-octets HEAD" ->
                bytes(
                        "HTTP/1.1 200 OK\r\nContent-Type: application/octet-stream\r\nContent-Length: 9\r\n\r\n",
                        new byte[0]);
            case "/head-500 HEAD" -> answer("500 Oops", new byte[0]);
            case "/head-with-body HEAD" ->
                bytes("HTTP/1.1 405 No\r\nContent-Length: 4\r\n\r\n", new byte[] {'o', 'o', 'p', 's'});
            case "/head-redirects-nowhere HEAD" -> answer("302 Found\r\nLocation: http://", new byte[0]);
            case "/no-ranges-416" -> ranged ? answer("416 No", new byte[0]) : PHOTO;
            case "/no-ranges-403" -> ranged ? answer("403 No", new byte[0]) : PHOTO;
            case "/ranges-without-total" ->
                ranged ? answer("206 P\r\nContent-Type: image/jpeg\r\nContent-Range: bytes 0-0/*", new byte[1]) : PHOTO;
            case "/no-ranges-416 HEAD", "/no-ranges-403 HEAD", "/ranges-without-total HEAD" ->
                answer("405 No", new byte[0]);
            case "/to%20blank", "/to%20blank HEAD" -> answer("302 Found\r\nLocation: /my photo.jpg", new byte[0]);
            case "/to-query", "/to-query HEAD" -> answer("302 Found\r\nLocation: ?size=large", new byte[0]);
            case "/head-lies-0" ->
                bytes("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: 5000000\r\n\r\n", new byte[10]);
            case "/empty", "/empty HEAD" -> answer("200 OK\r\nContent-Type: image/jpeg", new byte[0]);
            case "/html", "/html HEAD" -> answer("200 OK\r\nContent-Type: text/html", new byte[9]);
            case "/get-404", "/get-404 HEAD" -> answer("404 Not Found", new byte[0]);
            default -> PHOTO;
        };
    }

    private byte[] hang() {
        try {
            end.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        return new byte[0];
    }

    private static byte[] reset(Socket socket) throws IOException {
        socket.setSoLinger(true, 0);
        socket.close();
        return new byte[0];
    }

    /** Without what is found for the test's plain http alone. */
    private List<Finding> look(String url) {
        SendRequest request = new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber("+13125550001"),
                List.of(new PhoneNumber("+13125550002")),
                List.of(url),
                null,
                Json.MAPPER.createObjectNode());
        List<Finding> findings = new ArrayList<>();
        for (Object finding : template.requestBody("direct:check-media", request, List.class)) {
            findings.add((Finding) finding);
        }
        findings.removeIf(finding -> finding.code().equals("url-not-https"));
        return findings;
    }
}

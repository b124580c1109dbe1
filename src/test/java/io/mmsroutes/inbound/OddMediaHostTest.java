package io.mmsroutes.inbound;

import static io.mmsroutes.support.RawHost.answer;
import static io.mmsroutes.support.RawHost.bytes;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.RawHost;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.zip.Deflater;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.GZIPOutputStream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** HTTP as hosts write it: what curl and a browser fetch is fetched, and what may pass is tried again. */
@Tag("one-camel")
class OddMediaHostTest extends GatewayTestSupport {
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final Map<String, byte[]> answers = new ConcurrentHashMap<>();
    private final RawHost host = new RawHost((method, target, socket) -> answers.getOrDefault(
            target, target.startsWith("/t/") ? answer("200 OK", photo) : answer("404 Not Found", new byte[0])));

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.media.retry-initial", "200ms",
                "mms.media.give-up-after",
                        "300ms", // what is tried again is tried twice at least, however slow the machine is
                "mms.media.response-timeout", "2s",
                "mms.media.trusted-hosts",
                        "127.0.0.1:%1$d,my_bucket.example.test:%1$d,xn--mnchen-3ya.example.test:%1$d"
                                .formatted(host.port()));
    }

    @AfterAll
    void closeHost() throws IOException {
        host.close();
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "/t/my photo.jpg!/t/my%20photo.jpg",
                "` /t/b\tc.jpg `!/t/bc.jpg",
                "/t/f\u00e2\u0082\u00acr.jpg!/t/f%E2%82%ACr.jpg",
                "/t/f\u00e9r.jpg!/t/f%E9r.jpg",
                "/t/[1] x.jpg!/t/%5B1%5D%20x.jpg",
                "[/t/x]!/%5B/t/x%5D",
                "/t/a?x=a|b!/t/a?x=a%7Cb",
                "/t/a?m={\"a\":1}!/t/a?m=%7B%22a%22:1%7D",
                "/t/a?m={{telnyx.api-key}}!/t/a?m=%7B%7Btelnyx.api-key%7D%7D",
                "/t\\c.jpg!/t/c.jpg",
                "/t/100%.jpg!/t/100%25.jpg",
                "/t/s%20%2B+?sig=a%2Bb%3D&&x!/t/s%20%2B+?sig=a%2Bb%3D&&x",
                "/x/../t/d!/t/d",
                "t/e#fragment!/t/e",
                "HTTP://127.0.0.1:PORT/t/f!/t/f",
                "//127.0.0.1:PORT/t/g!/t/g",
                "http://2130706433:PORT/t/h!/t/h",
                "http://my_bucket.example.test:PORT/t/i!/t/i",
                "http://m\u00c3\u00bcnchen.example.test:PORT/t/j!/t/j",
                "/t/k, /t/k!/t/k",
                "//127.0.0.1:PORT//t/q!//t/q"
            })
    void aRedirectIsFollowedHoweverItIsWritten(String location, String asked) throws IOException {
        String path = "/from" + Integer.toHexString(location.hashCode());
        answers.put(path, redirect(302, location.replace("PORT", String.valueOf(host.port()))));
        answers.putIfAbsent(asked, answer("200 OK", photo));

        assertThat(stored(outcome(host.url(path)))).isEqualTo(photo);
        assertThat(host.lines()).contains("GET " + asked + " HTTP/1.1");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/t/l\r\nLocation: /t/l", "/t/m\r\nLocation: /n", "/t/\r\n o"})
    void theFirstOfSeveralLocationsCounts(String headers) throws IOException {
        String path = "/several" + Integer.toHexString(headers.hashCode());
        answers.put(path, redirect(302, headers));

        assertThat(stored(outcome(host.url(path)))).isEqualTo(photo);
    }

    @ParameterizedTest
    @ValueSource(ints = {300, 301, 302, 303, 307, 308})
    void everyStatusThatRedirectsIsFollowed(int status) throws IOException {
        answers.put("/s" + status, redirect(status, "/t/" + status));

        assertThat(stored(outcome(host.url("/s" + status)))).isEqualTo(photo);
    }

    @Test
    void aQueryAloneReplacesTheQuery() throws IOException {
        answers.put("/deep/only?x=1", redirect(302, "?size=large"));
        answers.put("/deep/only?size=large", answer("200 OK", photo));

        assertThat(stored(outcome(host.url("/deep/only?x=1")))).isEqualTo(photo);
    }

    @ParameterizedTest
    @CsvSource({
        "'',http-302",
        "'   ',http-302",
        "http://,url-malformed",
        "http://[::1,url-malformed",
        "https://h%2ftest/x,url-malformed"
    })
    void aRedirectToNothingIsTriedAgain(String location, String code) {
        String path = "/nothing" + Integer.toHexString(location.hashCode());
        answers.put(path, redirect(302, location));

        assertThat(outcome(host.url(path)).path("code").asText()).isEqualTo(code);
        assertThat(host.lines().stream().filter(line -> line.contains(path))).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://user:secret@127.0.0.1:PORT/t/a",
                "http://127.0.0.1:PORT@169.254.169.254/t/a",
                "http://127.0.0.1:PORT\\@169.254.169.254:1/t/a/../../../b",
                "http://①⑥⑨.254.169.254/t/a",
                "http://127.0.0.1:1/t/a",
                "http://[::ffff:127.0.0.1]:1/t/a",
                "http://localhost:PORT/t/a",
                "//0/t/a",
                "ftp://127.0.0.1:PORT/t/a"
            })
    void noWayOfWritingLeadsPastTheGuard(String location) {
        String path = "/guard" + Integer.toHexString(location.hashCode());
        byte[] utf8 = location.replace("PORT", String.valueOf(host.port())).getBytes(StandardCharsets.UTF_8);
        answers.put(path, redirect(302, new String(utf8, StandardCharsets.ISO_8859_1)));

        JsonNode item = outcome(host.url(path));

        assertThat(item.path("state").asText()).isEqualTo("unavailable");
        assertThat(item.path("code").asText())
                .isIn("url-malformed", "host-not-allowed", "url-scheme-refused", "http-404");
        assertThat(item.toString()).doesNotContain("secret");
        assertThat(host.lines()).doesNotContain("GET /t/a HTTP/1.1");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "/t/own photo.jpg#x!/t/own%20photo.jpg",
                "/t/é|[1]!/t/%C3%A9%7C%5B1%5D",
                "/t/own%zz!/t/own%25zz",
                "/t/sig%2B%20?a=%2f+b&&c=!/t/sig%2B%20?a=%2f+b&&c="
            })
    void theUrlOfTheWebhookIsReadInTheSameWay(String written, String asked) throws IOException {
        assertThat(stored(outcome(host.url(written)))).isEqualTo(photo);
        assertThat(host.lines()).contains("GET " + asked + " HTTP/1.1");
    }

    @Test
    void hostsWithUnderscoreAndLettersBeyondAsciiAreAskedByTheirName() throws IOException {
        String port = ":" + host.port();

        assertThat(stored(outcome("http://my_bucket.example.test" + port + "/t/u")))
                .isEqualTo(photo);
        assertThat(stored(outcome("http://MÜNCHEN.example.test." + port + "/t/v")))
                .isEqualTo(photo);
        assertThat(host.heads())
                .allMatch(head -> head.contains("Accept: */*\r\n"))
                .anyMatch(head -> head.contains("Host: my_bucket.example.test" + port + "\r\n"))
                .anyMatch(head -> head.contains("Host: xn--mnchen-3ya.example.test" + port + "\r\n"))
                .noneMatch(head -> head.toLowerCase(java.util.Locale.ROOT).contains("mmsurl"));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "Content-Encoding: identity",
                "Content-Encoding: none",
                "Content-Encoding: utf-8",
                "Content-Encoding: binary",
                "Content-Encoding:",
                "Content-Encoding: ,",
                "Content-Encoding: identity, identity",
                "Content-Encoding: identity\r\nContent-Encoding: identity",
                "Content-Encoding: gzip",
                "Content-Encoding: gzip\r\nContent-Encoding: gzip",
                "Content-Type: image/jpeg\r\nContent-Type: image/jpeg",
                "Content-Type: application/x-java-serialized-object",
                "Content-Type: [a, b]; charset=none",
                "Content-Length: LENGTH",
                "Content-Length: LENGTH, LENGTH",
                "Transfer-Encoding: identity",
                "X-Folded: a\r\n b\r\n\tc",
                "X-Latin: \u00e9\u00ff"
            })
    void headersThatSayNothingOfTheBytesDoNoHarm(String header) throws IOException {
        String path = "/head" + Integer.toHexString(header.hashCode());
        answers.put(path, answer("200 OK\r\n" + header.replace("LENGTH", String.valueOf(photo.length)), photo));

        assertThat(stored(outcome(host.url(path)))).isEqualTo(photo);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "HTTP/1.0 200 OK\r\n\r\n",
                "HTTP/1.1 200\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 200 OK\r\nConnection: close\r\nContent-Length: many\r\n\r\n",
                "HTTP/1.1 203 Non-Authoritative\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 226 IM Used\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 299 Odd\r\nConnection: close\r\n\r\n",
                "HTTP/1.1 103 Early Hints\r\nLink: </a>\r\n\r\nHTTP/1.1 200 OK\r\nConnection: close\r\n\r\n"
            })
    void answersWithoutALengthEndWithTheConnection(String head) throws IOException {
        String path = "/end" + Integer.toHexString(head.hashCode());
        answers.put(path, bytes(head, photo));

        assertThat(stored(outcome(host.url(path)))).isEqualTo(photo);
    }

    @Test
    void aHundredAndFiftyHeadersAreTaken() throws IOException {
        answers.put("/many", answer("200 OK" + "\r\nX-Many: 1".repeat(150), photo));

        assertThat(stored(outcome(host.url("/many")))).isEqualTo(photo);
    }

    @Test
    void aPartThatIsTheWholeIsTakenAndNoOther() throws IOException {
        int last = photo.length - 1;
        answers.put("/whole", answer("206 P\r\nContent-Range: bytes 0-%d/%d".formatted(last, last + 1), photo));
        answers.put("/part", answer("206 P\r\nContent-Range: bytes 0-%d/%d".formatted(last, last + 2), photo));
        answers.put("/tail", answer("206 P\r\nContent-Range: bytes 1-%d/%d".formatted(last, last + 1), photo));

        assertThat(stored(outcome(host.url("/whole")))).isEqualTo(photo);
        assertThat(outcome(host.url("/part")).path("code").asText()).isEqualTo("http-206");
        assertThat(outcome(host.url("/tail")).path("code").asText()).isEqualTo("http-206");
    }

    @Test
    void whatIsCompressedInAnyOfTheWaysIsInflated() throws IOException {
        byte[] gzip = gzip(photo);
        answers.put("/upper", answer("200 OK\r\nContent-Encoding: GZip", gzip));
        answers.put("/list", answer("200 OK\r\nContent-Encoding: identity, gzip", gzip));
        answers.put("/twice", answer("200 OK\r\nContent-Encoding: gzip\r\nContent-Encoding: gzip", gzip));
        answers.put("/both", answer("200 OK\r\nContent-Encoding: gzip, gzip", gzip(gzip)));
        answers.put("/raw", answer("200 OK\r\nContent-Encoding: deflate", rawDeflate(photo)));

        for (String path : new String[] {"/upper", "/list", "/twice", "/both", "/raw"}) {
            assertThat(stored(outcome(host.url(path)))).as(path).isEqualTo(photo);
        }
    }

    @ParameterizedTest
    @CsvSource({
        "br,encoding-unknown",
        "zstd,encoding-unknown",
        "'gzip, gzip, gzip',encoding-unknown",
        "gzip,encoding-broken"
    })
    void whatDoesNotInflateIsTriedAgain(String encoding, String code) throws IOException {
        String path = "/broken" + Integer.toHexString(encoding.hashCode());
        byte[] cut = java.util.Arrays.copyOf(gzip(photo), 500);
        answers.put(path, answer("200 OK\r\nContent-Encoding: " + encoding, cut));

        assertThat(outcome(host.url(path)).path("code").asText()).isEqualTo(code);
        assertThat(host.lines().stream().filter(line -> line.contains(path))).hasSizeGreaterThan(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "garbage\r\n\r\n",
                "HTTP/1.1 abc OK\r\n\r\n",
                "HTTP/9.9 200 OK\r\n\r\n",
                "HTTP/1.1 999 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 0 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 520 Odd\r\nContent-Length: 0\r\n\r\n",
                "HTTP/1.1 101 Switching\r\nUpgrade: x\r\n\r\n",
                "HTTP/1.1 304 Not Modified\r\nLocation: /t/x\r\n\r\n",
                "HTTP/1.1 200 OK\r\nContent-Length: 5\r\nContent-Length: 6\r\n\r\nabcdef",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n5\r\nabc",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\nzz\r\nabc\r\n0\r\n\r\n",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: gzip\r\n\r\nabc",
                "HTTP/1.1 200 OK\r\nContent-Length: 50\r\n\r\nabc"
            })
    void whatIsNoAnswerNowIsTriedAgain(String head) {
        String path = "/later" + Integer.toHexString(head.hashCode());
        answers.put(path, bytes(head, new byte[0]));

        JsonNode item = outcome(host.url(path));

        assertThat(item.path("state").asText()).isEqualTo("unavailable");
        assertThat(item.path("code").asText()).isNotEqualTo("fetch-failed").isNotEmpty();
        assertThat(host.lines().stream().filter(line -> line.contains(path))).hasSizeGreaterThan(1);
    }

    private static byte[] redirect(int status, String location) {
        return answer(status + " Found\r\nLocation: " + location, new byte[0]);
    }

    private JsonNode outcome(String url) {
        Events event = Events.received().media(url);
        telnyx.deliver(event.json());
        return manifest(event.messageId()).path("media").path(0);
    }

    private static byte[] stored(JsonNode item) throws IOException {
        assertThat(item.path("state").asText()).as(item.toString()).isEqualTo("stored");
        return Files.readAllBytes(Path.of(URI.create(item.path("location").asText())));
    }

    private static byte[] gzip(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (GZIPOutputStream out = new GZIPOutputStream(packed)) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }

    private static byte[] rawDeflate(byte[] bytes) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (DeflaterOutputStream out = new DeflaterOutputStream(packed, new Deflater(9, true))) {
            out.write(bytes);
        }
        return packed.toByteArray();
    }
}

package io.mmsroutes.outbound.call;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.anyUrl;
import static com.github.tomakehurst.wiremock.client.WireMock.post;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.wireMockConfig;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import com.github.tomakehurst.wiremock.http.Fault;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.call.CallGuard.MaybeSent;
import io.mmsroutes.outbound.call.CallGuard.NotSent;
import io.mmsroutes.support.Ports;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.zip.GZIPOutputStream;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.hc.client5.http.classic.methods.HttpPost;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.apache.hc.core5.http.io.entity.StringEntity;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

@Tag("one-camel")
class TelnyxClientTest {
    private static final Duration CONNECT = Duration.ofMillis(600);
    private static final Duration RESPONSE = Duration.ofMillis(600);
    private static final Duration PATIENCE = Duration.ofSeconds(20);
    private static final String OK = "HTTP/1.1 200 OK\r\nContent-Type: application/json\r\nContent-Length: 2\r\n\r\n{}";

    private final WireMockServer telnyx =
            new WireMockServer(wireMockConfig().dynamicPort().dynamicHttpsPort().bindAddress("127.0.0.1"));
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final CountDownLatch end = new CountDownLatch(1);
    private final AtomicInteger posts = new AtomicInteger();
    private final AtomicInteger connections = new AtomicInteger();
    private final CloseableHttpClient client = client(PATIENCE, PATIENCE, 4);
    private final CloseableHttpClient hasty = client(CONNECT, RESPONSE, 4);

    @AfterEach
    void stop() throws IOException {
        end.countDown();
        client.close();
        hasty.close();
        telnyx.stop();
        threads.shutdownNow();
    }

    @Test
    void anAnswerOfAnyStatusIsAnAnswer() throws IOException {
        answering(aResponse().withStatus(429).withHeader("Retry-After", "7").withBody("{\"errors\":[]}"));

        assertThat(call(telnyxUrl())).isEqualTo("429 {\"errors\":[]}");
    }

    @ParameterizedTest
    @ValueSource(ints = {0, 1})
    void aCompressedAnswerIsBoundedAsInflated(int tooMuch) throws IOException {
        byte[] packed = gzip("a".repeat(CallGuard.MOST_BYTES + tooMuch));
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            write(
                    socket,
                    "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: %d\r\n\r\n".formatted(packed.length));
            socket.getOutputStream().write(packed);
        })) {
            if (tooMuch == 0) {
                assertThat(call(url("http", server))).hasSize("200 ".length() + CallGuard.MOST_BYTES);
            } else {
                assertThat(failure(url("http", server)))
                        .isInstanceOf(MaybeSent.class)
                        .hasMessageContaining("larger");
            }
        }
    }

    // --- Nothing was written

    @Test
    void aRefusedConnectionIsNotSent() {
        assertThat(failure("http://127.0.0.1:" + Ports.free()))
                .isInstanceOf(NotSent.class)
                .hasMessageContaining("takes no connection")
                .hasMessageContaining("telnyx.api-url");
    }

    @Test
    void aNameWithoutAddressIsNotSent() {
        assertThat(failure("https://api.telnyx.invalid"))
                .isInstanceOf(NotSent.class)
                .hasMessageContaining("has no address");
    }

    @Test
    void aCertificateThatNobodyVouchesForIsNotSent() {
        answering(aResponse());

        assertThat(failure("https://127.0.0.1:" + telnyx.httpsPort()))
                .isInstanceOf(NotSent.class)
                .hasMessageContaining("No secure connection");
        assertThat(telnyx.getAllServeEvents()).isEmpty();
    }

    @Test
    void aServerThatSpeaksNoTlsIsNotSent() throws IOException {
        try (ServerSocket server =
                server(socket -> socket.getOutputStream().write("hello?\r\n".getBytes(StandardCharsets.US_ASCII)))) {
            assertThat(failure(url("https", server))).isInstanceOf(NotSent.class);
        }
    }

    @Test
    void aTlsHandshakeThatHangsIsNotSent() throws IOException {
        try (ServerSocket server = server(socket -> hold())) {
            assertThat(failure(hasty, url("https", server)))
                    .isInstanceOf(NotSent.class)
                    .hasMessageContaining("mms.send.connect-timeout");
        }
    }

    /** Each byte is heard in time, the handshake as a whole is not. */
    @Test
    void aTlsHandshakeThatDripsIsNotSent() throws IOException {
        byte[] record = {22, 3, 3, 0x40, 0};
        try (CloseableHttpClient patient = client(CONNECT, PATIENCE, 1);
                ServerSocket server = server(socket -> {
                    socket.getOutputStream().write(record);
                    drip(socket, 2);
                })) {
            long start = System.nanoTime();

            assertThat(failure(patient, url("https", server)))
                    .isInstanceOf(NotSent.class)
                    .hasMessageContaining("mms.send.connect-timeout");

            assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(PATIENCE.dividedBy(2));
        }
    }

    @Test
    void aConnectionThatIsNotFreeInTimeIsNotSent() throws IOException {
        CloseableHttpClient single = client(CONNECT, RESPONSE, 1);
        CountDownLatch busy = new CountDownLatch(1);
        try (ServerSocket server = server(socket -> {
                    readPost(socket);
                    busy.countDown();
                    drip(socket, ' ');
                });
                single) {
            CompletableFuture<Throwable> first =
                    CompletableFuture.supplyAsync(() -> failure(single, url("http", server)), threads);
            assertThat(await(busy)).isTrue();

            assertThat(failure(single, url("http", server)))
                    .isInstanceOf(NotSent.class)
                    .hasMessageContaining("mms.send.pool");
            assertThat(first.join()).isInstanceOf(MaybeSent.class);
        }
        assertThat(posts).hasValue(1);
    }

    // --- It may have been written

    @ParameterizedTest
    @EnumSource(Fault.class)
    void aBrokenAnswerIsMaybeSentAndNeverAskedTwice(Fault fault) {
        answering(aResponse().withFault(fault));

        assertThat(failure(telnyxUrl())).isInstanceOf(MaybeSent.class);
        assertThat(telnyx.getAllServeEvents()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "HTTP/1.1 2",
                "HTTP/1.1 200 OK\r\nContent-Length: 100\r\n\r\n{\"data\":{\"id\":\"4",
                "HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n40\r\n{\"data\":{\"id\":\"4",
                "HTTP/1.1 200 OK\r\nContent-Encoding: gzip\r\nContent-Length: 3\r\n\r\nabc",
                "SMTP ready\r\n\r\n"
            })
    void aTruncatedOrStrangeAnswerIsMaybeSent(String answer) throws IOException {
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            write(socket, answer);
        })) {
            assertThat(failure(url("http", server)))
                    .isInstanceOf(MaybeSent.class)
                    .hasMessageContaining("broke")
                    .hasMessageNotContaining("127.0.0.1");
        }
        assertThat(posts).hasValue(1);
    }

    @Test
    void anEndlessHeadIsMaybeSent() throws IOException {
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            write(socket, "HTTP/1.1 200 OK\r\n" + "X-More: a\r\n".repeat(200) + "\r\n");
        })) {
            assertThat(failure(url("http", server))).isInstanceOf(MaybeSent.class);
        }
    }

    @Test
    void silenceIsMaybeSent() throws IOException {
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            hold();
        })) {
            assertThat(failure(hasty, url("http", server)))
                    .isInstanceOf(MaybeSent.class)
                    .hasMessageContaining("silent")
                    .hasMessageContaining("mms.send.response-timeout");
        }
        assertThat(posts).hasValue(1);
    }

    @ParameterizedTest
    @ValueSource(strings = {"HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n", "HTTP/1.1 200 OK\r\nX-Slow: "})
    void anAnswerThatDripsIsGivenUpInTime(String beginning) throws IOException {
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            write(socket, beginning);
            drip(socket, 'a');
        })) {
            long start = System.nanoTime();

            assertThat(failure(hasty, url("http", server)))
                    .isInstanceOf(MaybeSent.class)
                    .hasMessageContaining("together");

            assertThat(Duration.ofNanos(System.nanoTime() - start))
                    .isBetween(
                            CONNECT.plus(RESPONSE).minusMillis(50),
                            CONNECT.plus(RESPONSE).plusSeconds(5));
        }
        assertThat(posts).hasValue(1);
    }

    // --- Nothing behind our back

    @ParameterizedTest
    @ValueSource(ints = {301, 302, 307, 308})
    void aRedirectIsAnAnswer(int status) throws IOException {
        answering(aResponse().withStatus(status).withHeader("Location", "/elsewhere"));

        assertThat(call(telnyxUrl())).startsWith(String.valueOf(status));
        assertThat(telnyx.getAllServeEvents()).hasSize(1);
    }

    @ParameterizedTest
    @ValueSource(ints = {401, 408, 429, 500, 503})
    void anAnswerIsNeverAskedForAgain(int status) throws IOException {
        answering(aResponse().withStatus(status).withHeader("Retry-After", "0"));

        assertThat(call(telnyxUrl())).startsWith(String.valueOf(status));
        assertThat(telnyx.getAllServeEvents()).hasSize(1);
    }

    @Test
    void cookiesAreForgotten() throws IOException {
        answering(aResponse().withHeader("Set-Cookie", "a=b"));

        call(telnyxUrl());
        call(telnyxUrl());

        assertThat(telnyx.getAllServeEvents())
                .hasSize(2)
                .allMatch(event -> !event.getRequest().containsHeader("Cookie"));
    }

    @Test
    void aConnectionIsUsedAgain() throws IOException {
        try (ServerSocket server = server(socket -> {
            while (readPost(socket)) {
                write(socket, OK);
            }
        })) {
            call(url("http", server));
            call(url("http", server));
        }
        assertThat(posts).hasValue(2);
        assertThat(connections).hasValue(1);
    }

    @Test
    void aConnectionThatTelnyxClosedMeanwhileIsNoLostAnswer() throws IOException {
        CountDownLatch closed = new CountDownLatch(1);
        try (ServerSocket server = server(socket -> {
            readPost(socket);
            write(socket, OK);
            socket.close();
            closed.countDown();
        })) {
            call(url("http", server));
            assertThat(await(closed)).isTrue();

            assertThat(call(url("http", server))).isEqualTo("200 {}");
        }
        assertThat(posts).hasValue(2);
        assertThat(connections).hasValue(2);
    }

    // --- Through Camel

    @Test
    void camelKeepsWhatTheFailureSays() throws Exception {
        try (DefaultCamelContext camel = new DefaultCamelContext()) {
            camel.getRegistry().bind("telnyxClient", new TelnyxClient(PATIENCE, PATIENCE, 4));
            camel.start();
            DecideOutcome decide = new DecideOutcome(false, java.time.Clock.systemUTC());
            answering(aResponse().withFault(Fault.CONNECTION_RESET_BY_PEER));

            Exchange lost = throughCamel(camel, telnyx.port());
            Exchange refused = throughCamel(camel, Ports.free());

            assertThat(decide.decide(null, null, null, null, lost.getException(), 1))
                    .isInstanceOf(Outcome.Unknown.class);
            assertThat(decide.decide(null, null, null, null, refused.getException(), 1))
                    .isInstanceOf(Outcome.Postponed.class);
        }
        assertThat(telnyx.getAllServeEvents()).hasSize(1);
    }

    private static Exchange throughCamel(DefaultCamelContext camel, int port) {
        return camel.createProducerTemplate()
                .request(
                        "http://127.0.0.1:%d/v2/messages?httpClientConfigurer=#telnyxClient&throwExceptionOnFailure=false"
                                .formatted(port),
                        exchange -> exchange.getMessage().setBody("{}"));
    }

    // --- What the words above mean

    private void answering(ResponseDefinitionBuilder answer) {
        if (!telnyx.isRunning()) {
            telnyx.start();
        }
        telnyx.stubFor(post(anyUrl()).willReturn(answer));
    }

    private String telnyxUrl() {
        return "http://127.0.0.1:" + telnyx.port();
    }

    private Throwable failure(String url) {
        return failure(client, url);
    }

    private static Throwable failure(CloseableHttpClient client, String url) {
        return catchThrowable(() -> call(client, url));
    }

    private String call(String url) throws IOException {
        return call(client, url);
    }

    /** Status and body. */
    private static String call(CloseableHttpClient client, String url) throws IOException {
        HttpPost post = new HttpPost(url + "/v2/messages");
        post.setEntity(new StringEntity("{\"to\":\"+13125550001\"}"));
        return client.execute(post, answer -> (answer.getCode() + " " + body(answer.getEntity())).strip());
    }

    private static String body(org.apache.hc.core5.http.HttpEntity entity) throws IOException {
        try {
            return entity == null ? "" : EntityUtils.toString(entity);
        } catch (org.apache.hc.core5.http.ParseException e) {
            throw new IOException(e);
        }
    }

    private static CloseableHttpClient client(Duration connect, Duration response, int pool) {
        HttpClientBuilder builder = HttpClientBuilder.create();
        new TelnyxClient(connect, response, pool).configureHttpClient(builder);
        return builder.build();
    }

    private static String url(String scheme, ServerSocket server) {
        return "%s://127.0.0.1:%d".formatted(scheme, server.getLocalPort());
    }

    private ServerSocket server(Conversation conversation) throws IOException {
        ServerSocket server = new ServerSocket(0, 50, InetAddress.getLoopbackAddress());
        threads.execute(() -> {
            while (!server.isClosed()) {
                try {
                    Socket socket = server.accept();
                    connections.incrementAndGet();
                    threads.execute(() -> talk(socket, conversation));
                } catch (IOException e) {
                    return;
                }
            }
        });
        return server;
    }

    private static void talk(Socket socket, Conversation conversation) {
        try (socket) {
            conversation.on(socket);
        } catch (IOException e) {
            // The client hung up.
        }
    }

    /** Returns false at the end of the connection. */
    private boolean readPost(Socket socket) throws IOException {
        InputStream in = socket.getInputStream();
        StringBuilder read = new StringBuilder();
        while (!read.toString().endsWith("\"+13125550001\"}")) {
            int next = in.read();
            if (next < 0) {
                return false;
            }
            read.append((char) next);
        }
        posts.incrementAndGet();
        return true;
    }

    private static byte[] gzip(String text) throws IOException {
        ByteArrayOutputStream packed = new ByteArrayOutputStream();
        try (OutputStream out = new GZIPOutputStream(packed)) {
            out.write(text.getBytes(StandardCharsets.US_ASCII));
        }
        return packed.toByteArray();
    }

    private static void write(Socket socket, String text) throws IOException {
        socket.getOutputStream().write(text.getBytes(StandardCharsets.US_ASCII));
    }

    private void drip(Socket socket, int character) throws IOException {
        try {
            while (!end.await(100, TimeUnit.MILLISECONDS)) {
                socket.getOutputStream().write(character);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private void hold() {
        await(end);
    }

    private static boolean await(CountDownLatch latch) {
        try {
            return latch.await(10, TimeUnit.SECONDS);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            return false;
        }
    }

    private interface Conversation {
        void on(Socket socket) throws IOException;
    }
}

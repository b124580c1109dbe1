package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.RawHost;
import java.io.IOException;
import java.lang.reflect.Field;
import java.time.Duration;
import java.util.concurrent.atomic.AtomicInteger;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
import org.apache.hc.core5.http.io.entity.EntityUtils;
import org.junit.jupiter.api.Test;

class GuardedClientTest {
    /** None of them may be dialled, so nothing leaves this machine. */
    @Test
    void hostsThatWereAskedOnceAreForgotten() throws Exception {
        Duration second = Duration.ofSeconds(1);
        HttpClientBuilder builder = HttpClientBuilder.create();
        new GuardedClient(MediaHosts.anyPublic("", ""), new FetchLimits(1_000, second, second, second, 4), "", "")
                .configureHttpClient(builder);
        Field field = HttpClientBuilder.class.getDeclaredField("connManager");
        field.setAccessible(true);
        PoolingHttpClientConnectionManager pool = (PoolingHttpClientConnectionManager) field.get(builder);

        try (CloseableHttpClient client = builder.build()) {
            for (int i = 0; i < 500; i++) {
                String url = "http://127.0.%d.%d:9/".formatted(i / 250, i % 250 + 1);
                assertThat(catchThrowable(() -> client.execute(new HttpGet(url), answer -> answer)))
                        .isInstanceOf(Rejected.class);
            }

            await().untilAsserted(() -> assertThat(pool.getRoutes()).isEmpty());
        }
    }

    /** Between the look at a kept connection and the request, its host may close it. */
    @Test
    void aKeptConnectionThatTheHostClosesUnderTheNextRequestIsNoFailedAttempt() throws Exception {
        AtomicInteger connections = new AtomicInteger();
        try (RawHost host = new RawHost((method, target, socket) -> {
                    if (connections.incrementAndGet() == 1) {
                        socket.getOutputStream()
                                .write(RawHost.bytes("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\n", new byte[2]));
                        socket.getInputStream().read(); // the next request has come
                        throw new IOException("the host closes");
                    }
                    return RawHost.answer("200 OK", new byte[3]);
                });
                CloseableHttpClient client = client(host)) {
            assertThat(get(client, host)).isEqualTo(2);
            assertThat(get(client, host)).isEqualTo(3);
            assertThat(connections).hasValue(2);
        }
    }

    @Test
    void aNewConnectionThatTheHostClosesIsAFailedAttempt() throws Exception {
        try (RawHost host = new RawHost((method, target, socket) -> {
                    throw new IOException("the host closes");
                });
                CloseableHttpClient client = client(host)) {
            assertThat(catchThrowable(() -> get(client, host)))
                    .isInstanceOfSatisfying(
                            TryLater.class,
                            failure -> assertThat(failure.code()).isEqualTo("connection-lost"));
            assertThat(host.lines()).hasSize(1);
        }
    }

    private static CloseableHttpClient client(RawHost host) {
        Duration time = Duration.ofSeconds(20);
        HttpClientBuilder builder = HttpClientBuilder.create();
        new GuardedClient(
                        MediaHosts.anyPublic("127.0.0.1:" + host.port(), ""),
                        new FetchLimits(1_000, time, time, time, 4),
                        "",
                        "")
                .configureHttpClient(builder);
        return builder.build();
    }

    /** How many bytes came. */
    private static int get(CloseableHttpClient client, RawHost host) throws IOException {
        HttpGet request = new HttpGet(host.url("/photo"));
        request.setHeader("mmsUrl", host.url("/photo"));
        return client.execute(request, answer -> EntityUtils.toByteArray(answer.getEntity()).length);
    }
}

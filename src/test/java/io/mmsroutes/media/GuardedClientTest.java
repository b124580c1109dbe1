package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.Rejected;
import java.lang.reflect.Field;
import java.time.Duration;
import org.apache.hc.client5.http.classic.methods.HttpGet;
import org.apache.hc.client5.http.impl.classic.CloseableHttpClient;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManager;
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
}

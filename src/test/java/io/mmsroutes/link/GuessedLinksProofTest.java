package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Base64;
import java.util.HashMap;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Many who try to open what they were given no link to, over HTTP. */
@Tag("proof")
class GuessedLinksProofTest extends SendingTestSupport {
    private static final Logger LOG = LoggerFactory.getLogger(GuessedLinksProofTest.class);
    private static final int TOKENS = 100_000;
    private static final int CALLERS = 8;
    private static final String SECRET = "a secret that this test knows, and no caller";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.put("mms.link.secret", SECRET);
        return settings;
    }

    @Test
    void noneOfManyGuessedAlteredAndExpiredTokensIsServed() throws Exception {
        String good = goodToken();
        LinkToken known = LinkToken.verify(good, SECRET.getBytes(StandardCharsets.UTF_8));
        AtomicInteger unknown = new AtomicInteger();
        AtomicInteger expired = new AtomicInteger();
        ExecutorService callers = Executors.newFixedThreadPool(CALLERS);
        HttpClient client = HttpClient.newHttpClient();
        Instant begin = Instant.now();
        for (int caller = 0; caller < CALLERS; caller++) {
            Random random = new Random(caller);
            callers.execute(() -> {
                for (int i = 0; i < TOKENS / CALLERS; i++) {
                    int status = open(client, token(i, random, good, known));
                    unknown.addAndGet(status == 404 ? 1 : 0);
                    expired.addAndGet(status == 410 ? 1 : 0);
                }
            });
        }
        callers.shutdown();

        assertThat(callers.awaitTermination(10, TimeUnit.MINUTES)).isTrue();
        Duration time = Duration.between(begin, Instant.now());
        LOG.info("Tokens refused: 404 {}, 410 {}, in {} ms", unknown, expired, time.toMillis());
        assertThat(unknown.get() + expired.get()).isEqualTo(TOKENS);
        assertThat(expired.get()).isGreaterThan(TOKENS / 4);
        assertThat(open(client, good)).isEqualTo(200);
    }

    private static String token(int i, Random random, String good, LinkToken known) {
        if (i % 3 == 0) {
            byte[] guess = new byte[57];
            random.nextBytes(guess);
            return Base64.getUrlEncoder().encodeToString(guess);
        }
        if (i % 3 == 1) {
            byte[] altered = Base64.getUrlDecoder().decode(good);
            altered[random.nextInt(altered.length)] ^= (byte) (1 << random.nextInt(8));
            return Base64.getUrlEncoder().encodeToString(altered);
        }
        Instant over = Instant.now().minusSeconds(1L + random.nextInt(100_000));
        return new LinkToken(known.link(), over).sign(SECRET.getBytes(StandardCharsets.UTF_8));
    }

    private int open(HttpClient client, String token) {
        try {
            URI link = URI.create("http://127.0.0.1:%d/media/%s".formatted(port, token));
            return client.send(HttpRequest.newBuilder(link).build(), BodyHandlers.discarding())
                    .statusCode();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    private String goodToken() {
        mediaHost.serve("/in.jpg", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/in.jpg"));
        telnyx.deliver(event.json());
        notedManifest(Events.SENDER, event.messageId());
        ObjectNode request = request("good");
        request.putArray("media_urls").add("stored:mms/%s/%s/0.jpg".formatted(Events.SENDER, event.messageId()));
        send(request);
        await().until(() -> !telnyxApi.calls("good").isEmpty());
        String link = telnyxApi.calls("good").get(0).path("media_urls").path(0).asText();
        return link.substring(link.lastIndexOf('/') + 1);
    }
}

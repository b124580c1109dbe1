package io.mmsroutes.server;

import io.mmsroutes.telnyx.SignatureHeaders;
import io.vertx.core.Future;
import io.vertx.core.Vertx;
import io.vertx.core.buffer.Buffer;
import io.vertx.core.http.HttpClient;
import io.vertx.core.http.HttpClientOptions;
import io.vertx.core.http.HttpClientResponse;
import io.vertx.core.http.HttpHeaders;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServer;
import io.vertx.core.http.HttpServerOptions;
import io.vertx.core.http.HttpServerRequest;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpRouter;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Ready means: the way of a webhook is warm, from the HTTP server to the commit. What a JVM does for the first time takes seconds on
 * a busy machine, and Telnyx waits for two. Until then everything is answered 503. Nothing of the warm-up is kept: its event is of a
 * type that the gateway ignores, it is not counted, and what is committed is gone with the same commit.
 */
public final class WarmUp extends AbstractHealthCheck {
    private static final Logger LOG = LoggerFactory.getLogger(WarmUp.class);

    /** At once, as webhooks that waited for this start may come. */
    private static final int CALLERS = 12;

    /** Rounds of all callers, and the time for all rounds. A store that hangs must not stop the start. */
    private static final int MAX_ROUNDS = 16;

    static final Duration MAX_TIME = Duration.ofSeconds(20);

    /** A round that takes no longer is quick enough: a sixth of what a webhook has. */
    private static final Duration ENOUGH = Duration.ofMillis(250);

    private static final String EVENT = """
            {"data": {"event_type": "mms-routes.warm-up", "id": "%s", "occurred_at": "2026-01-16T00:06:08.026+00:00",
              "record_type": "event", "payload": {"id": "warm-up", "type": "MMS", "text": "warm-up",
              "from": {"phone_number": "+13125550001", "carrier": "none"}, "to": [{"phone_number": "+17735550002"}], "cc": [],
              "media": [{"url": "http://127.0.0.1/", "content_type": "image/jpeg", "size": 1}]}}}
            """;

    /** Of the right form, so that all of the check is done. */
    private static final String SIGNATURE = signature();

    private final int port;
    private final boolean refusing;
    private final RequestRules rules;
    private final Consumer<byte[]> store;
    /** Nobody else can know it: it has a random id, and leaves this process only for itself, over loopback. */
    private final byte[] event = EVENT.formatted(UUID.randomUUID()).getBytes(StandardCharsets.UTF_8);

    private volatile boolean over;
    private volatile boolean storing = true;

    /**
     * @param port of the server that webhooks come to
     * @param refusing whether requests are refused until the end of it; the simulator's own come from the first second on
     * @param store commits an event as the route does, and leaves nothing of it; what it throws ends only its own part
     */
    public WarmUp(int port, boolean refusing, RequestRules rules, Consumer<byte[]> store) {
        super("mms", "warm-up");
        this.port = port;
        this.refusing = refusing;
        this.rules = rules;
        this.store = store;
    }

    public boolean isOver() {
        return over;
    }

    /** Whether it is the event of this warm-up, which no one has signed. None is, once requests are taken. */
    public boolean isOwn(byte[] body) {
        return !over && MessageDigest.isEqual(event, body);
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        if (over) {
            builder.up();
        } else {
            builder.down().message("Starting: what webhooks need is loaded and tried out.");
        }
    }

    /** The management server answers all along. */
    boolean refuses(HttpServerRequest request) {
        return refusing && !over && request.localAddress().port() == port && rules.isOurs(request.path());
    }

    /** Returns when requests are taken; never throws. To be called when all routes run. */
    public void run(CamelContext context, Vertx vertx) {
        ExecutorService callers = context.getExecutorServiceManager().newFixedThreadPool(this, "mms-warm-up", CALLERS);
        long begin = System.nanoTime();
        HttpClient client = vertx.createHttpClient(new HttpClientOptions().setMaxPoolSize(CALLERS));
        HttpServer server = vertx.createHttpServer(new HttpServerOptions());
        try {
            VertxPlatformHttpRouter router =
                    VertxPlatformHttpRouter.lookup(context, VertxPlatformHttpRouter.getRouterNameFromPort(port));
            Optional<String> path = router == null ? Optional.empty() : rules.webhooks();
            if (path.isPresent()) {
                // As a plain handler: a server that is given a router adds to it once more what it has.
                await(server.requestHandler(request -> router.handle(request)).listen(0, "127.0.0.1"));
            }
            rounds(
                    callers,
                    () -> {
                        path.ifPresent(webhooks -> post(client, server.actualPort(), webhooks));
                        store();
                    },
                    begin + MAX_TIME.toNanos());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        } catch (ExecutionException | TimeoutException | RuntimeException e) {
            LOG.warn("The first webhooks may be slow, for the warm-up did not end: {}", String.valueOf(e.getMessage()));
        } finally {
            over = true;
            context.getExecutorServiceManager().shutdown(callers);
            client.close();
            server.close();
        }
        LOG.info(
                "Ready: webhooks and requests are taken, after a warm-up of {} ms",
                Duration.ofNanos(System.nanoTime() - begin).toMillis());
    }

    /** One caller first: what is done once in a JVM need not be waited for by all of them. */
    private static void rounds(ExecutorService callers, Runnable call, long deadline)
            throws InterruptedException, ExecutionException, TimeoutException {
        int atOnce = 1;
        for (int round = 0; round < MAX_ROUNDS; round++) {
            long begin = System.nanoTime();
            CompletableFuture.allOf(Stream.generate(() -> CompletableFuture.runAsync(call, callers))
                            .limit(atOnce)
                            .toArray(CompletableFuture<?>[]::new))
                    .get(deadline - begin, TimeUnit.NANOSECONDS);
            if (atOnce == CALLERS && System.nanoTime() - begin < ENOUGH.toNanos()) {
                return;
            }
            atOnce = CALLERS;
        }
    }

    /** One that is cut off was too slow; the next ones are for that. */
    private void post(HttpClient client, int to, String path) {
        CompletableFuture<Buffer> answer = client.request(HttpMethod.POST, to, "127.0.0.1", path)
                .compose(request -> request.putHeader(HttpHeaders.CONTENT_TYPE, "application/json")
                        .putHeader(SignatureHeaders.SIGNATURE, SIGNATURE)
                        .putHeader(
                                SignatureHeaders.TIMESTAMP,
                                String.valueOf(Instant.now().getEpochSecond()))
                        .send(Buffer.buffer(event)))
                .compose(HttpClientResponse::body)
                .toCompletionStage()
                .toCompletableFuture();
        Throwable failure = answer.handle((body, thrown) -> thrown).join();
        LOG.debug("An answer of the warm-up, failure={}", String.valueOf(failure));
    }

    private void store() {
        if (storing) {
            try {
                store.accept(event);
            } catch (RuntimeException e) {
                storing = false;
                LOG.debug("Nothing could be stored at the start", e);
            }
        }
    }

    private static <T> T await(Future<T> future) throws InterruptedException, ExecutionException, TimeoutException {
        return future.toCompletionStage().toCompletableFuture().get(MAX_TIME.toMillis(), TimeUnit.MILLISECONDS);
    }

    private static String signature() {
        byte[] bytes = new byte[64];
        Arrays.fill(bytes, (byte) 1);
        return Base64.getEncoder().encodeToString(bytes);
    }
}

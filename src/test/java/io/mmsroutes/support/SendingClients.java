package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Callers of one or more gateways that share a database. Each hands its request in with the same key until somebody answers
 * 200, now here, now there.
 */
public final class SendingClients implements AutoCloseable {
    private static final long AGAIN_MILLIS = 250;

    private final List<Integer> ports;
    private final String apiKey;
    private final HttpClient http = HttpClient.newHttpClient();
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(8);
    private final Map<String, Set<String>> ids = new ConcurrentHashMap<>();
    private final AtomicInteger unanswered = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();

    public SendingClients(List<Integer> ports, String apiKey) {
        this.ports = ports;
        this.apiKey = apiKey;
    }

    public void handIn(String key, JsonNode request, long delayMillis) {
        unanswered.incrementAndGet();
        schedule(key, request, ports.size() - 1 - Math.floorMod(key.hashCode(), ports.size()), delayMillis);
    }

    public boolean areAnswered() {
        return unanswered.get() == 0;
    }

    /** Requests that got no answer, or 503, and were made again. */
    public int repeats() {
        return repeats.get();
    }

    /** All ids that were ever answered, by key. */
    public Map<String, Set<String>> ids() {
        return Map.copyOf(ids);
    }

    public JsonNode message(String id) {
        HttpResponse<String> answer = send(request(0, "/v2/messages/" + id).GET());
        if (answer.statusCode() != 200) {
            throw new AssertionError("Message %s: %s".formatted(id, answer.body()));
        }
        return data(answer);
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void schedule(String key, JsonNode request, int gateway, long delayMillis) {
        ScheduledFuture<?> unused = threads.schedule(
                () -> {
                    if (isTaken(key, request, gateway)) {
                        unanswered.decrementAndGet();
                    } else {
                        repeats.incrementAndGet();
                        schedule(key, request, (gateway + 1) % ports.size(), AGAIN_MILLIS);
                    }
                },
                delayMillis,
                TimeUnit.MILLISECONDS);
    }

    private boolean isTaken(String key, JsonNode request, int gateway) {
        try {
            HttpResponse<String> answer = send(request(gateway, "/v2/messages")
                    .header("content-type", "application/json")
                    .header("idempotency-key", key)
                    .POST(BodyPublishers.ofString(request.toString())));
            if (answer.statusCode() == 200) {
                ids.computeIfAbsent(key, unseen -> ConcurrentHashMap.newKeySet())
                        .add(data(answer).path("id").asText());
                return true;
            }
        } catch (UncheckedIOException e) {
            // nobody knows whether it was taken: that gateway was just killed
        }
        return false;
    }

    private HttpRequest.Builder request(int gateway, String path) {
        return HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d%s".formatted(ports.get(gateway), path)))
                .timeout(Duration.ofSeconds(10))
                .header("authorization", "Bearer " + apiKey);
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(http, request);
    }

    private static JsonNode data(HttpResponse<String> answer) {
        try {
            return Json.MAPPER.readTree(answer.body()).path("data");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

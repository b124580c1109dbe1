package io.mmsroutes.support;

import com.fasterxml.jackson.databind.JsonNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** Somebody who takes webhooks and remembers them. */
public final class WebhookSink implements AutoCloseable {
    private final List<Delivery> deliveries = new CopyOnWriteArrayList<>();
    private final Queue<Integer> answers = new ConcurrentLinkedQueue<>();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final HttpServer server;

    public WebhookSink() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::take);
        server.start();
    }

    public String url(String path) {
        return "http://127.0.0.1:%d%s".formatted(server.getAddress().getPort(), path);
    }

    /** The next deliveries are answered with these; those after them with 200. */
    public void answer(Integer... statuses) {
        answers.addAll(List.of(statuses));
    }

    /** Of one message, in the order in which they came. */
    public List<Delivery> about(String messageId) {
        return deliveries.stream()
                .filter(delivery ->
                        delivery.event().at("/data/payload/id").asText().equals(messageId))
                .toList();
    }

    private void take(HttpExchange exchange) throws IOException {
        try (exchange) {
            String body = new String(exchange.getRequestBody().readAllBytes(), StandardCharsets.UTF_8);
            deliveries.add(new Delivery(
                    exchange.getRequestURI().toString(),
                    String.valueOf(exchange.getRequestHeaders().getFirst("telnyx-signature-ed25519")),
                    String.valueOf(exchange.getRequestHeaders().getFirst("telnyx-timestamp")),
                    body,
                    Json.MAPPER.readTree(body)));
            Integer status = answers.poll();
            exchange.sendResponseHeaders(status == null ? 200 : status, -1);
        }
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    public record Delivery(String path, String signature, String timestamp, String body, JsonNode event) {
        public String type() {
            return event.at("/data/event_type").asText();
        }

        public JsonNode payload() {
            return event.at("/data/payload");
        }
    }
}

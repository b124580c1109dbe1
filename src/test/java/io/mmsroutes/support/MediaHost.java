package io.mmsroutes.support;

import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpHandler;
import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A real HTTP server that hands out media, and whatever else a test tells it to do. */
public final class MediaHost implements AutoCloseable {
    private final HttpServer server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Map<String, HttpHandler> handlers = new ConcurrentHashMap<>();
    private final List<Request> requests = new CopyOnWriteArrayList<>();

    public MediaHost() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    /** {@code host:port}, as mms.media.trusted-hosts wants it. */
    public String address() {
        return "127.0.0.1:" + server.getAddress().getPort();
    }

    public String url(String path) {
        return "http://" + address() + path;
    }

    public MediaHost on(String path, HttpHandler handler) {
        handlers.put(path, handler);
        return this;
    }

    public MediaHost serve(String path, byte[] bytes) {
        return on(path, exchange -> answer(exchange, 200, bytes));
    }

    public MediaHost status(String path, int status) {
        return on(path, exchange -> answer(exchange, status, new byte[] {'n', 'o'}));
    }

    public MediaHost redirect(String path, String location) {
        return on(path, exchange -> {
            exchange.getResponseHeaders().add("Location", location);
            answer(exchange, 302, new byte[0]);
        });
    }

    /** Everything that was asked for, with its query. */
    public List<String> paths() {
        return requests.stream().map(Request::target).toList();
    }

    /** How often a path was asked for. */
    public long asked(String path) {
        return requests.stream().filter(request -> request.path().equals(path)).count();
    }

    /** Header values of the requests for a path, null where a request had none. */
    public List<String> headers(String path, String name) {
        return requests.stream()
                .filter(request -> request.path().equals(path))
                .map(request -> String.valueOf(request.headers().get(name)))
                .toList();
    }

    public static void answer(HttpExchange exchange, int status, byte[] bytes) throws IOException {
        exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
        if (bytes.length > 0) {
            exchange.getResponseBody().write(bytes);
        }
        exchange.close();
    }

    public static byte[] sample(String name) {
        Path ours = Path.of("simulator/media", name);
        try {
            return Files.readAllBytes(Files.exists(ours) ? ours : Path.of("src/test/resources/media", name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Files that src/test/media/make-media.sh makes. */
    public static Path madeFolder() {
        return Path.of("src/test/resources/media/made");
    }

    private void handle(HttpExchange exchange) throws IOException {
        String path = exchange.getRequestURI().getPath();
        requests.add(new Request(path, exchange.getRequestURI().toString(), exchange.getRequestHeaders()));
        handlers.getOrDefault(path, unknown -> answer(unknown, 404, new byte[] {'?'}))
                .handle(exchange);
    }

    @Override
    public void close() {
        server.stop(0);
        threads.shutdownNow();
    }

    private record Request(String path, String target, com.sun.net.httpserver.Headers headers) {}
}

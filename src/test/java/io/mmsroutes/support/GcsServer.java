package io.mmsroutes.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.sun.net.httpserver.HttpExchange;
import com.sun.net.httpserver.HttpServer;
import io.mmsroutes.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;
import java.util.regex.Pattern;
import java.util.zip.GZIPInputStream;

/**
 * Speaks as much of the JSON API of Google Cloud Storage as Google's own client needs for one bucket: resumable and
 * multipart uploads, reading, deleting, tokens for a service account, and signed links, which it verifies. It is written
 * after the documented protocol (cloud.google.com/storage/docs/json_api) and is not Google: what Google does beyond
 * those pages is not shown by it. Objects are files and survive it; it breaks as a test tells it to.
 */
public final class GcsServer implements BucketServer {

    private static final int KEPT = 256 * 1024;

    private final int port;
    private final GcsObjects objects;
    private final GcsAccount account = new GcsAccount();
    private final Path keyFile;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> requests = new CopyOnWriteArrayList<>();
    private final AtomicLong dieAfter = new AtomicLong(-1);
    private final AtomicInteger busy = new AtomicInteger();
    private volatile boolean denies;
    private volatile boolean falsifies;
    private volatile boolean hidesChecksum;
    private volatile CountDownLatch goesOn = new CountDownLatch(0);
    private HttpServer server;

    public GcsServer(Path folder) {
        this(folder, Ports.free());
    }

    public GcsServer(Path folder, int port) {
        this.port = port;
        try {
            objects = new GcsObjects(Files.createDirectories(folder));
            keyFile = account.keyFile(folder.resolve("key.json"), endpoint().resolve("/token"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        restart();
    }

    @Override
    public Map<String, String> settings() {
        String kamelet = "camel.kamelet.media-store-gcs-sink.";
        return new HashMap<>(Map.of(
                "mms.store.default",
                "media-store-gcs-sink",
                kamelet + "bucket",
                BUCKET,
                kamelet + "endpoint",
                endpoint().toString(),
                kamelet + "keyFile",
                keyFile.toString()));
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    public Path keyFile() {
        return keyFile;
    }

    /** The bytes of an object, by its location as {@code gs://…}. */
    public Path bytes(String location) {
        return objects.bytes(
                BUCKET, location.substring("gs://%s/".formatted(BUCKET).length()));
    }

    @Override
    public InputStream read(String location) throws IOException {
        return Files.newInputStream(bytes(location));
    }

    public ObjectNode resource(String location) throws IOException {
        return objects.resource(
                        BUCKET, location.substring("gs://%s/".formatted(BUCKET).length()))
                .orElseThrow();
    }

    /** What was asked for, such as {@code PUT bytes 0-9/10}, {@code POST resumable} or {@code DELETE}. */
    public List<String> requests() {
        return requests;
    }

    /** The next upload breaks after so many bytes, once. */
    public void dieAfter(long bytes) {
        dieAfter.set(bytes);
    }

    /** Says 503 so many times. */
    public void busy(int times) {
        busy.set(times);
    }

    public void deny() {
        denies = true;
    }

    public void falsifyChecksum() {
        falsifies = true;
    }

    /** Says nothing of a checksum, as other servers may. */
    public void hideChecksum() {
        hidesChecksum = true;
    }

    /** Reads no body until it is mended, or for half a minute. */
    public void stall() {
        goesOn = new CountDownLatch(1);
    }

    public boolean isStalled() {
        return goesOn.getCount() > 0;
    }

    /** Does all that it should again, and forgets what was asked. */
    public void mend() {
        goesOn.countDown();
        denies = false;
        falsifies = false;
        hidesChecksum = false;
        busy.set(0);
        dieAfter.set(-1);
        requests.clear();
    }

    public void stop() {
        server.stop(0);
    }

    public void restart() {
        try {
            server = HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        server.setExecutor(threads);
        server.createContext("/", this::handle);
        server.start();
    }

    @Override
    public void close() {
        mend();
        stop();
        threads.shutdownNow();
    }

    private void handle(HttpExchange exchange) throws IOException {
        try (exchange) {
            route(exchange, exchange.getRequestURI().getRawPath().split("/", -1), query(exchange));
        }
    }

    private void route(HttpExchange exchange, String[] path, Map<String, String> query) throws IOException {
        if (path[1].equals("token")) {
            giveToken(exchange);
            return;
        }
        if (query.containsKey("X-Goog-Signature")) {
            serveLink(exchange, query);
            return;
        }
        if (refused(exchange)) {
            return;
        }
        boolean upload = path[1].equals("upload");
        int at = upload || path[1].equals("download") ? 2 : 1;
        String bucket = decoded(path[at + 3]);
        String name = path.length > at + 5 ? decoded(path[at + 5]) : query.getOrDefault("name", "");
        if (!bucket.equals(BUCKET)) {
            error(exchange, 404, "notFound", "The specified bucket does not exist.");
        } else if (upload && exchange.getRequestMethod().equals("PUT")) {
            take(exchange, query.getOrDefault("upload_id", ""));
        } else if (upload) {
            begin(exchange, query.getOrDefault("uploadType", ""), name);
        } else {
            serve(exchange, name, "media".equals(query.get("alt")));
        }
    }

    private boolean refused(HttpExchange exchange) throws IOException {
        String shown = exchange.getRequestHeaders().getFirst("Authorization");
        if (!("Bearer " + account.token()).equals(shown)) {
            error(exchange, 401, "required", "Anonymous caller does not have storage.objects.create access.");
            return true;
        }
        if (denies) {
            error(exchange, 403, "forbidden", "mms-test does not have storage.objects.create access to the object.");
            return true;
        }
        if (busy.getAndUpdate(left -> Math.max(0, left - 1)) > 0) {
            requests.add("busy");
            error(exchange, 503, "backendError", "Backend Error");
            return true;
        }
        return false;
    }

    // --- Uploads

    private void begin(HttpExchange exchange, String uploadType, String name) throws IOException {
        requests.add("POST " + uploadType);
        InputStream raw = exchange.getRequestBody();
        boolean zipped = "gzip".equals(exchange.getRequestHeaders().getFirst("Content-Encoding"));
        byte[] body = (zipped ? new GZIPInputStream(raw) : raw).readNBytes(4 * 1024 * 1024);
        if (uploadType.equals("multipart")) {
            List<byte[]> parts = parts(body, exchange.getRequestHeaders().getFirst("Content-Type"));
            json(exchange, 200, told(objects.put(described(parts.get(0), name), parts.get(1))));
            return;
        }
        String id = objects.begin(described(body, name));
        // Wherever the client thinks that this is, so that a line in between stays in between.
        String host = exchange.getRequestHeaders().getFirst("Host");
        exchange.getResponseHeaders()
                .add("Location", "http://%s%s&upload_id=%s".formatted(host, exchange.getRequestURI(), id));
        exchange.sendResponseHeaders(200, -1);
    }

    private static ObjectNode described(byte[] resource, String name) throws IOException {
        ObjectNode asked = (ObjectNode) Json.MAPPER.readTree(resource);
        if (!asked.has("name")) {
            asked.put("name", name);
        }
        return asked.put("bucket", BUCKET);
    }

    /** cloud.google.com/storage/docs/performing-resumable-uploads. */
    private void take(HttpExchange exchange, String id) throws IOException {
        String range = exchange.getRequestHeaders().getFirst("Content-Range");
        requests.add("PUT " + range);
        Optional<ObjectNode> finished = objects.finished(id);
        Optional<Path> part = objects.unfinished(id);
        if (finished.isPresent()) {
            json(exchange, 200, told(finished.get()));
            return;
        }
        if (part.isEmpty()) {
            error(exchange, 404, "notFound", "No such upload.");
            return;
        }
        if (!range.startsWith("bytes */")) {
            long from = Long.parseLong(range.substring("bytes ".length(), range.indexOf('-')));
            if (from != Files.size(part.get())) {
                text(exchange, 503, "Invalid request. According to the Content-Range header, it runs ahead.");
                return;
            }
            if (!append(exchange, part.get())) {
                return;
            }
        }
        String total = range.substring(range.indexOf('/') + 1);
        if (total.equals(String.valueOf(Files.size(part.get())))) {
            json(exchange, 200, told(objects.finish(id)));
        } else {
            incomplete(exchange, Files.size(part.get()));
        }
    }

    private static void incomplete(HttpExchange exchange, long size) throws IOException {
        if (size > 0) {
            exchange.getResponseHeaders().add("Range", "bytes=0-" + (size - 1));
        }
        exchange.sendResponseHeaders(308, -1);
    }

    /** Whether all of the body came. Of one that broke off, whole pieces of 256 KiB are kept, as Google does. */
    private boolean append(HttpExchange exchange, Path part) throws IOException {
        try {
            if (!goesOn.await(30, TimeUnit.SECONDS)) {
                goesOn.countDown();
            }
        } catch (InterruptedException e) {
            throw new IOException(e);
        }
        long dies = dieAfter.getAndSet(-1);
        long taken = 0;
        try (OutputStream out = Files.newOutputStream(part, StandardOpenOption.APPEND)) {
            InputStream in = exchange.getRequestBody();
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                out.write(buffer, 0, count);
                taken += count;
                if (dies >= 0 && taken >= dies) {
                    throw new IOException("told to die");
                }
            }
            return true;
        } catch (IOException e) {
            try (FileChannel kept = FileChannel.open(part, StandardOpenOption.WRITE)) {
                kept.truncate(kept.size() / KEPT * KEPT);
            }
            return false;
        }
    }

    private ObjectNode told(ObjectNode resource) {
        ObjectNode told = resource.deepCopy();
        if (falsifies) {
            told.put("crc32c", "AAAAAA==");
        }
        if (hidesChecksum) {
            told.remove("crc32c");
        }
        return told;
    }

    // --- Objects

    private void serve(HttpExchange exchange, String name, boolean media) throws IOException {
        requests.add(exchange.getRequestMethod());
        Optional<ObjectNode> resource = objects.resource(BUCKET, name);
        if (resource.isEmpty()) {
            error(exchange, 404, "notFound", "No such object: %s/%s".formatted(BUCKET, name));
        } else if (exchange.getRequestMethod().equals("DELETE")) {
            objects.delete(BUCKET, name);
            exchange.sendResponseHeaders(204, -1);
        } else if (media) {
            bytes(exchange, name);
        } else {
            json(exchange, 200, resource.get());
        }
    }

    /** The link of an object that is not there is as good as any. */
    private void serveLink(HttpExchange exchange, Map<String, String> query) throws IOException {
        URI uri = exchange.getRequestURI();
        String host = exchange.getRequestHeaders().getFirst("Host");
        String name =
                decoded(uri.getRawPath().substring("/%s/".formatted(BUCKET).length()));
        if (!"GOOG4-RSA-SHA256".equals(query.get("X-Goog-Algorithm"))
                || !account.signedLink(uri.getRawPath(), uri.getRawQuery(), host)) {
            text(exchange, 403, "SignatureDoesNotMatch");
        } else if (objects.resource(BUCKET, name).isEmpty()) {
            text(exchange, 404, "NoSuchKey");
        } else {
            bytes(exchange, name);
        }
    }

    private void bytes(HttpExchange exchange, String name) throws IOException {
        Path file = objects.bytes(BUCKET, name);
        exchange.sendResponseHeaders(200, Files.size(file) == 0 ? -1 : Files.size(file));
        Files.copy(file, exchange.getResponseBody());
    }

    private void giveToken(HttpExchange exchange) throws IOException {
        String form = new String(exchange.getRequestBody().readAllBytes(), UTF_8);
        String assertion = form.replaceFirst("^.*assertion=([^&]*).*$", "$1");
        ObjectNode answer = Json.MAPPER.createObjectNode();
        if (account.signed(assertion)) {
            answer.put("access_token", account.token())
                    .put("token_type", "Bearer")
                    .put("expires_in", 3_600);
            json(exchange, 200, answer);
        } else {
            json(exchange, 400, answer.put("error", "invalid_grant"));
        }
    }

    // --- Answers

    private static void error(HttpExchange exchange, int status, String reason, String message) throws IOException {
        ObjectNode body = Json.MAPPER.createObjectNode();
        ObjectNode error = body.putObject("error").put("code", status).put("message", message);
        error.putArray("errors")
                .addObject()
                .put("domain", "global")
                .put("reason", reason)
                .put("message", message);
        json(exchange, status, body);
    }

    private static void json(HttpExchange exchange, int status, ObjectNode body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "application/json; charset=UTF-8");
        MediaHost.answer(exchange, status, Json.MAPPER.writeValueAsBytes(body));
    }

    private static void text(HttpExchange exchange, int status, String body) throws IOException {
        exchange.getResponseHeaders().add("Content-Type", "text/plain");
        MediaHost.answer(exchange, status, body.getBytes(UTF_8));
    }

    private static Map<String, String> query(HttpExchange exchange) {
        Map<String, String> query = new HashMap<>();
        String raw = exchange.getRequestURI().getRawQuery();
        for (String pair : raw == null ? new String[0] : raw.split("&", -1)) {
            String[] parts = pair.split("=", 2);
            query.put(decoded(parts[0]), parts.length > 1 ? decoded(parts[1]) : "");
        }
        return query;
    }

    private static String decoded(String text) {
        return URLDecoder.decode(text.replace("+", "%2B"), UTF_8);
    }

    /** The two parts of multipart/related: the resource, then the bytes. */
    private static List<byte[]> parts(byte[] body, String contentType) throws IOException {
        String boundary = "--" + contentType.replaceFirst("^.*boundary=\"?([^\";]+)\"?.*$", "$1");
        String[] parts = new String(body, ISO_8859_1).split(Pattern.quote(boundary), -1);
        return List.of(content(parts[1]), content(parts[2]));
    }

    private static byte[] content(String part) throws IOException {
        int at = part.indexOf("\r\n\r\n") + 4;
        byte[] bytes = part.substring(at, Math.max(at, part.length() - 2)).getBytes(ISO_8859_1);
        boolean zipped = part.substring(0, at).toLowerCase(Locale.ROOT).contains("content-encoding: gzip");
        return zipped ? new GZIPInputStream(new ByteArrayInputStream(bytes)).readAllBytes() : bytes;
    }
}

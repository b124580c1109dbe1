package io.mmsroutes.support;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.DigestOutputStream;
import java.security.GeneralSecurityException;
import java.security.KeyStore;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.stream.Collectors;
import javax.net.ServerSocketFactory;
import javax.net.ssl.KeyManagerFactory;
import javax.net.ssl.SSLContext;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * A server that speaks S3 as simple ones do: it keeps a body as it comes over the wire, framing and trailers too, and refuses
 * one whose SHA-256 is not the one that the request is signed with. What else it does in its own way is chosen. It checks no
 * signature: s3proxy does.
 */
public final class PlainS3 implements BucketServer {
    /** What servers were seen to do differently from AWS. */
    public enum Dialect {
        /** {@code ETag: ABC…}, without quotes. */
        BARE_UPPER_CASE_ETAG,
        NO_ETAG,
        /** Of the object's time, say. */
        OTHER_ETAG,
        WEAK_ETAG,
        /** 405 to HEAD. */
        NO_HEAD,
        /** An answer to GET whose length is told by its end. */
        NO_CONTENT_LENGTH,
        /** 201 to an upload. */
        CREATED,
        /** 200 and an empty body to a deletion. */
        DELETED_WITH_200,
        /** 404 to a deletion of what is not there. */
        DELETED_WITH_404,
        /** Errors without a body. */
        NO_XML,
        /** HTTP/1.0, and the end of the connection, after each answer. */
        HTTP_1_0,
        /** 417 to {@code Expect: 100-continue}. */
        EXPECTATION_FAILED,
        /** 400 to any header that S3 had not in 2006, or that the protocol does not need. */
        UNKNOWN_HEADER_REFUSED,
        /** 200 to an upload, and an error in its body; nothing is kept. */
        ERROR_WITH_200,
        /** 200 to an upload, whose last byte is lost. */
        TRUNCATED,
        /** The names of error elements are in a namespace. */
        XML_WITH_NAMESPACE,
        /** 400 that names another region. */
        REGION_REFUSED
    }

    /** @param headers by their names in small letters */
    public record Request(String method, String path, Map<String, String> headers) {
        public @Nullable String header(String name) {
            return headers.get(name);
        }
    }

    private static final Set<String> OLD_HEADERS = Set.of(
            "host",
            "date",
            "authorization",
            "content-length",
            "content-type",
            "connection",
            "user-agent",
            "accept-encoding",
            "x-amz-date",
            "x-amz-content-sha256");

    private final Path folder;
    private final ServerSocket server;
    private final String scheme;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final Set<Socket> open = ConcurrentHashMap.newKeySet();
    private final List<Request> requests = new CopyOnWriteArrayList<>();
    private volatile Set<Dialect> dialects = Set.of();

    public PlainS3(Path folder) {
        this(folder, ServerSocketFactory.getDefault(), "http");
    }

    /** By TLS, with a certificate for 127.0.0.1. */
    public PlainS3(Path folder, Certificate certificate) {
        this(folder, sockets(certificate), "https");
    }

    private PlainS3(Path folder, ServerSocketFactory sockets, String scheme) {
        this.folder = folder;
        this.scheme = scheme;
        try {
            Files.createDirectories(folder);
            this.server = sockets.createServerSocket(Ports.free(), 50, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public PlainS3 speaking(Dialect... chosen) {
        dialects = Set.of(chosen);
        return this;
    }

    public URI endpoint() {
        return URI.create("%s://127.0.0.1:%d".formatted(scheme, server.getLocalPort()));
    }

    /** All that came, and forgets it. */
    public List<Request> requests() {
        List<Request> came = List.copyOf(requests);
        requests.clear();
        return came;
    }

    /** Those of a method, in the order in which they came. */
    public List<Request> requests(String method) {
        return requests.stream()
                .filter(request -> request.method().equals(method))
                .toList();
    }

    @Override
    public Map<String, String> settings() {
        String kamelet = "camel.kamelet.media-store-s3-sink.";
        return Map.of(
                "mms.store.default",
                "media-store-s3-sink",
                kamelet + "bucket",
                BUCKET,
                kamelet + "endpoint",
                endpoint().toString(),
                kamelet + "pathStyle",
                "true",
                kamelet + "accessKey",
                S3Server.ACCESS_KEY,
                kamelet + "secretKey",
                S3Server.SECRET_KEY);
    }

    @Override
    public InputStream read(String location) {
        try {
            return Files.newInputStream(file("/" + location.substring("s3://".length())));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    public void close() {
        try {
            server.close();
            for (Socket socket : open) {
                socket.close();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.shutdownNow();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                open.add(socket);
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                // closed
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            InputStream in = new BufferedInputStream(socket.getInputStream());
            OutputStream out = new BufferedOutputStream(socket.getOutputStream());
            boolean again = true;
            while (again) {
                String line = line(in);
                if (line.isEmpty()) {
                    return;
                }
                answer(request(line, in), in, out);
                out.flush();
                again = !speaks(Dialect.HTTP_1_0) && !speaks(Dialect.NO_CONTENT_LENGTH);
            }
        } catch (IOException e) {
            // the client is gone
        } finally {
            open.remove(socket);
        }
    }

    private static Request request(String line, InputStream in) throws IOException {
        String[] words = line.split(" ", -1);
        Map<String, String> headers = new HashMap<>();
        for (String header = line(in); !header.isEmpty(); header = line(in)) {
            int colon = header.indexOf(':');
            headers.put(
                    header.substring(0, colon).toLowerCase(Locale.ROOT),
                    header.substring(colon + 1).strip());
        }
        return new Request(words[0], URI.create(words[1]).getPath(), Map.copyOf(headers));
    }

    private void answer(Request request, InputStream in, OutputStream out) throws IOException {
        requests.add(request);
        if (request.header("expect") != null) {
            if (speaks(Dialect.EXPECTATION_FAILED)) {
                head(out, 417, Map.of("Connection", "close"), 0);
                throw new IOException("refused");
            }
            out.write("HTTP/1.1 100 Continue\r\n\r\n".getBytes(ISO_8859_1));
            out.flush();
        }
        switch (request.method()) {
            case "PUT" -> put(request, in, out);
            case "GET", "HEAD" -> get(request, out);
            case "DELETE" -> delete(request, out);
            default -> error(out, 405, "MethodNotAllowed");
        }
    }

    private void put(Request request, InputStream in, OutputStream out) throws IOException {
        if (request.header("content-length") == null) {
            error(out, 411, "MissingContentLength");
            throw new IOException("no length");
        }
        Path came = Files.createTempFile(folder, "came", null);
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        MessageDigest md5 = DigestUtils.getMd5Digest();
        try (OutputStream kept =
                new DigestOutputStream(new DigestOutputStream(Files.newOutputStream(came), md5), sha256)) {
            long left = Long.parseLong(request.headers().get("content-length"));
            byte[] block = new byte[64 * 1024];
            while (left > 0) {
                int read = in.read(block, 0, (int) Math.min(left, block.length));
                if (read < 0) {
                    throw new IOException("cut off");
                }
                kept.write(block, 0, read);
                left -= read;
            }
        }
        String signed = String.valueOf(request.header("x-amz-content-sha256"));
        if (speaks(Dialect.REGION_REFUSED)) {
            error(out, 400, "AuthorizationHeaderMalformed");
        } else if (speaks(Dialect.UNKNOWN_HEADER_REFUSED) && !OLD_HEADERS.containsAll(unmetadata(request))) {
            error(out, 400, "InvalidArgument");
        } else if (signed.length() == 64 && !signed.equals(Hex.encodeHexString(sha256.digest()))) {
            error(out, 400, "XAmzContentSHA256Mismatch");
        } else if (speaks(Dialect.ERROR_WITH_200)) {
            error(out, 200, "InternalError");
        } else {
            if (speaks(Dialect.TRUNCATED)) {
                Files.write(came, allButOne(came));
            }
            Files.move(came, file(request.path()), StandardCopyOption.REPLACE_EXISTING);
            String hex = Hex.encodeHexString(md5.digest());
            head(out, speaks(Dialect.CREATED) ? 201 : 200, eTag(hex), 0);
        }
    }

    private static byte[] allButOne(Path file) throws IOException {
        byte[] all = Files.readAllBytes(file);
        return Arrays.copyOf(all, Math.max(0, all.length - 1));
    }

    private static Set<String> unmetadata(Request request) {
        return request.headers().keySet().stream()
                .filter(name -> !name.startsWith("x-amz-meta-"))
                .collect(Collectors.toSet());
    }

    private Map<String, String> eTag(String md5) {
        if (speaks(Dialect.NO_ETAG)) {
            return Map.of();
        }
        if (speaks(Dialect.BARE_UPPER_CASE_ETAG)) {
            return Map.of("ETag", md5.toUpperCase(Locale.ROOT));
        }
        if (speaks(Dialect.WEAK_ETAG)) {
            return Map.of("ETag", "W/\"%s\"".formatted(md5));
        }
        return Map.of("ETag", speaks(Dialect.OTHER_ETAG) ? "\"18c5a1f0b2\"" : "\"%s\"".formatted(md5));
    }

    private void get(Request request, OutputStream out) throws IOException {
        boolean head = request.method().equals("HEAD");
        Path file = file(request.path());
        if (head && request.path().equals("/" + BUCKET)) {
            head(out, 200, Map.of(), 0);
        } else if (head && speaks(Dialect.NO_HEAD)) {
            head(out, 405, Map.of(), 0);
        } else if (!Files.exists(file)) {
            if (head) {
                head(out, 404, Map.of(), 0);
            } else {
                error(out, 404, "NoSuchKey");
            }
        } else {
            head(out, 200, Map.of(), speaks(Dialect.NO_CONTENT_LENGTH) ? -1 : Files.size(file));
            if (!head) {
                Files.copy(file, out);
            }
        }
    }

    private void delete(Request request, OutputStream out) throws IOException {
        boolean gone = !Files.deleteIfExists(file(request.path()));
        if (gone && speaks(Dialect.DELETED_WITH_404)) {
            error(out, 404, "NoSuchKey");
        } else {
            head(out, speaks(Dialect.DELETED_WITH_200) ? 200 : 204, Map.of(), 0);
        }
    }

    private void error(OutputStream out, int status, String code) throws IOException {
        String space = speaks(Dialect.XML_WITH_NAMESPACE) ? " xmlns=\"http://s3.amazonaws.com/doc/2006-03-01/\"" : "";
        byte[] body = speaks(Dialect.NO_XML)
                ? new byte[0]
                : "<?xml version=\"1.0\"?><Error%s><Code>%s</Code><Message>no</Message></Error>"
                        .formatted(space, code)
                        .getBytes(UTF_8);
        head(out, status, Map.of("Content-Type", "application/xml"), body.length);
        out.write(body);
    }

    private void head(OutputStream out, int status, Map<String, String> headers, long length) throws IOException {
        StringBuilder head =
                new StringBuilder("HTTP/1.%d %d Said\r\n".formatted(speaks(Dialect.HTTP_1_0) ? 0 : 1, status));
        headers.forEach(
                (name, value) -> head.append(name).append(": ").append(value).append("\r\n"));
        if (status != 204 && length >= 0) {
            head.append("Content-Length: ").append(length).append("\r\n");
        }
        if (speaks(Dialect.NO_CONTENT_LENGTH)) {
            head.append("Connection: close\r\n");
        }
        out.write(head.append("\r\n").toString().getBytes(ISO_8859_1));
    }

    private static String line(InputStream in) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream();
        for (int next = in.read(); next >= 0 && next != '\n'; next = in.read()) {
            if (next != '\r') {
                line.write(next);
            }
        }
        return line.toString(UTF_8);
    }

    private Path file(String path) {
        return folder.resolve(DigestUtils.sha256Hex(path));
    }

    private boolean speaks(Dialect dialect) {
        return dialects.contains(dialect);
    }

    private static ServerSocketFactory sockets(Certificate certificate) {
        try (InputStream in = Files.newInputStream(certificate.keyStore())) {
            KeyStore keys = KeyStore.getInstance("PKCS12");
            keys.load(in, Certificate.KEY_PASSWORD.toCharArray());
            KeyManagerFactory managers = KeyManagerFactory.getInstance(KeyManagerFactory.getDefaultAlgorithm());
            managers.init(keys, Certificate.KEY_PASSWORD.toCharArray());
            SSLContext context = SSLContext.getInstance("TLS");
            context.init(managers.getKeyManagers(), null, null);
            return context.getServerSocketFactory();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException(e);
        }
    }
}

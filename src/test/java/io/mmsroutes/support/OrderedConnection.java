package io.mmsroutes.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.commons.codec.digest.DigestUtils;

/** One connection, on which each request waits for the answer to the one before: so the n-th answer is that of the n-th. */
public final class OrderedConnection implements AutoCloseable {
    private final WebhookSender telnyx;
    private final Socket socket;
    private final InputStream in;
    private final List<byte[]> posted = new CopyOnWriteArrayList<>();

    public OrderedConnection(int port) throws IOException {
        this.telnyx = new WebhookSender(port);
        this.socket = new Socket(InetAddress.getLoopbackAddress(), port);
        socket.setTcpNoDelay(true);
        socket.setSoTimeout(20_000);
        this.in = new BufferedInputStream(socket.getInputStream());
    }

    /** {@code 127.0.0.1:port}, as the gateway sees it. */
    public String address() {
        return "127.0.0.1:" + socket.getLocalPort();
    }

    /** The bodies, in the order of their answers. */
    public List<byte[]> posted() {
        return posted;
    }

    /** Returns the status. */
    public int postWebhook(byte[] body) throws IOException {
        String timestamp = String.valueOf(Instant.now().getEpochSecond());
        return post("/webhooks", body, """
                telnyx-timestamp: %s
                telnyx-signature-ed25519: %s
                """.formatted(timestamp, telnyx.sign(timestamp, body)));
    }

    /** Returns the status of a request to send. */
    public int postMessage(byte[] body, String apiKey) throws IOException {
        return post(
                "/v2/messages",
                body,
                "Authorization: Bearer %s\nIdempotency-Key: %s\n".formatted(apiKey, DigestUtils.sha256Hex(body)));
    }

    private int post(String path, byte[] body, String headers) throws IOException {
        ByteArrayOutputStream request = new ByteArrayOutputStream();
        request.writeBytes(
                """
                POST %s HTTP/1.1
                Host: 127.0.0.1
                Content-Type: application/json
                %sContent-Length: %s

                """.formatted(path, headers, body.length).replace("\n", "\r\n").getBytes(StandardCharsets.US_ASCII));
        request.writeBytes(body);
        posted.add(body);
        socket.getOutputStream().write(request.toByteArray());
        String status = line();
        skipAnswer();
        return Integer.parseInt(status.split(" ", 3)[1]);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }

    private void skipAnswer() throws IOException {
        int length = 0;
        boolean chunked = false;
        for (String header = line(); !header.isEmpty(); header = line()) {
            String[] parts = header.toLowerCase(java.util.Locale.ROOT).split(":\\s*", 2);
            length = parts[0].equals("content-length") ? Integer.parseInt(parts[1]) : length;
            chunked |= parts[0].equals("transfer-encoding");
        }
        if (chunked) {
            for (int size = chunk(); size > 0; size = chunk()) {
                in.skipNBytes(size + 2L);
            }
            line();
        } else {
            in.skipNBytes(length);
        }
    }

    private int chunk() throws IOException {
        return Integer.parseInt(line(), 16);
    }

    private String line() throws IOException {
        StringBuilder line = new StringBuilder();
        for (int c = in.read(); c != '\n'; c = in.read()) {
            if (c < 0) {
                throw new IOException("The connection ended before its answer: " + line);
            }
            line.append((char) c);
        }
        return line.toString().strip();
    }
}

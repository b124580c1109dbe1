package io.mmsroutes.support;

import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;

/** A host that answers byte for byte what a test tells it to, and keeps the heads of the requests as they came. */
public final class RawHost implements AutoCloseable {
    private final ServerSocket server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final List<String> heads = new CopyOnWriteArrayList<>();
    private final Answer answer;

    public RawHost(Answer answer) {
        this.answer = answer;
        try {
            server = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public int port() {
        return server.getLocalPort();
    }

    public String url(String target) {
        return "http://127.0.0.1:%d%s".formatted(port(), target);
    }

    /** Request lines, such as {@code GET /a?b HTTP/1.1}. */
    public List<String> lines() {
        return heads.stream()
                .map(head -> head.substring(0, head.indexOf("\r\n")))
                .toList();
    }

    public List<String> heads() {
        return heads;
    }

    /** An answer with a body and its length. */
    public static byte[] answer(String statusAndHeaders, byte[] body) {
        return bytes(
                "HTTP/1.1 %s\r\nContent-Length: %d\r\nConnection: close\r\n\r\n"
                        .formatted(statusAndHeaders, body.length),
                body);
    }

    /** Head, one byte a character, and body. */
    public static byte[] bytes(String head, byte[] body) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        out.writeBytes(head.getBytes(StandardCharsets.ISO_8859_1));
        out.writeBytes(body);
        return out.toByteArray();
    }

    private void accept() {
        while (!server.isClosed()) {
            try {
                Socket socket = server.accept();
                threads.execute(() -> serve(socket));
            } catch (IOException e) {
                return;
            }
        }
    }

    private void serve(Socket socket) {
        try (socket) {
            String head = head(new BufferedInputStream(socket.getInputStream()));
            if (head.isEmpty()) {
                return;
            }
            heads.add(head);
            String[] line = head.split(" ", 3);
            byte[] bytes = answer.to(line[0], line[1], socket);
            socket.getOutputStream().write(bytes);
            socket.getOutputStream().flush();
            socket.shutdownOutput();
            // Closing with unread bytes would reset the connection under the answer.
            socket.setSoTimeout(2_000);
            socket.getInputStream().readAllBytes();
        } catch (IOException e) {
            // the client hung up, or the test told the host to
        }
    }

    private static String head(InputStream in) throws IOException {
        StringBuilder head = new StringBuilder();
        while (head.indexOf("\r\n\r\n") < 0) {
            int one = in.read();
            if (one < 0) {
                return "";
            }
            head.append((char) one);
        }
        return head.toString();
    }

    @Override
    public void close() throws IOException {
        server.close();
        threads.shutdownNow();
    }

    /** What is written back; it may do as it likes with the connection. */
    public interface Answer {
        byte[] to(String method, String target, Socket socket) throws IOException;
    }
}

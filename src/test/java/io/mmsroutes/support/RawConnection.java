package io.mmsroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.net.SocketTimeoutException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** One connection to the gateway, for requests that no HTTP client would send, or would not send whole. */
public final class RawConnection implements AutoCloseable {
    /** It may come behind the body of the answer before. */
    private static final Pattern HEAD = Pattern.compile("HTTP/1\\.1 (\\d{3})(?s:.*?)\r\n\r\n");

    private final Socket socket = new Socket();
    private final StringBuilder read = new StringBuilder();

    private RawConnection(int port) {
        try {
            socket.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port), 10_000);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RawConnection to(int port) {
        return new RawConnection(port);
    }

    /** Lines of a head, without the blank one that ends it. */
    public static String head(String... lines) {
        return String.join("\r\n", lines) + "\r\nHost: 127.0.0.1\r\n";
    }

    public RawConnection write(String text) {
        return write(text.getBytes(StandardCharsets.ISO_8859_1));
    }

    public RawConnection write(byte[] bytes) {
        try {
            socket.getOutputStream().write(bytes);
            return this;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Status of the next answer; 0 where the connection ends, or nothing comes, before there is one. */
    public int status(Duration atMost) {
        read.setLength(0);
        readUntil(HEAD, atMost);
        Matcher head = HEAD.matcher(read);
        return head.find() ? Integer.parseInt(head.group(1)) : 0;
    }

    /** What came so far. */
    public String answer() {
        return read.toString();
    }

    /** Whether the gateway closes the connection in that time. */
    public boolean endsWithin(Duration atMost) {
        return readUntil(null, atMost);
    }

    @Override
    public void close() {
        try {
            socket.close();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @return whether the other side ended it */
    private boolean readUntil(@Nullable Pattern end, Duration atMost) {
        long until = System.nanoTime() + atMost.toNanos();
        try {
            InputStream in = socket.getInputStream();
            byte[] buffer = new byte[8_192];
            while (end == null || !end.matcher(read).find()) {
                int left = (int) Math.max(1, (until - System.nanoTime()) / 1_000_000);
                socket.setSoTimeout(left);
                int length = in.read(buffer);
                if (length < 0) {
                    return true;
                }
                read.append(new String(buffer, 0, length, StandardCharsets.ISO_8859_1));
            }
            return false;
        } catch (SocketTimeoutException e) {
            return false;
        } catch (SocketException e) {
            return true;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package bench;

import java.io.BufferedInputStream;
import java.io.BufferedReader;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.RandomAccessFile;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Locale;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Semaphore;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;

/**
 * Telnyx, as far as a receiver sees it: posts the events that {@link SignEvents} signed, and has their pictures. Arguments: port of
 * the pictures. Then one line a run: folder of the events, port to post to, first event, number of events, connections, events that
 * may be posted and not fetched yet (0 for any number), events a second (0 for as many as are answered), milliseconds until a
 * picture is given, name of the file with it. Says on one line: seconds until all is fetched, p50 and p99 of the answers in
 * milliseconds, answers that were no 200, after which the event is posted again. Or it says {@code failed:} and why: nothing is
 * waited for longer than a minute.
 */
public final class PostPictures {
    private static final int LINE = 36 + 1 + 88 + 1; // id, blank, signature, end of line
    private static final int MAX_SECONDS = 60;
    private static final String ID = "00000000-0000-0000-0000-000000000000";

    private volatile byte[] picture = new byte[0];
    private volatile int delay;
    private final Semaphore fetched = new Semaphore(0);

    public static void main(String[] arguments) throws Exception {
        PostPictures telnyx = new PostPictures();
        ServerSocket server = new ServerSocket(Integer.parseInt(arguments[0]), 256, InetAddress.getLoopbackAddress());
        daemon(() -> telnyx.serve(server));
        BufferedReader orders = new BufferedReader(new InputStreamReader(System.in, StandardCharsets.UTF_8));
        for (String order = orders.readLine(); order != null; order = orders.readLine()) {
            System.out.println(telnyx.answer(order.split(" ")));
        }
    }

    private String answer(String[] order) {
        try {
            return run(order);
        } catch (Exception e) {
            return "failed: " + String.valueOf(e.getMessage()).replaceAll("\\s+", " ") + " (" + e.getClass().getSimpleName() + ")";
        }
    }

    private String run(String[] order) throws Exception {
        Path folder = Path.of(order[0]);
        int port = Integer.parseInt(order[1]);
        int first = Integer.parseInt(order[2]);
        int count = Integer.parseInt(order[3]);
        int connections = Integer.parseInt(order[4]);
        int ahead = Integer.parseInt(order[5]);
        int perSecond = Integer.parseInt(order[6]);
        delay = Integer.parseInt(order[7]);
        picture = Files.readAllBytes(Path.of(order[8]));
        String event = Files.readString(folder.resolve("event.json"));
        String timestamp = Files.readString(folder.resolve("timestamp"));
        int media = event.split("\"url\"", -1).length - 1;
        fetched.drainPermits();
        fetched.release(ahead * media);
        long[] nanos = new long[count];
        AtomicInteger next = new AtomicInteger();
        AtomicInteger failed = new AtomicInteger();
        AtomicReference<Exception> failure = new AtomicReference<>();
        CountDownLatch ended = new CountDownLatch(connections);
        long began = System.nanoTime();
        for (int i = 0; i < connections; i++) {
            daemon(() -> {
                try (Caller caller = new Caller(port);
                        RandomAccessFile events = new RandomAccessFile(folder.resolve("events").toFile(), "r")) {
                    for (int at = next.getAndIncrement(); at < count && failure.get() == null; at = next.getAndIncrement()) {
                        if (ahead > 0 && !fetched.tryAcquire(media, MAX_SECONDS, TimeUnit.SECONDS)) {
                            throw new IOException("the pictures of what was posted are not fetched");
                        }
                        if (perSecond > 0) {
                            sleep(began + at * 1_000_000_000L / perSecond - System.nanoTime());
                        }
                        byte[] line = new byte[LINE];
                        events.seek((long) (first + at) * LINE);
                        events.readFully(line);
                        String text = new String(line, StandardCharsets.US_ASCII);
                        long sent = System.nanoTime();
                        String json = event.replace(ID, text.substring(0, 36));
                        // As Telnyx does, though sooner.
                        int status = caller.post(json, timestamp, text.substring(37, LINE - 1));
                        while (status != 200) {
                            if (failure.get() != null || System.nanoTime() - sent > MAX_SECONDS * 1_000_000_000L) {
                                throw new IOException("the last answer was " + (status == 0 ? "none" : "a " + status));
                            }
                            failed.incrementAndGet();
                            sleep(100_000_000);
                            status = caller.post(json, timestamp, text.substring(37, LINE - 1));
                        }
                        nanos[at] = System.nanoTime() - sent;
                    }
                } catch (EOFException e) {
                    failure.compareAndSet(null, new IOException("there are no more signed events", e));
                } catch (IOException | InterruptedException e) {
                    failure.compareAndSet(null, e);
                } finally {
                    ended.countDown();
                }
            });
        }
        ended.await();
        delay = 0;
        if (failure.get() != null) {
            throw failure.get();
        }
        if (ahead > 0 && !fetched.tryAcquire(ahead * media, MAX_SECONDS, TimeUnit.SECONDS)) {
            throw new IOException("the pictures of what was posted last are not fetched");
        }
        double seconds = (System.nanoTime() - began) / 1e9;
        Arrays.sort(nanos);
        return String.format(
                Locale.ROOT,
                "%.3f %.1f %.1f %d",
                seconds,
                nanos[count / 2] / 1e6,
                nanos[Math.min(count - 1, count * 99 / 100)] / 1e6,
                failed.get());
    }

    private void serve(ServerSocket server) {
        while (true) {
            try {
                Socket socket = server.accept();
                daemon(() -> answer(socket));
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }

    /** One picture after the other, each in one write: this is to cost as little as it can. */
    private void answer(Socket socket) {
        try (socket) {
            socket.setTcpNoDelay(true);
            DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            while (Head.read(in) != null) {
                sleep(delay * 1_000_000L);
                byte[] bytes = picture;
                byte[] head = ("HTTP/1.1 200 OK\r\nContent-Type: image/jpeg\r\nContent-Length: " + bytes.length + "\r\n\r\n")
                        .getBytes(StandardCharsets.US_ASCII);
                byte[] whole = Arrays.copyOf(head, head.length + bytes.length);
                System.arraycopy(bytes, 0, whole, head.length, bytes.length);
                socket.getOutputStream().write(whole);
                fetched.release();
            }
        } catch (IOException e) {
            // who asked has hung up
        }
    }

    private static void sleep(long nanos) {
        try {
            TimeUnit.NANOSECONDS.sleep(nanos);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private static void daemon(Runnable work) {
        Thread thread = new Thread(work);
        thread.setDaemon(true);
        thread.start();
    }

    /** One connection, made again where the receiver closes it after each answer. */
    private static final class Caller implements AutoCloseable {
        private final int port;
        private Socket socket;
        private DataInputStream in;

        Caller(int port) {
            this.port = port;
        }

        /** The status; 0 where the receiver hung up. */
        int post(String json, String timestamp, String signature) throws IOException {
            try {
                return answer(json, timestamp, signature);
            } catch (IOException e) {
                close();
                return 0;
            }
        }

        private int answer(String json, String timestamp, String signature) throws IOException {
            byte[] request = ("POST /webhooks HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Type: application/json\r\nContent-Length: "
                            + json.length() + "\r\ntelnyx-timestamp: " + timestamp + "\r\ntelnyx-signature-ed25519: " + signature
                            + "\r\n\r\n" + json)
                    .getBytes(StandardCharsets.US_ASCII);
            if (socket == null) {
                socket = new Socket(InetAddress.getLoopbackAddress(), port);
                socket.setTcpNoDelay(true);
                socket.setSoTimeout(MAX_SECONDS * 1_000);
                in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
            }
            OutputStream out = socket.getOutputStream();
            out.write(request);
            Head head = Head.read(in);
            if (head == null) {
                throw new EOFException();
            }
            head.skipBody(in);
            if (head.isLast()) {
                close();
            }
            return head.status();
        }

        @Override
        public void close() throws IOException {
            if (socket != null) {
                socket.close();
                socket = null;
            }
        }
    }

    /** As far as it matters here. */
    private record Head(int status, int length, boolean isChunked, boolean isLast) {
        void skipBody(DataInputStream in) throws IOException {
            in.readFully(new byte[length]);
            for (int chunk = isChunked ? -1 : 0; chunk != 0; ) {
                String size = line(in);
                if (size == null) {
                    throw new EOFException();
                }
                chunk = Integer.parseInt(size, 16);
                in.readFully(new byte[chunk + 2]);
            }
        }

        /** Null where the other side has closed. */
        static Head read(DataInputStream in) throws IOException {
            String first = line(in);
            if (first == null) {
                return null;
            }
            int length = 0;
            boolean chunked = false;
            boolean last = first.startsWith("HTTP/1.0");
            for (String line = line(in); line != null && !line.isEmpty(); line = line(in)) {
                String lower = line.toLowerCase(Locale.ROOT);
                if (lower.startsWith("content-length:")) {
                    length = Integer.parseInt(lower.substring(15).strip());
                } else if (lower.equals("transfer-encoding: chunked")) {
                    chunked = true;
                } else if (lower.equals("connection: close")) {
                    last = true;
                }
            }
            int status = first.startsWith("HTTP/") ? Integer.parseInt(first.substring(9, 12)) : 0;
            return new Head(status, length, chunked, last);
        }

        private static String line(DataInputStream in) throws IOException {
            StringBuilder line = new StringBuilder();
            for (int at = in.read(); at != '\n'; at = in.read()) {
                if (at < 0) {
                    return null;
                }
                if (at != '\r') {
                    line.append((char) at);
                }
            }
            return line.toString();
        }
    }
}

package io.mmsroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.net.URI;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.locks.LockSupport;

/** A TCP line to a server, which breaks, drips or falls silent as it is told. */
public final class FaultyLine implements AutoCloseable {
    private final ServerSocket listener;
    private final URI server;
    private final ExecutorService threads = Executors.newCachedThreadPool();
    /** Connections that still break after {@link #breaksAfter} bytes. */
    private final AtomicInteger breaks = new AtomicInteger();

    private volatile long breaksAfter = Long.MAX_VALUE;
    private volatile long nanosForEachBlock;
    private volatile boolean silent;

    public FaultyLine(URI server) {
        this.server = server;
        try {
            this.listener = new ServerSocket(0, 100, InetAddress.getLoopbackAddress());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        threads.execute(this::accept);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + listener.getLocalPort());
    }

    /** The next connections end after so many bytes of what is sent. */
    public FaultyLine breaking(int connections, long bytes) {
        breaksAfter = bytes;
        breaks.set(connections);
        return this;
    }

    /** Each 16 KiB that are sent take so long. */
    public FaultyLine dripping(long millis) {
        nanosForEachBlock = millis * 1_000_000;
        return this;
    }

    /** What the server answers is kept from the client. */
    public FaultyLine silent() {
        silent = true;
        return this;
    }

    @Override
    public void close() throws IOException {
        listener.close();
        threads.shutdownNow();
    }

    private void accept() {
        try {
            while (!listener.isClosed()) {
                Socket client = listener.accept();
                long limit = breaks.getAndUpdate(left -> Math.max(0, left - 1)) > 0 ? breaksAfter : Long.MAX_VALUE;
                Socket upstream = new Socket(server.getHost(), server.getPort());
                threads.execute(() -> carry(client, upstream, limit));
                threads.execute(() -> answer(upstream, client));
            }
        } catch (IOException e) {
            // closed, or the server is gone: the client notices
        }
    }

    private void carry(Socket client, Socket upstream, long limit) {
        try (client;
                upstream;
                InputStream in = client.getInputStream();
                OutputStream out = upstream.getOutputStream()) {
            byte[] block = new byte[16 * 1024];
            long carried = 0;
            for (int count = in.read(block); count >= 0 && carried < limit; count = in.read(block)) {
                out.write(block, 0, count);
                carried += count;
                LockSupport.parkNanos(nanosForEachBlock);
            }
        } catch (IOException e) {
            // one of the two hung up
        }
    }

    private void answer(Socket upstream, Socket client) {
        try (InputStream in = upstream.getInputStream()) {
            OutputStream out = silent ? OutputStream.nullOutputStream() : client.getOutputStream();
            in.transferTo(out);
        } catch (IOException e) {
            // one of the two hung up
        }
    }
}

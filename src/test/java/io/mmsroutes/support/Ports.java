package io.mmsroutes.support;

import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Ports that are free now. Those that run side by side have a range each, and none is in the range from which the system takes
 * ports of its own: what was free a moment ago is free when it is used.
 */
public final class Ports {
    private static final int EACH = 2_700;
    private static final int FIRST = 16_000 + EACH * (Integer.getInteger("test.fork", 1) - 1);
    private static final AtomicInteger NEXT =
            new AtomicInteger(ThreadLocalRandom.current().nextInt(EACH));

    private Ports() {}

    public static int free() {
        for (int tries = 0; tries < EACH; tries++) {
            int port = FIRST + NEXT.getAndIncrement() % EACH;
            if (isFree(port)) {
                return port;
            }
        }
        throw new IllegalStateException("no port is free");
    }

    private static boolean isFree(int port) {
        try (ServerSocket socket = new ServerSocket(port, 1, InetAddress.getLoopbackAddress())) {
            return socket.isBound();
        } catch (IOException e) {
            return false;
        }
    }
}

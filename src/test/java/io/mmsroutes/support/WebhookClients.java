package io.mmsroutes.support;

import java.io.UncheckedIOException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicLong;

/** Telnyx behind a balancer: each event goes to a gateway, and to the next one until somebody answers 200. */
public final class WebhookClients implements AutoCloseable {
    private static final long AGAIN_MILLIS = 500;

    private final List<WebhookSender> gateways;
    private final ScheduledExecutorService threads = Executors.newScheduledThreadPool(16);
    private final AtomicInteger posted = new AtomicInteger();
    private final AtomicInteger acknowledged = new AtomicInteger();
    private final AtomicInteger repeats = new AtomicInteger();
    private final AtomicLong longest = new AtomicLong();

    public WebhookClients(List<Integer> ports) {
        this.gateways = ports.stream().map(WebhookSender::new).toList();
    }

    public void post(Events event, long delayMillis) {
        int number = posted.getAndIncrement();
        ScheduledFuture<?> unused =
                threads.schedule(() -> post(event, number, System.nanoTime()), delayMillis, TimeUnit.MILLISECONDS);
    }

    public int acknowledged() {
        return acknowledged.get();
    }

    public boolean areAnswered() {
        return acknowledged.get() == posted.get();
    }

    /** Events that were not answered 200 and went out again. */
    public int repeats() {
        return repeats.get();
    }

    /** From the first attempt of an event to its 200, at most. */
    public Duration longestWait() {
        return Duration.ofNanos(longest.get());
    }

    @Override
    public void close() {
        threads.shutdownNow();
    }

    private void post(Events event, int gateway, long since) {
        if (isAcknowledged(event, gateway)) {
            longest.accumulateAndGet(System.nanoTime() - since, Math::max);
            acknowledged.incrementAndGet();
            return;
        }
        repeats.incrementAndGet();
        ScheduledFuture<?> unused =
                threads.schedule(() -> post(event, gateway + 1, since), AGAIN_MILLIS, TimeUnit.MILLISECONDS);
    }

    private boolean isAcknowledged(Events event, int gateway) {
        try {
            return gateways.get(gateway % gateways.size()).post(event.json()).statusCode() == 200;
        } catch (UncheckedIOException e) {
            return false; // that gateway is down
        }
    }
}

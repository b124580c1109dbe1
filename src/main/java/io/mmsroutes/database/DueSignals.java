package io.mmsroutes.database;

import java.util.Set;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Who is woken when something became due. A signal may be lost, and may come for nothing: everybody looks by themselves too. */
final class DueSignals {
    private static final Logger LOG = LoggerFactory.getLogger(DueSignals.class);

    private final CopyOnWriteArrayList<Listener> listeners = new CopyOnWriteArrayList<>();
    private volatile Consumer<Set<String>> others = queues -> {};

    AutoCloseable listen(String queue, Runnable wake) {
        Listener listener = new Listener(queue, wake);
        listeners.add(listener);
        return () -> listeners.remove(listener);
    }

    /** @param others tells other gateways */
    void tellOthers(Consumer<Set<String>> others) {
        this.others = others;
    }

    /** After a commit of this gateway. */
    void fire(Set<String> queues) {
        if (!queues.isEmpty()) {
            queues.forEach(this::fireHere);
            others.accept(queues);
        }
    }

    void fireHere(String queue) {
        for (Listener listener : listeners) {
            if (listener.queue.equals(queue)) {
                wake(listener);
            }
        }
    }

    /** After a while in which signals of others may have been missed. */
    void fireAllHere() {
        listeners.forEach(DueSignals::wake);
    }

    private static void wake(Listener listener) {
        try {
            listener.wake.run();
        } catch (RuntimeException e) {
            LOG.warn("Nobody was woken for queue {}", listener.queue, e);
        }
    }

    private record Listener(String queue, Runnable wake) {}
}

package io.mmsroutes.server;

import java.util.Optional;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicLong;

/** The bytes of request bodies that may be in memory at once, over all connections. */
final class HeldBytes {
    private final AtomicLong left;

    HeldBytes(long most) {
        this.left = new AtomicLong(most);
    }

    /** Empty where that many are not left. */
    Optional<Share> take(long bytes) {
        long before = left.getAndUpdate(now -> now >= bytes ? now - bytes : now);
        return before >= bytes ? Optional.of(new Share(bytes)) : Optional.empty();
    }

    /** Of one request. A route that works on it keeps it, even when its caller has gone. */
    final class Share {
        private final long bytes;
        private final AtomicBoolean inWork = new AtomicBoolean();
        private final AtomicBoolean givenBack = new AtomicBoolean();

        private Share(long bytes) {
            this.bytes = bytes;
        }

        void begin() {
            inWork.set(true);
        }

        void end() {
            if (givenBack.compareAndSet(false, true)) {
                left.addAndGet(bytes);
            }
        }

        void endUnlessInWork() {
            if (!inWork.get()) {
                end();
            }
        }
    }
}

package io.mmsroutes.telnyx;

import io.mmsroutes.failure.TryLater;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.IdempotentRepository;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.support.service.ServiceSupport;

/**
 * Which events are done, as a repository of the host remembers it. An event that is still worked on is no duplicate yet: to
 * acknowledge its repeat would lose it if the work failed, so Telnyx is told to come again.
 */
public final class SeenEvents extends ServiceSupport implements IdempotentRepository {
    private final IdempotentRepository done;
    private final Set<String> underWay = ConcurrentHashMap.newKeySet();

    public SeenEvents(IdempotentRepository done) {
        this.done = done;
    }

    /**
     * Returns false for one that is done.
     *
     * @throws TryLater {@code event-under-way}
     */
    @Override
    public boolean add(String id) {
        if (!underWay.add(id)) {
            throw new TryLater("event-under-way", "This event is being worked on; its end is not known yet.");
        }
        boolean isNew = false;
        try {
            isNew = !done.contains(id);
        } finally {
            if (!isNew) {
                underWay.remove(id);
            }
        }
        return isNew;
    }

    @Override
    public boolean contains(String id) {
        return done.contains(id);
    }

    @Override
    public boolean confirm(String id) {
        try {
            return done.add(id) && done.confirm(id);
        } finally {
            underWay.remove(id);
        }
    }

    @Override
    public boolean remove(String id) {
        return underWay.remove(id);
    }

    @Override
    public void clear() {
        done.clear();
    }

    @Override
    protected void doStart() {
        ServiceHelper.startService(done);
    }
}

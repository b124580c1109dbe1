package io.mmsroutes.admin;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.ledger.StoredObjects;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Decides what a store's answer means. An object is forgotten when every store was asked and one of them had it. */
public final class ConfirmErased {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmErased.class);
    private static final int A_WORD_EVERY = 100;

    private final StoredObjects storedObjects;

    public ConfirmErased(StoredObjects storedObjects) {
        this.storedObjects = storedObjects;
    }

    /**
     * @param location where the store says the object was; null where it says nothing
     * @param trouble what the store failed with; {@link Rejected} counts as not there
     * @throws TryLater {@code store-away} for any other failure
     */
    public Erasing confirm(Erasing erasing, @Nullable String location, @Nullable Exception trouble) {
        if (trouble instanceof Rejected rejected) {
            LOG.warn(
                    "A store refused to erase, store={} code={} messageId={}",
                    erasing.store(),
                    rejected.code(),
                    erasing.object().messageId());
        } else if (trouble != null) {
            // Without the cause: its text may hold a name in storage, which begins with the number.
            throw new TryLater("store-away", sentence(erasing, trouble));
        }
        Erasing next = erasing.answered(erasing.object().location().equals(location));
        if (next.erased() > erasing.erased()) {
            storedObjects.forget(erasing.object().location());
        }
        if (next.at() > erasing.at() && next.at() % A_WORD_EVERY == 0) {
            LOG.info(
                    "Erasing stored objects, done={} of={} messageId={}",
                    next.at(),
                    next.objects().size(),
                    erasing.object().messageId());
        }
        return next;
    }

    private static String sentence(Erasing erasing, Exception trouble) {
        String why = trouble instanceof TryLater later
                ? later.sentence()
                : "It failed with a %s.".formatted(trouble.getClass().getSimpleName());
        return "The store %s does not erase now. %s What is erased is gone; the same command goes on from here."
                .formatted(erasing.store().name(), why);
    }
}

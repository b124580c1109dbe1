package io.mmsroutes.admin;

import io.mmsroutes.admin.ComposeErasure.Stored;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.media.SpoolFolder;
import io.mmsroutes.repository.ReceivedMessages;
import io.mmsroutes.repository.StoredObject;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.store.StoreClient;
import io.mmsroutes.store.StoresInUse;
import io.mmsroutes.store.StoresInUse.Store;
import io.mmsroutes.store.StoresInUse.Stores;
import java.io.IOException;
import java.util.List;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Erases what a number sent from the spool, and from the stores. Every store that can erase is asked for each, for a copy may lie in another one than
 * is known; an object is forgotten when all were asked and one of them had it.
 */
public final class EraseStored {
    private static final Logger LOG = LoggerFactory.getLogger(EraseStored.class);
    private static final int A_WORD_EVERY = 100;

    private final StoredObjects storedObjects;
    private final StoresInUse storesInUse;
    private final StoreClient storeClient;
    private final SpoolFolder spool;
    private final ReceivedMessages receivedMessages;

    public EraseStored(
            StoredObjects storedObjects,
            StoresInUse storesInUse,
            StoreClient storeClient,
            SpoolFolder spool,
            ReceivedMessages receivedMessages) {
        this.storedObjects = storedObjects;
        this.storesInUse = storesInUse;
        this.storeClient = storeClient;
        this.spool = spool;
        this.receivedMessages = receivedMessages;
    }

    /** @throws TryLater {@code store-away} for a store that does not erase now; what it rejects counts as not there */
    public Stored erase(PhoneNumber number) throws IOException {
        spool.erase(number);
        List<StoredObject> objects = storedObjects.of(number);
        Stores stores = storesInUse.find();
        int erased = 0;
        for (int i = 0; i < objects.size(); i++) {
            StoredObject object = objects.get(i);
            if (i > 0 && i % A_WORD_EVERY == 0) {
                LOG.info("Erasing stored objects, done={} of={} messageId={}", i, objects.size(), object.messageId());
            }
            if (isErased(object, stores.erasing())) {
                storedObjects.forget(object.location());
                erased++;
            }
        }
        int messages = receivedMessages.erase(number);
        LOG.info("Erased received messages from the database, number={} erased={}", number, messages);
        return new Stored(erased, objects.size() - erased, stores.notAsked());
    }

    private boolean isErased(StoredObject object, List<Store> stores) {
        boolean found = false;
        for (Store store : stores) {
            try {
                found |= object.location().equals(storeClient.erase(store, object.key()));
            } catch (Rejected e) {
                LOG.warn(
                        "A store refused to erase, store={} code={} messageId={}", store, e.code(), object.messageId());
            } catch (TryLater e) {
                // Without the cause: its text may hold a name in storage, which begins with the number.
                throw new TryLater(
                        "store-away",
                        "The store %s does not erase now. %s What is erased is gone; the same command goes on from here."
                                .formatted(store.name(), e.sentence()));
            }
        }
        return found;
    }
}

package io.mmsroutes.admin;

import io.mmsroutes.admin.StoresInUse.Store;
import io.mmsroutes.admin.StoresInUse.Stores;
import io.mmsroutes.ledger.StoredObject;
import java.util.List;

/**
 * How far erasing from the stores is: every store is asked for each object, until one says that it was there.
 *
 * @param at index of the object that is asked for
 * @param asks index of the store that is asked
 * @param erased objects that are gone
 */
public record Erasing(List<StoredObject> objects, Stores stores, int at, int asks, int erased) {
    static Erasing of(List<StoredObject> objects, Stores stores) {
        return new Erasing(objects, stores, 0, 0, 0);
    }

    public boolean isUnfinished() {
        return at < objects.size() && !stores.erasing().isEmpty();
    }

    public StoredObject object() {
        return objects.get(at);
    }

    public Store store() {
        return stores.erasing().get(asks);
    }

    /** Objects that no store said it had, once this is finished. */
    public int left() {
        return objects.size() - erased;
    }

    Erasing gone() {
        return new Erasing(objects, stores, at + 1, 0, erased + 1);
    }

    Erasing notThere() {
        boolean wasLast = asks + 1 == stores.erasing().size();
        return new Erasing(objects, stores, wasLast ? at + 1 : at, wasLast ? 0 : asks + 1, erased);
    }
}

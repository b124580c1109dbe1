package io.mmsroutes.admin;

import io.mmsroutes.ledger.StoredObject;
import io.mmsroutes.store.StoresInUse.Store;
import io.mmsroutes.store.StoresInUse.Stores;
import java.util.List;

/**
 * How far erasing from the stores is: every store is asked for each object, for a copy may lie in another one than is known.
 *
 * @param at index of the object that is asked for
 * @param asks index of the store that is asked
 * @param found whether one of those that were asked for this object says that it was there
 * @param erased objects that are gone
 */
public record Erasing(List<StoredObject> objects, Stores stores, int at, int asks, boolean found, int erased) {
    static Erasing of(List<StoredObject> objects, Stores stores) {
        return new Erasing(objects, stores, 0, 0, false, 0);
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

    /** @param here whether the store that was asked says that the object was there */
    Erasing answered(boolean here) {
        boolean foundNow = found || here;
        return asks + 1 < stores.erasing().size()
                ? new Erasing(objects, stores, at, asks + 1, foundNow, erased)
                : new Erasing(objects, stores, at + 1, 0, false, erased + (foundNow ? 1 : 0));
    }
}

package io.mmsroutes.admin;

import io.mmsroutes.ledger.StoredObjects;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.store.StoresInUse;

/** Finds out what is to be erased from which stores. */
public final class BeginErasing {
    private final StoredObjects storedObjects;
    private final StoresInUse storesInUse;

    public BeginErasing(StoredObjects storedObjects, StoresInUse storesInUse) {
        this.storedObjects = storedObjects;
        this.storesInUse = storesInUse;
    }

    public Erasing begin(PhoneNumber number) {
        return Erasing.of(storedObjects.of(number), storesInUse.find());
    }
}

package io.mmsroutes.admin;

import io.mmsroutes.ledger.FindStored;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.store.StoresInUse;

/** Finds out what is to be erased from which stores. */
public final class BeginErasing {
    private final FindStored findStored;
    private final StoresInUse storesInUse;

    public BeginErasing(FindStored findStored, StoresInUse storesInUse) {
        this.findStored = findStored;
        this.storesInUse = storesInUse;
    }

    public Erasing begin(PhoneNumber number) {
        return Erasing.of(findStored.of(number), storesInUse.find());
    }
}

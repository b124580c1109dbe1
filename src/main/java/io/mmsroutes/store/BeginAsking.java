package io.mmsroutes.store;

import java.util.List;

/** Begins to ask the stores in use for something that lies in one of them. */
public final class BeginAsking {
    private final StoresInUse storesInUse;

    public BeginAsking(StoresInUse storesInUse) {
        this.storesInUse = storesInUse;
    }

    /** @param action as {@code kamelets/README.md} names them */
    public Asking begin(MediaInStore media, String action) {
        List<StoresInUse.Store> stores = storesInUse.offering(action);
        return new Asking(media, action, stores, 0, null, null);
    }
}

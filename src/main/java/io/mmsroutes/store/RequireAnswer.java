package io.mmsroutes.store;

import io.mmsroutes.failure.Rejected;

/** Ends a question that no store answered. */
public final class RequireAnswer {
    /**
     * Returns what the right store gave.
     *
     * @throws io.mmsroutes.failure.Failure what one of them failed with
     * @throws Rejected {@code store-gone} when none has it
     */
    public Object of(Asking asking) {
        if (asking.answer() != null) {
            return asking.answer();
        }
        if (asking.trouble() != null) {
            throw asking.trouble();
        }
        throw new Rejected("store-gone", "No store in use has it: name an older one in mms.store.also.");
    }
}

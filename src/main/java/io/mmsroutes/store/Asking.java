package io.mmsroutes.store;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.StoresInUse.Store;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * A question that goes from store to store until the one answers in which the media lie: only a store knows what it calls a
 * place.
 *
 * @param action {@code link} or {@code read}
 * @param at index of the store that is asked
 * @param answer what the right store answered: a URL, or what the bytes can be read from; null until then
 * @param trouble what another one failed with; what may be over later counts before what will not
 */
public record Asking(
        MediaInStore media,
        String action,
        List<Store> stores,
        int at,
        @Nullable Object answer,
        @Nullable Failure trouble) {

    public boolean isUnfinished() {
        return answer == null && at < stores.size();
    }

    /** No store makes a link to it. */
    public boolean isRefused() {
        return answer == null && "link".equals(action);
    }

    public Store store() {
        return stores.get(at);
    }

    Asking answered(Object answer) {
        return new Asking(media, action, stores, at, answer, trouble);
    }

    Asking next(@Nullable Failure failed) {
        boolean first = trouble == null || (trouble instanceof Rejected && failed instanceof TryLater);
        return new Asking(media, action, stores, at + 1, null, first ? failed : trouble);
    }

    /** Without the answer, which may be a key to the media. */
    @Override
    public String toString() {
        return "Asking[%s, %s of %s, answered=%s]".formatted(action, at, stores.size(), answer != null);
    }
}

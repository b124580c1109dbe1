package io.mmsroutes.link;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.Asking;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the question for what a link opens. Whoever has a link is nobody to tell of stores and settings: those go to the log. */
public final class RequireLinked {
    private static final Logger LOG = LoggerFactory.getLogger(RequireLinked.class);

    /**
     * Returns what the right store gave.
     *
     * @throws TryLater with the code of a store that cannot be asked now
     * @throws Rejected {@code stored-missing} when none has it
     */
    public Object of(Asking asking) {
        if (asking.answer() != null) {
            return asking.answer();
        }
        Failure trouble = asking.trouble();
        if (trouble == null) {
            LOG.warn(
                    "Link opens nothing, code=store-gone: No store in use has it; name an older one in mms.store.also.");
        } else {
            LOG.warn("Link opens nothing, code={}: {}", trouble.code(), trouble.sentence());
        }
        if (trouble instanceof TryLater) {
            throw new TryLater(trouble.code(), "It cannot be read now; try again.");
        }
        throw new Rejected("stored-missing", "There is nothing here.");
    }
}

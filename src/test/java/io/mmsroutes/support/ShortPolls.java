package io.mmsroutes.support;

import java.time.Duration;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.extension.BeforeAllCallback;
import org.junit.jupiter.api.extension.ExtensionContext;

/**
 * What a test waits for is looked at often at first, in all tests: most of it is there within a few milliseconds. On a busy machine it may
 * take a minute.
 */
public final class ShortPolls implements BeforeAllCallback {
    private static final Duration FIRST = Duration.ofMillis(10);
    private static final Duration LONGEST = Duration.ofMillis(100);

    @Override
    public void beforeAll(ExtensionContext context) {
        Awaitility.setDefaultTimeout(Duration.ofMinutes(1));
        Awaitility.setDefaultPollDelay(FIRST);
        Awaitility.setDefaultPollInterval((count, before) -> next(before));
    }

    private static Duration next(Duration before) {
        Duration longer = before.multipliedBy(3).dividedBy(2);
        return longer.compareTo(FIRST) < 0 ? FIRST : longer.compareTo(LONGEST) > 0 ? LONGEST : longer;
    }
}

package io.mmsroutes.database.queue;

import io.mmsroutes.settings.Settings;
import java.time.Duration;
import java.util.Optional;
import java.util.regex.Pattern;
import org.apache.camel.util.TimeUtils;

/**
 * How long the database keeps what nobody works on any more; empty for as long as it lasts.
 *
 * @param doneEvents ids of what is done, by which a duplicate is known
 * @param deadLetters since they died
 * @param sentMessages since their last change; a repeat of their key is known by them
 * @param receivedMessages in the list for people, since they came; what is in stores stays
 */
public record Retention(
        Optional<Duration> doneEvents,
        Optional<Duration> deadLetters,
        Optional<Duration> sentMessages,
        Optional<Duration> receivedMessages) {
    /** Telnyx repeats a webhook for minutes at most: support.telnyx.com, "Receiving webhooks". */
    private static final Duration SHORTEST = Duration.ofHours(24);

    private static final Duration LONGEST = Duration.ofDays(36_500);
    private static final Pattern FORM = Pattern.compile("\\d{1,9}(ms|s|m|h|d)");

    /** @throws IllegalArgumentException with a sentence that names the setting and the fix */
    public static Retention of(Settings settings) {
        return new Retention(
                duration(settings, "mms.retention.done-events"),
                duration(settings, "mms.retention.dead-letters"),
                duration(settings, "mms.retention.sent-messages"),
                duration(settings, "mms.retention.received-messages"));
    }

    private static Optional<Duration> duration(Settings settings, String key) {
        String text = settings.get(key);
        if (text.isEmpty()) {
            return Optional.empty();
        }
        Duration duration =
                FORM.matcher(text).matches() ? Duration.ofMillis(TimeUtils.toMilliSeconds(text)) : Duration.ZERO;
        if (duration.compareTo(SHORTEST) < 0 || duration.compareTo(LONGEST) > 0) {
            throw new IllegalArgumentException(
                    "%s is '%s': write a duration from 24h to 36500d, such as 90d, or leave it empty to keep everything. What is forgotten sooner would be taken for new when it is repeated."
                            .formatted(key, text.replaceAll("\\p{Cc}", "?")));
        }
        return Optional.of(duration);
    }
}

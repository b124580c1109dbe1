package io.mmsroutes.message;

/**
 * How a message goes back to the queue.
 *
 * @param delay milliseconds, one of a few values
 * @param duplicateId new at every hop: the broker drops what it has seen
 * @param progress text of {@link Progress}
 * @param exhausted the time to try has passed
 */
public record Retry(long delay, String duplicateId, String progress, boolean exhausted) {}

package io.mmsroutes.message;

/**
 * How a message goes back to the queue.
 *
 * @param delay milliseconds, one of a few values
 * @param duplicateId new at every hop: the broker drops what it has seen
 * @param progress text of {@link Progress}
 * @param exhausted what was tried has had its time; media that had theirs are given up before (SettleRound)
 */
public record Retry(long delay, String duplicateId, String progress, boolean exhausted) {}

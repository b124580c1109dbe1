package io.mmsroutes.link;

import io.mmsroutes.store.StoredStream;
import org.jspecify.annotations.Nullable;

/**
 * What whoever opened a link gets.
 *
 * @param status of HTTP
 * @param bytes null where there are none to send
 */
public record LinkAnswer(int status, @Nullable StoredStream bytes) {}

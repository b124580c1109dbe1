package io.mmsroutes.repository;

import java.time.Instant;
import org.jspecify.annotations.Nullable;

/**
 * One event in the life of a message.
 *
 * @param change of a sent one the state that it came to, or {@code receipt}; of a received one {@code received}, {@code stored}, how an
 *     attempt ended ({@code waiting}, {@code delivered}, {@code incomplete}, {@code failed}), or {@code replied}
 * @param code why, for machines
 * @param reason why, for people
 * @param reply id of the message that {@code replied} sent
 */
public record MessageChange(
        Instant at,
        String change,
        @Nullable String code,
        @Nullable String reason,
        @Nullable String reply) {}

package io.mmsroutes.repository;

import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;

/**
 * Part of a list.
 *
 * @param next where the next page begins; null on the last one
 */
public record Page<T>(List<T> rows, @Nullable Position next) {
    /**
     * Of a row in its order. Rows that come meanwhile move none.
     *
     * @param at microseconds since 1970
     */
    public record Position(long at, String id) {}

    /** @param found one more than {@code limit}, where there are so many */
    static <T> Page<T> of(List<T> found, int limit, Function<T, Position> position) {
        boolean more = found.size() > limit;
        List<T> rows = more ? found.subList(0, limit) : found;
        return new Page<>(rows, more ? position.apply(rows.get(limit - 1)) : null);
    }
}

package io.mmsroutes.repository;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Parts of a where clause, all of which must be true, and what stands in their places. */
final class Conditions {
    private final List<String> parts = new ArrayList<>();
    private final Map<String, Object> values = new LinkedHashMap<>();

    /** Adds a part with one value; nothing where there is none. */
    Conditions add(@Nullable Object value, String name, String condition) {
        if (value != null) {
            parts.add(condition);
            values.put(name, value);
        }
        return this;
    }

    Conditions add(String condition) {
        parts.add(condition);
        return this;
    }

    /** Adds that a row comes after a position, by the two columns of its order. */
    Conditions after(Page.@Nullable Position position, String columns, char than) {
        if (position != null) {
            add("(%s) %s (:at, :afterId)".formatted(columns, than));
            with("at", position.at()).with("afterId", position.id());
        }
        return this;
    }

    Conditions with(String name, Object value) {
        values.put(name, value);
        return this;
    }

    /** With more parts for this clause alone. */
    String where(String... more) {
        String all = String.join(
                " and ", Stream.concat(parts.stream(), Stream.of(more)).toList());
        return all.isEmpty() ? "" : "where " + all;
    }

    /** Behind another part. */
    String and() {
        return parts.isEmpty() ? "" : " and " + String.join(" and ", parts);
    }

    <T> List<T> query(JdbcClient jdbc, String text, RowMapper<T> row) {
        return jdbc.sql(text).params(values).query(row).list();
    }
}

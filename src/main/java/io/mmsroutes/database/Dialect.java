package io.mmsroutes.database;

/** What differs in SQL. */
public enum Dialect {
    SQLITE("cast(round(unixepoch('subsec') * 1000) as integer) * 1000", ""),
    POSTGRESQL("cast(extract(epoch from statement_timestamp()) * 1000000 as bigint)", "for update skip locked");

    private final String now;
    private final String skipLocked;

    Dialect(String now, String skipLocked) {
        this.now = now;
        this.skipLocked = skipLocked;
    }

    /** Fills in {@code $now}, microseconds since 1970, and {@code $skipLocked}, at the end of a select. */
    public String sql(String text) {
        return text.replace("$now", now).replace("$skipLocked", skipLocked);
    }
}

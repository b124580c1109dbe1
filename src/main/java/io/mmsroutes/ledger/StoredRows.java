package io.mmsroutes.ledger;

import io.mmsroutes.store.StoredMedia;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stored media as the table has them. Where two have the same name, the newer one is meant: it may have replaced the other. */
final class StoredRows {
    private static final String FIND = "select storage_key, location, content_type, size_bytes, sha256 from stored ";

    private StoredRows() {}

    static Optional<StoredMedia> byKey(JdbcClient jdbc, String key) {
        return find(
                jdbc.sql(FIND + "where storage_key = :key and content_type is not null order by stored_at desc limit 1")
                        .param("key", key));
    }

    static Optional<StoredMedia> byLink(JdbcClient jdbc, String link) {
        return find(jdbc.sql(FIND + "where link = :link and content_type is not null order by stored_at desc limit 1")
                .param("link", link));
    }

    private static Optional<StoredMedia> find(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> new StoredMedia(
                        row.getString("storage_key"),
                        row.getString("location"),
                        row.getString("content_type"),
                        row.getLong("size_bytes"),
                        row.getString("sha256")))
                .optional();
    }
}

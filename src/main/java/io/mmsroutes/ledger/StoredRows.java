package io.mmsroutes.ledger;

import io.mmsroutes.OutsideText;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.sending.ErrorCode;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Stored media as the table has them. Where two have the same name, the newer one is meant: it may have replaced the other. */
final class StoredRows {
    private static final int LONGEST_TYPE = 200;
    private static final String FIND = "select storage_key, location, content_type, size_bytes, sha256 from stored ";

    private StoredRows() {}

    static Optional<MediaInStore> byKey(JdbcClient jdbc, String key) {
        return find(
                jdbc.sql(FIND + "where storage_key = :key and content_type is not null order by stored_at desc limit 1")
                        .param("key", key));
    }

    static Optional<MediaInStore> byLink(JdbcClient jdbc, String link) {
        return find(jdbc.sql(FIND + "where link = :link and content_type is not null order by stored_at desc limit 1")
                .param("link", link));
    }

    /**
     * Once for each place and message.
     *
     * @param found null for what is no media to send
     * @return how many are new
     */
    static int insert(JdbcClient jdbc, StoredObject object, String sender, @Nullable MediaFacts found) {
        return jdbc.sql("""
                insert into stored (message_id, sender, storage_key, location, stored_at, content_type, size_bytes, sha256, link)
                select :id, :sender, :key, :location, current_timestamp, :type, :size, :sha256, :link
                where not exists (select 1 from stored where location = :location and message_id = :id)""")
                .param("id", Row.id(object.messageId()))
                .param("sender", Row.id(sender))
                .param("key", object.key())
                .param("location", object.location())
                .param("type", found == null ? null : type(found), Types.VARCHAR)
                .param("size", found == null ? null : found.size(), Types.BIGINT)
                .param("sha256", found == null ? null : found.sha256(), Types.VARCHAR)
                .param("link", found == null ? null : MediaInStore.place(object.location()), Types.VARCHAR)
                .update();
    }

    /** RFC 6838 has type and subtype end at 127 characters each; what is longer than the column is no type. */
    private static String type(MediaFacts found) {
        return found.type().length() <= LONGEST_TYPE && OutsideText.isStorable(found.type())
                ? found.type()
                : "application/octet-stream";
    }

    /** What is wrong with the stored media that a request refers to. */
    static List<Problem> problems(JdbcClient jdbc, SendRequest request, String publicUrl) {
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; i < request.mediaUrls().size(); i++) {
            String url = request.mediaUrls().get(i);
            if (MediaInStore.isReference(url)) {
                String name = "media_urls[%s] ".formatted(i);
                String pointer = "/media_urls/" + i;
                fault(byKey(jdbc, MediaInStore.keyIn(url)), publicUrl)
                        .map(fault -> ErrorCode.INVALID_URL.at(pointer, name + fault))
                        .ifPresent(problems::add);
            }
        }
        return problems;
    }

    private static Optional<String> fault(Optional<MediaInStore> found, String publicUrl) {
        if (found.isEmpty()) {
            return Optional.of("is in no store: only media of messages, and what POST /media took, are.");
        }
        return publicUrl.isEmpty() && found.get().location().startsWith("file:")
                ? Optional.of("lies in files, which only links of the gateway show to Telnyx: set mms.public-url.")
                : Optional.empty();
    }

    private static Optional<MediaInStore> find(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> new MediaInStore(
                        row.getString("storage_key"),
                        row.getString("location"),
                        row.getString("content_type"),
                        row.getLong("size_bytes"),
                        row.getString("sha256")))
                .optional();
    }
}

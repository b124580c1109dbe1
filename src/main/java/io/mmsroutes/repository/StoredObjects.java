package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Durability;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.SpooledManifest;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.text.UntrustedText;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What there is in stores, and of whom, so that it can be sent again and erased by who sent it. Where two have the same name, the newer
 * one is meant: it may have replaced the other.
 */
public final class StoredObjects {
    /** In place of a message; and of a sender, so that erasing a number leaves it. */
    private static final String UPLOAD = "upload";

    private static final int LONGEST_TYPE = 200;
    private static final String FIND =
            "select storage_key, location, content_type, size_bytes, sha256, store from stored_media ";

    private final Database database;

    public StoredObjects(Database database) {
        this.database = database;
    }

    /**
     * Writes down a message, and what it has in stores. What was written down before stays: it is in a store until it is erased there. A power
     * cut may take it back, and then the message is worked on again: the commit that ends its work takes this one along.
     *
     * @param manifest null while there is none
     * @param store name of the Kamelet that took it last
     */
    public void record(InboundMessage message, @Nullable SpooledManifest manifest, @Nullable String store) {
        List<Entry> objects = new ArrayList<>();
        for (MediaItem item : message.media()) {
            MediaMetadata found = item.outcome().found();
            String location = item.outcome().location();
            String taker = item.outcome().store();
            if (found != null && location != null) {
                objects.add(new Entry(new StoredObject(message.messageId(), item.key(found), location, taker), found));
            }
            String card = item.outcome().card();
            if (found != null && card != null) {
                objects.add(new Entry(new StoredObject(message.messageId(), item.cardKey(found), card, taker), null));
            }
        }
        if (manifest != null && manifest.location() != null) {
            objects.add(
                    new Entry(new StoredObject(message.messageId(), manifest.key(), manifest.location(), store), null));
        }
        String sender = message.from().value();
        String shown = RecordReceived.json(message, manifest == null ? null : manifest.slides());
        int unused = database.write(
                transaction -> {
                    RecordReceived.record(transaction, message, shown);
                    int files = 0;
                    int stored = 0;
                    for (Entry entry : objects) {
                        int fresh = insert(transaction, entry.object(), sender, entry.found());
                        stored += fresh;
                        files += entry.found() == null ? 0 : fresh;
                    }
                    if (stored > 0) {
                        String what = files == 0 ? "message.json" : files == 1 ? "1 file" : files + " files";
                        MessageChanges.note(transaction, Row.id(message.messageId()), "stored", null, what);
                    }
                    return stored;
                },
                Durability.RELAXED);
    }

    /**
     * Writes down media that came without a message.
     *
     * @param location where the store said it is
     * @param store name of the Kamelet that took them
     */
    public MediaInStore recordUpload(String key, String location, @Nullable String store, MediaMetadata facts) {
        int unused = database.write(
                transaction -> insert(transaction, new StoredObject(UPLOAD, key, location, store), UPLOAD, facts));
        return new MediaInStore(key, location, facts.type(), facts.size(), facts.sha256(), store);
    }

    /**
     * Of messages from one sender, oldest first.
     *
     * @param number as Telnyx wrote it
     */
    public List<StoredObject> of(PhoneNumber number) {
        return database.read(jdbc -> jdbc.sql("""
                        select message_id, storage_key, location, store from stored_media
                        where sender = :sender order by stored_at, message_id, storage_key""")
                .param("sender", Row.number(number))
                .query((row, index) -> new StoredObject(
                        row.getString("message_id"),
                        row.getString("storage_key"),
                        row.getString("location"),
                        row.getString("store")))
                .list());
    }

    /** It is in no store any more. */
    public void forget(String location) {
        int unused = database.write(transaction -> transaction
                .sql("delete from stored_media where location = :location")
                .param("location", location)
                .update());
    }

    /**
     * Looks up what a reference in {@code media_urls} stands for.
     *
     * @param reference {@code stored:} and a name in storage
     * @throws Rejected {@code stored-unknown}
     */
    public MediaInStore find(String reference) {
        return database.read(jdbc -> byKey(jdbc, MediaInStore.keyIn(reference)))
                .orElseThrow(() -> new Rejected("stored-unknown", "It is in no store, or not any more."));
    }

    /** What a message refers to; of what is not there any more, nothing. */
    public List<MediaInStore> referredTo(SendRequest request) {
        List<String> references =
                request.mediaUrls().stream().filter(MediaInStore::isReference).toList();
        return references.isEmpty()
                ? List.of()
                : database.read(jdbc -> references.stream()
                        .map(reference -> byKey(jdbc, MediaInStore.keyIn(reference)))
                        .flatMap(Optional::stream)
                        .toList());
    }

    /**
     * Looks up what a link of ours opens.
     *
     * @param link 32 hex digits that name the place
     * @throws Rejected {@code link-unknown} for what was erased
     */
    public MediaInStore linked(String link) {
        return database.read(jdbc -> one(jdbc.sql(FIND
                                + "where link = :link and content_type is not null order by stored_at desc limit 1")
                        .param("link", link)))
                .orElseThrow(() -> new Rejected("link-unknown", "There is nothing here."));
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

    /**
     * Once for each place and message.
     *
     * @param found null for what is no media to send
     * @return how many are new
     */
    static int insert(Transaction transaction, StoredObject object, String sender, @Nullable MediaMetadata found) {
        return transaction
                .sql("""
                insert into stored_media
                    (message_id, sender, storage_key, location, store, stored_at, content_type, size_bytes, sha256, link)
                values (:id, :sender, :key, :location, :store, $now, :type, :size, :sha256, :link)
                on conflict (location, message_id) do nothing""")
                .param("id", Row.id(object.messageId()))
                .param("sender", Row.id(sender))
                .param("key", object.key())
                .param("location", object.location())
                .param("store", object.store(), Types.VARCHAR)
                .param("type", found == null ? null : type(found), Types.VARCHAR)
                .param("size", found == null ? null : found.size(), Types.BIGINT)
                .param("sha256", found == null ? null : found.sha256(), Types.VARCHAR)
                .param("link", found == null ? null : MediaInStore.place(object.location()), Types.VARCHAR)
                .update();
    }

    private static Optional<MediaInStore> byKey(JdbcClient jdbc, String key) {
        return one(
                jdbc.sql(FIND + "where storage_key = :key and content_type is not null order by stored_at desc limit 1")
                        .param("key", key));
    }

    private static Optional<MediaInStore> one(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> new MediaInStore(
                        row.getString("storage_key"),
                        row.getString("location"),
                        row.getString("content_type"),
                        row.getLong("size_bytes"),
                        row.getString("sha256"),
                        row.getString("store")))
                .optional();
    }

    private static Optional<String> fault(Optional<MediaInStore> found, String publicUrl) {
        if (found.isEmpty()) {
            return Optional.of("is in no store: only media of messages, and what POST /media took, are.");
        }
        return publicUrl.isEmpty() && found.get().location().startsWith("file:")
                ? Optional.of("lies in files, which only links of the gateway show to Telnyx: set mms.public-url.")
                : Optional.empty();
    }

    /** RFC 6838 has type and subtype end at 127 characters each; what is longer is no type. */
    private static String type(MediaMetadata found) {
        return found.type().length() <= LONGEST_TYPE && UntrustedText.isStorable(found.type())
                ? found.type()
                : "application/octet-stream";
    }

    /** @param found null for what is no media of the message */
    private record Entry(StoredObject object, @Nullable MediaMetadata found) {}

    /**
     * Something of a message in a store.
     *
     * @param messageId Telnyx's id of the message that brought it
     * @param key name in storage
     * @param location where the store said it is
     * @param store name of the Kamelet that took it; null where nobody noted it
     */
    public record StoredObject(
            String messageId,
            String key,
            String location,
            @Nullable String store) {
        /** Without key and location, which hold the sender's number. */
        @Override
        public String toString() {
            return "StoredObject[messageId=%s]".formatted(messageId);
        }
    }
}

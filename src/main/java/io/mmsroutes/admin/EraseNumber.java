package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.core.JsonParser;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.EraseEntries;
import io.mmsroutes.database.queue.EraseEntries.Erased;
import io.mmsroutes.database.queue.EraseEntries.Kept;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.MessageValues;
import io.mmsroutes.inbound.NumberInText;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.media.SpoolFolder;
import io.mmsroutes.repository.EraseOutboundMessages.ErasedOutboundMessages;
import io.mmsroutes.repository.RecordReceived;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.repository.StoredObjects.StoredObject;
import io.mmsroutes.store.StoreClient;
import io.mmsroutes.store.StoresInUse;
import io.mmsroutes.store.StoresInUse.Store;
import io.mmsroutes.store.StoresInUse.Stores;
import io.mmsroutes.telnyx.ReadEvent;
import io.mmsroutes.telnyx.TelnyxEvent;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.util.List;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Erases what queues, spool and stores hold of a number. What was sent to it or by it is in the repositories. */
public final class EraseNumber {
    private static final Logger LOG = LoggerFactory.getLogger(EraseNumber.class);
    private static final int A_WORD_EVERY = 100;

    private static final Set<String> ABOUT_SENT =
            Set.of("receipts", "events", "preflight", "reconcile", "status-events");

    private static final Pattern ESCAPED = Pattern.compile("\\\\u([0-9a-fA-F]{4})");

    private final EraseEntries entries;
    private final ReadEvent readEvent = new ReadEvent();
    private final StoredObjects storedObjects;
    private final StoresInUse storesInUse;
    private final StoreClient storeClient;
    private final SpoolFolder spool;
    private final RecordReceived recordReceived;

    public EraseNumber(
            Database database,
            StoredObjects storedObjects,
            StoresInUse storesInUse,
            StoreClient storeClient,
            SpoolFolder spool,
            RecordReceived recordReceived) {
        this.entries = new EraseEntries(database);
        this.storedObjects = storedObjects;
        this.storesInUse = storesInUse;
        this.storeClient = storeClient;
        this.spool = spool;
        this.recordReceived = recordReceived;
    }

    /** Messages from it that wait, and requests to send to it. */
    public Erased eraseWaiting(PhoneNumber number) {
        return entries.eraseUndone(new Waiting(number));
    }

    /**
     * Returns how many dead letters named it anywhere. After it there are none.
     *
     * @throws TryLater where that cannot be said, with what is to be done
     */
    public int eraseDead(PhoneNumber number) {
        return entries.eraseDead(new Dead(number));
    }

    /**
     * Erases it from the spool, and from the stores. Each store that can erase is asked for each object, for a copy may lie in another
     * one than is known; an object is forgotten when all were asked and one of them had it.
     *
     * @throws TryLater {@code store-away} for a store that does not erase now; what it rejects counts as not there
     */
    public Stored eraseStored(PhoneNumber number) throws IOException {
        spool.erase(number);
        List<StoredObject> objects = storedObjects.of(number);
        Stores stores = storesInUse.find();
        int erased = 0;
        for (int i = 0; i < objects.size(); i++) {
            StoredObject object = objects.get(i);
            if (i > 0 && i % A_WORD_EVERY == 0) {
                LOG.info("Erasing stored objects, done={} of={} messageId={}", i, objects.size(), object.messageId());
            }
            if (isErased(object, stores.erasing())) {
                storedObjects.forget(object.location());
                erased++;
            }
        }
        int messages = recordReceived.erase(number);
        LOG.info("Erased received messages from the database, number={} erased={}", number, messages);
        return new Stored(erased, objects.size() - erased, stores.notAsked());
    }

    /** Says what was erased, and what was not. */
    public Erasure compose(
            PhoneNumber number, Erased waiting, Stored stored, ErasedOutboundMessages sends, int deadLetters) {
        return new Erasure(
                number.toString(),
                waiting.erased() + waiting.left() == 0 ? null : waiting,
                stored,
                new Messages(sends.erased(), sends.unsent(), sends.left()),
                sends.receipts(),
                deadLetters,
                sends.mentions().hidden() == 0 ? null : sends.mentions().hidden(),
                sends.mentions().remains());
    }

    private boolean isErased(StoredObject object, List<Store> stores) {
        boolean found = false;
        for (Store store : stores) {
            try {
                found |= object.location().equals(storeClient.erase(store, object.key()));
            } catch (Rejected e) {
                LOG.warn(
                        "A store refused to erase, store={} code={} messageId={}", store, e.code(), object.messageId());
            } catch (TryLater e) {
                // Without the cause: its text may hold a name in storage, which begins with the number.
                throw new TryLater(
                        "store-away",
                        "The store %s does not erase now. %s What is erased is gone; the same command goes on from here."
                                .formatted(store.name(), e.sentence()));
            }
        }
        return found;
    }

    /** As a whole value of JSON, however it is escaped. */
    private static boolean names(@Nullable String text, PhoneNumber number) {
        if (text == null || (!text.contains(number.value()) && text.indexOf('\\') < 0)) {
            return false; // most of them, at no cost
        }
        try (JsonParser json = Json.MAPPER.createParser(text)) {
            while (json.nextToken() != null) {
                if (json.currentToken().isScalarValue() && number.value().equals(json.getText())) {
                    return true;
                }
            }
            return false;
        } catch (IOException e) {
            return unescaped(text).contains("\"%s\"".formatted(number.value()));
        }
    }

    /** Of what is no JSON, or breaks off. */
    private static String unescaped(String text) {
        return ESCAPED.matcher(text)
                .replaceAll(
                        found -> Matcher.quoteReplacement(String.valueOf((char) Integer.parseInt(found.group(1), 16))));
    }

    private static boolean isNamedBy(Kept entry, PhoneNumber number) {
        return !entry.keys().isEmpty()
                || names(entry.body() == null ? null : TextDecoder.decode(entry.body()), number)
                || names(entry.headers(), number)
                || names(entry.progress(), number);
    }

    private static class Dead implements EraseEntries.Subject {
        final PhoneNumber number;
        private final Predicate<String> mention;

        Dead(PhoneNumber number) {
            this.number = number;
            Pattern word =
                    Pattern.compile("(?<![\\p{L}\\p{N}])" + Pattern.quote(number.value()) + "(?![\\p{L}\\p{N}])");
            this.mention = NumberInText.of(number)
                    .<Predicate<String>>map(found -> found::isIn)
                    .orElse(word.asPredicate());
        }

        @Override
        public Set<String> keys() {
            return Set.of(number.value(), MessageValues.SENDER + number.value());
        }

        @Override
        public boolean isAboutIt(Kept entry) {
            return isNamedBy(entry, number);
        }

        @Override
        public boolean isToldBy(String id) {
            return mention.test(id);
        }

        boolean isMentionedBy(Kept entry) {
            return (entry.body() != null && mention.test(TextDecoder.decode(entry.body())))
                    || (entry.headers() != null && mention.test(entry.headers()));
        }
    }

    private final class Waiting extends Dead {
        Waiting(PhoneNumber number) {
            super(number);
        }

        /** A receipt ends a message that is sent; all else about one is erased with it, when it has ended. */
        @Override
        public boolean isIn(String queue) {
            return !ABOUT_SENT.contains(queue);
        }

        @Override
        public boolean isAboutIt(Kept entry) {
            return switch (entry.place().queue()) {
                case "inbound" -> isSentBy(entry);
                case "send-requests" -> isNamedBy(entry, number);
                // What it repeats are texts, and URLs of others.
                case "relays" -> isNamedBy(entry, number) || isMentionedBy(entry);
                default -> !entry.keys().isEmpty();
            };
        }

        private boolean isSentBy(Kept entry) {
            byte[] body = entry.body() == null ? new byte[0] : entry.body();
            TelnyxEvent event = readEvent.read(body);
            return number.value().equals(event.from()) || (event.from() == null && isNamedBy(entry, number));
        }
    }

    /**
     * @param number its last four characters
     * @param waiting messages from it, and requests to send to it, that waited in a queue; null for none
     * @param messages to the number, or from it
     * @param receipts that had found no message
     * @param mentions messages to others that named it, and do not any more; null for none
     * @param remains what the database has of it still, and why; empty for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Erasure(
            String number,
            @Nullable Erased waiting,
            Stored stored,
            Messages messages,
            @JsonInclude int receipts,
            @JsonInclude int deadLetters,
            @Nullable Integer mentions,
            List<String> remains) {}

    /**
     * @param erased media and manifests from the number
     * @param left those that no store said it had
     * @param notAsked stores whose Kamelet cannot erase
     */
    public record Stored(int erased, int left, List<String> notAsked) {}

    /**
     * @param erased that were sent, refused or given up
     * @param unsent that waited and are not sent any more
     * @param left that are under way: call again when they are final
     */
    public record Messages(int erased, int unsent, int left) {}
}

package io.mmsroutes.media;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.inbound.SpooledJson;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.nio.file.Files;
import java.util.List;
import java.util.concurrent.Semaphore;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Writes what is in a vCard as JSON into the spool, from where the store takes it. */
public final class WriteCard {
    private static final Logger LOG = LoggerFactory.getLogger(WriteCard.class);
    /** In bytes. A photo makes a card large; this is twice what carriers let through. */
    private static final long LARGEST = 1_048_576;
    /** A card takes ten times its size while it is read. */
    private static final int AT_ONCE = 2;

    private final ReadCards readCards = new ReadCards();

    private final Semaphore turns = new Semaphore(AT_ONCE);

    /** Null for a vCard that is too large, that nobody can read, or that says nothing. */
    public @Nullable SpooledJson write(FetchedMedia fetched) throws IOException {
        turns.acquireUninterruptibly();
        try {
            List<Card> cards = fetched.length() > LARGEST ? List.of() : cards(fetched);
            return cards.isEmpty()
                    ? null
                    : SpooledJson.write(
                            Json.MAPPER.writerWithDefaultPrettyPrinter().writeValueAsBytes(cards),
                            fetched.item().cardKey(fetched.facts()),
                            fetched.cardFile());
        } finally {
            turns.release();
        }
    }

    private List<Card> cards(FetchedMedia fetched) throws IOException {
        String text = TextDecoder.decode(
                Files.readAllBytes(fetched.file().toPath()),
                fetched.item().announced().type());
        try {
            return readCards.read(text);
        } catch (RuntimeException e) {
            // Whatever a parser stumbles over: a card that came from a phone must not hold up its message.
            LOG.warn(
                    "Card not understood, index={}: {}",
                    fetched.item().index(),
                    Failure.in(e).map(Failure::sentence).orElse(e.getClass().getSimpleName()));
            return List.of();
        }
    }
}

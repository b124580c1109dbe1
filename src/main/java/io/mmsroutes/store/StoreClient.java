package io.mmsroutes.store;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.StoresInUse.Store;
import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * Reads, links and erases what is in stores. The store that took something is asked first. The others are asked where it does not have
 * it any more, or where nobody noted which it was: only a store knows what it calls a place.
 */
public final class StoreClient {
    private static final String READ = "read";
    private static final String LINK = "link";
    private static final String ERASE = "erase";

    private final CamelContext context;
    private final StoresInUse storesInUse;
    private final FluentProducerTemplate template;

    public StoreClient(CamelContext context, StoresInUse storesInUse) {
        this.context = context;
        this.storesInUse = storesInUse;
        this.template = context.createFluentProducerTemplate();
    }

    /**
     * Returns the bytes, as a stream that the caller closes.
     *
     * @throws Failure what a store failed with: what may be over later counts before what will not
     * @throws Rejected {@code store-gone} when none has it
     */
    public InputStream read(MediaInStore media) throws IOException {
        Failure failure = null;
        for (Store store : tookItFirst(READ, media)) {
            try {
                Answer answer = ask(new Question(store, READ), media.key(), Map.of());
                InputStream bytes = context.getTypeConverter().tryConvertTo(InputStream.class, answer.body());
                if (bytes != null && media.location().equals(answer.location())) {
                    return bytes;
                }
                if (bytes != null) {
                    bytes.close();
                }
            } catch (Rejected e) {
                failure = failure == null ? e : failure;
            } catch (TryLater e) {
                failure = failure instanceof TryLater ? failure : e;
            }
        }
        throw failure != null
                ? failure
                : new Rejected("store-gone", "No store in use has it: name an older one in mms.store.also.");
    }

    /** Returns a URL that opens it to anybody for that long; empty where its store makes none. */
    public Optional<String> link(MediaInStore media, Duration lifetime) {
        boolean isNoted = storesInUse.has(media.store());
        for (Store store : tookItFirst(LINK, media)) {
            if (isNoted && !store.name().equals(media.store())) {
                break;
            }
            try {
                Answer answer =
                        ask(new Question(store, LINK), media.key(), Map.of("mmsLinkMillis", lifetime.toMillis()));
                if (answer.link() != null && media.location().equals(answer.location())) {
                    return Optional.of(answer.link());
                }
            } catch (Failure e) {
                // Whether it has the media at all is for the question for the bytes.
            }
        }
        return Optional.empty();
    }

    /**
     * Returns where the store says it was; null where it says nothing.
     *
     * @throws Rejected where the store will never erase it
     * @throws TryLater for any other failure, {@code store-away} for one that the store gave no code
     */
    public @Nullable String erase(Store store, String key) {
        return ask(new Question(store, ERASE), key, Map.of()).location();
    }

    /**
     * Takes what a store answered.
     *
     * @param location {@code mmsLocation}
     * @param link {@code mmsLink}
     */
    public Answer answered(@Nullable String location, @Nullable String link, @Nullable Object body) {
        return new Answer(location, link, body);
    }

    private List<Store> tookItFirst(String action, MediaInStore media) {
        return storesInUse.offering(action).stream()
                .sorted(Comparator.comparing(store -> !store.name().equals(media.store())))
                .toList();
    }

    private Answer ask(Question question, String key, Map<String, Object> more) {
        Map<String, Object> headers = new HashMap<>(more);
        headers.put("mmsAction", question.action());
        headers.put("mmsKey", key);
        try {
            return template.to("direct:request-store")
                    .withVariable("store", question.store().uri())
                    .withHeaders(headers)
                    .request(Answer.class);
        } catch (CamelExecutionException e) {
            throw Failure.in(e).orElseGet(() -> away(question, Objects.requireNonNullElse(e.getCause(), e)));
        }
    }

    /** Without the cause: its text may hold a name in storage. */
    private static TryLater away(Question question, Throwable cause) {
        return new TryLater(
                "store-away",
                "The store %s does not answer now. It failed with a %s."
                        .formatted(question.store().name(), cause.getClass().getSimpleName()));
    }

    /** @param action as {@code docs/kamelets.md} names them */
    private record Question(Store store, String action) {}

    /**
     * @param location where the store says it is
     * @param body what is read; nothing that is of use where another action was asked for
     */
    public record Answer(
            @Nullable String location,
            @Nullable String link,
            @Nullable Object body) {
        /** Without the link, which is a key to the media. */
        @Override
        public String toString() {
            return "Answer[]";
        }
    }
}

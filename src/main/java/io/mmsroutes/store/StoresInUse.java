package io.mmsroutes.store;

import io.mmsroutes.failure.TryLater;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Endpoint;
import org.apache.camel.RuntimeCamelException;
import org.jspecify.annotations.Nullable;

/**
 * The stores that routes lead to, and those that take nothing any more but still hold something. A store that does not say
 * that it offers an action is never asked for it: it would keep an empty file instead.
 */
public final class StoresInUse {
    private static final String KAMELET = "kamelet:";
    private static final String STORE = "media-store-";
    private static final String ERASE = "erase";

    private final CamelContext context;
    private final KameletActions actions;
    private final List<String> also;

    /** @param also {@code mms.store.also}: Kamelets, separated by commas */
    public StoresInUse(CamelContext context, KameletActions actions, String also) {
        this.context = context;
        this.actions = actions;
        this.also = Stream.of(also.split(","))
                .map(String::strip)
                .filter(kamelet -> !kamelet.isEmpty())
                .toList();
    }

    /** Throws {@link TryLater} {@code store-unknown} for a Kamelet of {@code mms.store.also} that cannot be used. */
    public Stores find() {
        List<String> notAsked = all().stream()
                .map(Store::name)
                .filter(kamelet -> !actions.offers(kamelet, ERASE))
                .distinct()
                .sorted()
                .toList();
        return new Stores(offering(ERASE), notAsked);
    }

    /**
     * @param action as the annotation of a Kamelet names it, such as {@code read}
     * @throws TryLater {@code store-unknown} for a Kamelet of {@code mms.store.also} that cannot be used
     */
    public List<Store> offering(String action) {
        return all().stream()
                .filter(store -> actions.offers(store.name(), action))
                .toList();
    }

    /** Names of all their Kamelets. */
    public List<String> names() {
        return all().stream().map(Store::name).distinct().sorted().toList();
    }

    /** @param kamelet its name; null for none */
    public boolean has(@Nullable String kamelet) {
        return all().stream().anyMatch(store -> store.name().equals(kamelet));
    }

    static boolean isStore(String kamelet) {
        return kamelet.startsWith(STORE);
    }

    private List<Store> all() {
        Set<String> uris = new LinkedHashSet<>();
        for (Endpoint endpoint : context.getEndpoints()) {
            String uri = endpoint.getEndpointUri();
            if (uri.startsWith(KAMELET) && isStore(name(uri))) {
                uris.add(uri);
            }
        }
        also.forEach(kamelet -> uris.add(uri(kamelet)));
        return uris.stream().map(uri -> new Store(name(uri), uri)).toList();
    }

    /** Makes a route of it where there is none yet; its file is read by that. */
    private String uri(String kamelet) {
        try {
            return context.getEndpoint(KAMELET + kamelet).getEndpointUri();
        } catch (RuntimeCamelException e) {
            // Without the cause, which holds the parameters.
            throw new TryLater(
                    "store-unknown",
                    "mms.store.also names %s, which is no Kamelet here or lacks a parameter; no store was asked."
                            .formatted(name(KAMELET + kamelet)));
        }
    }

    private static String name(String uri) {
        return uri.substring(KAMELET.length()).replaceFirst("^//", "").replaceFirst("[/?].*", "");
    }

    /** @param notAsked names of Kamelets that cannot erase */
    public record Stores(List<Store> erasing, List<String> notAsked) {}

    /** @param uri of the endpoint, secrets among its parameters */
    public record Store(String name, String uri) {
        /** The name alone: this is what a log gets. */
        @Override
        public String toString() {
            return name;
        }
    }
}

package io.mmsroutes.account;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The applications that call with a key: those that have a name, and the one of {@code mms.api-key}, which has none. */
public final class Callers {
    private static final String SCHEME = "Bearer ";
    private static final String NAMELESS = "";
    private final List<Caller> all;

    /** @param apiKey {@code mms.api-key}; empty for none */
    public Callers(String apiKey, List<Caller> named) {
        this.all = Stream.concat(
                        Stream.of(new Caller(NAMELESS, apiKey, Set.of())).filter(caller -> !apiKey.isEmpty()),
                        named.stream())
                .toList();
    }

    /** @throws Rejected {@code key-unset} or {@code key-wrong} */
    public void require(@Nullable String authorization) {
        if (all.isEmpty()) {
            throw new Rejected("key-unset", "This is shut until mms.api-key is set.");
        }
        if (ofKey(authorization).isEmpty()) {
            throw new Rejected("key-wrong", "Send the header Authorization: Bearer with the value of mms.api-key.");
        }
    }

    /** Name of the caller whose key it is; null for the one without a name. */
    public @Nullable String caller(@Nullable String authorization) {
        return ofKey(authorization)
                .map(Caller::name)
                .filter(name -> !name.equals(NAMELESS))
                .orElse(null);
    }

    /**
     * Null for null.
     *
     * @throws IllegalStateException for a name that no caller has
     */
    public @Nullable Caller find(@Nullable String name) {
        return name == null
                ? null
                : all.stream()
                        .filter(caller -> caller.name().equals(name))
                        .findFirst()
                        .orElseThrow(() -> new IllegalStateException("There is no caller of this name."));
    }

    /** The key in a header Authorization; empty where there is none. */
    public static String shown(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : "";
    }

    /** Compares in a time that tells nothing of how much was right. An empty key is none. */
    public static boolean isKey(String key, String shown) {
        return !key.isEmpty() && MessageDigest.isEqual(key.getBytes(UTF_8), shown.getBytes(UTF_8));
    }

    /** Compares all of them, so that the time does not tell which it was. */
    private Optional<Caller> ofKey(@Nullable String authorization) {
        String shown = shown(authorization);
        return all.stream().filter(caller -> isKey(caller.key(), shown)).reduce((one, other) -> other);
    }

    /**
     * An application that calls {@code /v2/messages} with a key of its own.
     *
     * @param name of {@code mms.api-keys.<name>}
     * @param accounts it may send from; empty for all
     */
    public record Caller(String name, String key, Set<String> accounts) {
        public Caller {
            accounts = Set.copyOf(accounts);
        }

        public boolean maySendFrom(String account) {
            return accounts.isEmpty() || accounts.contains(account);
        }

        /** Without the key. */
        @Override
        public String toString() {
            return "Caller[name=%s, accounts=%s]".formatted(name, accounts);
        }
    }
}

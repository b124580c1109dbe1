package io.mmsroutes.admin;

import io.mmsroutes.account.Caller;
import io.mmsroutes.account.Callers;
import io.mmsroutes.failure.Rejected;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The key of an endpoint. Without one in the settings the endpoint is disabled. */
public final class BearerKey {
    private static final String SCHEME = "Bearer ";

    private final byte[] key;
    private final String setting;
    private final Callers callers;

    /** @param setting name of the property that holds the key, for the refusal's text */
    public BearerKey(String key, String setting) {
        this(key, setting, new Callers(List.of()));
    }

    /** @param callers who have keys of their own, which are as good */
    public BearerKey(String key, String setting, Callers callers) {
        this.key = key.getBytes(StandardCharsets.UTF_8);
        this.setting = setting;
        this.callers = callers;
    }

    /**
     * Compares in a time that tells nothing of how much was right.
     *
     * @throws Rejected {@code key-unset} or {@code key-wrong}
     */
    public void require(@Nullable String authorization) {
        if (key.length == 0 && callers.isEmpty()) {
            throw new Rejected("key-unset", "This is shut until %s is set.".formatted(setting));
        }
        String shown = shown(authorization);
        boolean known = key.length > 0 && MessageDigest.isEqual(key, shown.getBytes(StandardCharsets.UTF_8));
        if (callers.ofKey(shown).isEmpty() && !known) {
            throw new Rejected(
                    "key-wrong", "Send the header Authorization: Bearer with the value of %s.".formatted(setting));
        }
    }

    /** Name of the caller whose key it is; null for the key of the setting. */
    public @Nullable String caller(@Nullable String authorization) {
        return callers.ofKey(shown(authorization)).map(Caller::name).orElse(null);
    }

    /** The key in a header Authorization; empty where there is none. */
    static String shown(@Nullable String authorization) {
        return authorization != null && authorization.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
                ? authorization.substring(SCHEME.length()).strip()
                : "";
    }
}

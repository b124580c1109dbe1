package io.mmsroutes.account;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The applications that call with keys of their own. */
public final class Callers {
    private final List<Caller> all;

    public Callers(List<Caller> all) {
        this.all = List.copyOf(all);
    }

    public boolean isEmpty() {
        return all.isEmpty();
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

    /** Compares all of them, in a time that tells nothing of how much was right. */
    public Optional<Caller> ofKey(String shown) {
        byte[] given = shown.getBytes(StandardCharsets.UTF_8);
        Optional<Caller> found = Optional.empty();
        for (Caller caller : all) {
            if (MessageDigest.isEqual(caller.key().getBytes(StandardCharsets.UTF_8), given)) {
                found = Optional.of(caller);
            }
        }
        return found;
    }
}

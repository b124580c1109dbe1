package io.mmsroutes.account;

import java.util.Set;

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

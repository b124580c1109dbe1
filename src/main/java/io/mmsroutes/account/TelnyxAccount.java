package io.mmsroutes.account;

import java.util.List;

/**
 * One account at Telnyx.
 *
 * @param name of {@code telnyx.accounts.<name>.*}; {@link #DEFAULT} for that of {@code telnyx.api-key}
 * @param publicKeys any of them verifies its webhooks; two while one replaces the other
 * @param profiles ids of its messaging profiles, as far as the settings name them
 * @param numbers its numbers, short codes and names, as far as the settings name them
 */
public record TelnyxAccount(
        String name, List<String> publicKeys, String apiKey, List<String> profiles, List<String> numbers) {
    /** The account of {@code telnyx.public-key} and {@code telnyx.api-key}. */
    public static final String DEFAULT = "default";

    public TelnyxAccount {
        publicKeys = List.copyOf(publicKeys);
        profiles = List.copyOf(profiles);
        numbers = List.copyOf(numbers);
    }

    /** Name of a setting of an account, such as {@code telnyx.accounts.shop.api-key}. */
    public static String setting(String account, String what) {
        return account.equals(DEFAULT) ? "telnyx." + what : "telnyx.accounts.%s.%s".formatted(account, what);
    }

    /** A sentence that names settings of the default account, with those of this one. */
    public static String sentence(String account, String sentence) {
        return sentence.replaceAll("\\btelnyx\\.(?=(?:api|public)-key\\b)", setting(account, ""));
    }

    public boolean isDefault() {
        return name.equals(DEFAULT);
    }

    /** The same with other keys. */
    public TelnyxAccount withKeys(String publicKey, String otherApiKey) {
        return new TelnyxAccount(name, List.of(publicKey), otherApiKey, profiles, numbers);
    }

    /** Without keys and numbers: they are not for a log. */
    @Override
    public String toString() {
        return "TelnyxAccount[name=%s]".formatted(name);
    }
}

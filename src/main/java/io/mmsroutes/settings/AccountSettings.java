package io.mmsroutes.settings;

import io.mmsroutes.account.Callers.Caller;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/**
 * Settings whose names the operator chooses: {@code telnyx.accounts.<name>.*} and {@code mms.api-keys.<caller>}. What is wrong with them
 * is an {@link IllegalArgumentException} with a sentence that names the setting and the fix.
 */
final class AccountSettings {
    private static final String ACCOUNTS = "telnyx.accounts.";
    private static final String CALLERS = "mms.api-keys.";
    private static final String OF_CALLER = ".accounts";
    private static final String NAME = "[a-z0-9]+(?:-[a-z0-9]+)*";
    private static final String OF_ACCOUNT = "(public-key|api-key|profiles|numbers)";
    private static final Pattern ACCOUNT =
            Pattern.compile("telnyx\\.accounts\\.(?!default\\.)(" + NAME + ")\\." + OF_ACCOUNT);
    private static final Pattern CALLER =
            Pattern.compile("mms\\.api-keys\\.(?!(?:[a-z0-9-]*-)?accounts(?:\\.|$))(" + NAME + ")(?:\\.accounts)?");
    /** Keys that no caller may have as well: each says who calls. */
    private static final List<String> OTHER_KEYS = List.of("mms.api-key", "mms.admin-key", "mms.admin-read-key");

    private final Set<String> keys;
    private final UnaryOperator<String> values;

    /** @param values of settings by their keys; empty for one that is not set */
    AccountSettings(Set<String> keys, UnaryOperator<String> values) {
        this.keys = keys;
        this.values = values;
    }

    /** Whether a setting of this name may be there though no list has it. */
    static boolean isNamed(String key) {
        return ACCOUNT.matcher(key).matches() || CALLER.matcher(key).matches();
    }

    /** What is wrong with a key that begins as these do; empty for others. */
    static Optional<String> refusal(String key) {
        if (key.startsWith(ACCOUNTS + TelnyxAccount.DEFAULT + ".")) {
            return Optional.of(
                    "There is no setting %s: the account default is that of telnyx.public-key, telnyx.api-key and telnyx.messaging-profile-id. Set those, or take another name."
                            .formatted(key));
        }
        if (key.startsWith(ACCOUNTS)) {
            return Optional.of(
                    "There is no setting %s: write telnyx.accounts.<name>.public-key, .api-key, .profiles or .numbers, with a name of small letters, digits and hyphens."
                            .formatted(key));
        }
        return key.startsWith(CALLERS)
                ? Optional.of(
                        "There is no setting %s: write mms.api-keys.<caller> or mms.api-keys.<caller>.accounts, with a name of small letters, digits and hyphens that does not end in accounts."
                                .formatted(key))
                : Optional.empty();
    }

    /** {@code telnyx.accounts.shop.api-key} for {@code TELNYX_ACCOUNTS_SHOP_API_KEY}; empty for what is no such variable. */
    static Optional<String> ofVariable(String variable) {
        String words = variable.toLowerCase(Locale.ROOT).replace('_', '-');
        return Stream.of(
                        words.replaceFirst("^telnyx-accounts-(.+)-" + OF_ACCOUNT + "$", ACCOUNTS + "$1.$2"),
                        words.replaceFirst("^mms-api-keys-(.+)-accounts$", CALLERS + "$1" + OF_CALLER),
                        words.replaceFirst("^mms-api-keys-", CALLERS))
                .filter(key -> isNamed(key) && Settings.environmentName(key).equals(variable))
                .findFirst();
    }

    boolean hasAccounts() {
        return !names(ACCOUNT).isEmpty();
    }

    /** The default account is there where one of its keys is, or no other account. */
    TelnyxAccounts accounts(Mode mode) {
        List<TelnyxAccount> all = new ArrayList<>();
        if (!hasAccounts() || has("telnyx.public-key") || has("telnyx.api-key")) {
            all.add(account(mode, TelnyxAccount.DEFAULT, list("telnyx.messaging-profile-id"), List.of()));
        }
        for (String name : names(ACCOUNT)) {
            all.add(account(
                    mode,
                    name,
                    list(TelnyxAccount.setting(name, "profiles")),
                    list(TelnyxAccount.setting(name, "numbers"))));
        }
        Map<String, String> seen = new HashMap<>();
        for (TelnyxAccount account : all) {
            requireOnce(
                    account,
                    account.publicKeys().stream()
                            .map(AccountSettings::fingerprint)
                            .toList(),
                    "public-key",
                    seen);
            requireOnce(account, account.profiles(), account.isDefault() ? "messaging-profile-id" : "profiles", seen);
            requireOnce(account, account.numbers(), "numbers", seen);
            account.numbers().forEach(number -> requireSender(account, number));
        }
        TelnyxAccounts accounts = new TelnyxAccounts(all);
        requireProfileOfDefault(accounts);
        return accounts;
    }

    List<Caller> callers(TelnyxAccounts accounts) {
        Map<String, String> others = new HashMap<>();
        OTHER_KEYS.forEach(other -> others.putIfAbsent(values.apply(other), other));
        return names(CALLER).stream()
                .map(name -> caller(name, accounts, others))
                .toList();
    }

    private Caller caller(String name, TelnyxAccounts accounts, Map<String, String> others) {
        String setting = CALLERS + name;
        String key = values.apply(setting);
        if (key.isEmpty()) {
            throw new IllegalArgumentException("%s is not set (environment: %s), and %s is: set it, or take that out."
                    .formatted(setting, Settings.environmentName(setting), setting + OF_CALLER));
        }
        String other = others.putIfAbsent(key, setting);
        if (other != null) {
            throw new IllegalArgumentException(
                    "%s and %s are the same key, which would not tell who calls: make another one with openssl rand -base64 32."
                            .formatted(setting, other));
        }
        String bound = setting + OF_CALLER;
        List<String> of = list(bound);
        if (of.isEmpty() && has(bound)) {
            throw new IllegalArgumentException(
                    "%s names no account: write names of accounts, or leave it out for all.".formatted(bound));
        }
        of.stream()
                .filter(account ->
                        accounts.all().stream().noneMatch(one -> one.name().equals(account)))
                .findFirst()
                .ifPresent(account -> {
                    throw new IllegalArgumentException("%s names the account %s, which is not there: %s"
                            .formatted(
                                    bound,
                                    account,
                                    account.equals(TelnyxAccount.DEFAULT)
                                            ? "set telnyx.public-key and telnyx.api-key."
                                            : "set telnyx.accounts.%s.*.".formatted(account)));
                });
        return new Caller(name, key, Set.copyOf(of));
    }

    private TelnyxAccount account(Mode mode, String name, List<String> profiles, List<String> numbers) {
        String publicKey = TelnyxAccount.setting(name, "public-key");
        String apiKey = TelnyxAccount.setting(name, "api-key");
        if (mode == Mode.LIVE) {
            require(name, publicKey);
            require(name, apiKey);
            list(publicKey).forEach(key -> new TelnyxPublicKey(key, publicKey));
        }
        return new TelnyxAccount(name, list(publicKey), values.apply(apiKey), profiles, numbers);
    }

    private void require(String name, String setting) {
        if (!list(setting).isEmpty()) {
            return;
        }
        throw new IllegalArgumentException((name.equals(TelnyxAccount.DEFAULT)
                        ? "%s is not set (environment: %s), and live mode needs it. Both keys are in the Telnyx portal, Keys & Credentials; without an account, run with telnyx.mode=simulator."
                        : "%s is not set (environment: %s), and an account needs it in live mode. Both keys are in the Telnyx portal, Keys & Credentials.")
                .formatted(setting, Settings.environmentName(setting)));
    }

    private static void requireOnce(TelnyxAccount account, List<String> values, String what, Map<String, String> seen) {
        String setting = TelnyxAccount.setting(account.name(), what);
        for (String value : values) {
            String other = seen.putIfAbsent(value, setting);
            if (other != null && !other.equals(setting)) {
                throw new IllegalArgumentException(
                        "%s and %s have the same entry, %s: it belongs to one account, so take it out of the other."
                                .formatted(other, setting, shown(value)));
            }
        }
    }

    /** A number not in full: this goes to a log. */
    private static String shown(String value) {
        return AddressForm.of(value) == AddressForm.E164 ? "…" + value.substring(value.length() - 4) : value;
    }

    private static String fingerprint(String publicKey) {
        try {
            return "key " + new TelnyxPublicKey(publicKey).fingerprint();
        } catch (IllegalArgumentException e) {
            return publicKey; // of no use in simulator mode, and refused in live mode
        }
    }

    private static void requireSender(TelnyxAccount account, String number) {
        switch (AddressForm.of(number)) {
            case E164, SHORT_CODE, ALPHANUMERIC -> {}
            case DIGITS, OTHER ->
                throw new IllegalArgumentException(
                        "%s has an entry that is no sender: write numbers as +13125550001, short codes and names, with commas."
                                .formatted(TelnyxAccount.setting(account.name(), "numbers")));
        }
    }

    private void requireProfileOfDefault(TelnyxAccounts accounts) {
        String setting = "telnyx.messaging-profile-id";
        if (has(setting)
                && accounts.ofProfile(values.apply(setting)).isEmpty()
                && accounts.ofOthers().isEmpty()) {
            throw new IllegalArgumentException(
                    "%s is in no account: name it in telnyx.accounts.<name>.profiles.".formatted(setting));
        }
    }

    /** That operators chose in settings that are not empty. */
    private Set<String> names(Pattern setting) {
        return keys.stream()
                .map(setting::matcher)
                .filter(name -> name.matches() && has(name.group()))
                .map(name -> name.group(1))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    private boolean has(String key) {
        return !values.apply(key).isEmpty();
    }

    private List<String> list(String key) {
        return Stream.of(values.apply(key).split(",", -1))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .distinct()
                .toList();
    }
}

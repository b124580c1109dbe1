package io.mmsroutes.account;

import io.mmsroutes.failure.TryLater;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The accounts that the gateway works for, the default one first. */
public final class TelnyxAccounts {
    private final List<TelnyxAccount> all;

    /** @param all one or more; no two of one name, and no number or profile in two */
    public TelnyxAccounts(List<TelnyxAccount> all) {
        this.all = List.copyOf(all);
    }

    public List<TelnyxAccount> all() {
        return all;
    }

    /**
     * What belongs to the default account goes to the only one, where there is one only: it may have got a name.
     *
     * @param name null for the default one, as what was written before there were names
     */
    public Optional<TelnyxAccount> find(@Nullable String name) {
        String wanted = name == null ? TelnyxAccount.DEFAULT : name;
        return wanted.equals(TelnyxAccount.DEFAULT) ? ofOthers() : named(wanted);
    }

    /** That whose settings name the sender. */
    public Optional<TelnyxAccount> ofNumber(String sender) {
        return first(account -> account.numbers().contains(sender));
    }

    /** That whose settings name the messaging profile. */
    public Optional<TelnyxAccount> ofProfile(String profile) {
        return first(account -> account.profiles().contains(profile));
    }

    /** That of senders and profiles that no setting names: the default one, or the only one. */
    public Optional<TelnyxAccount> ofOthers() {
        return all.size() == 1 ? Optional.of(all.get(0)) : named(TelnyxAccount.DEFAULT);
    }

    private Optional<TelnyxAccount> named(String name) {
        return first(account -> account.name().equals(name));
    }

    /**
     * Value of the header {@code Authorization} for Telnyx's API.
     *
     * @throws TryLater {@code account-unknown} for one that the settings do not have any more
     */
    public String authorization(@Nullable String name) {
        return find(name).map(account -> "Bearer " + account.apiKey()).orElseThrow(() -> {
            String gone = name == null ? TelnyxAccount.DEFAULT : name;
            return new TryLater(
                    "account-unknown",
                    "This belongs to the account %s, which the settings do not have any more: set %s and %s again; until then it waits."
                            .formatted(
                                    gone,
                                    TelnyxAccount.setting(gone, "public-key"),
                                    TelnyxAccount.setting(gone, "api-key")));
        });
    }

    /**
     * Writes the head of a call of Telnyx's API, in place of what the headers hold: none of ours goes to Telnyx.
     *
     * @param url the whole of it; of a POST, what a {@code CamelHttpPath} is added to
     * @param account as for {@link #authorization}
     * @throws TryLater {@code account-unknown}
     */
    public void call(String method, String url, @Nullable String account, Map<String, Object> headers) {
        String authorization = authorization(account);
        headers.clear();
        headers.put("CamelHttpMethod", method);
        headers.put("CamelHttpUri", url);
        headers.put("Authorization", authorization);
        headers.put("Content-Type", "application/json");
        headers.put("Accept", "application/json");
    }

    private Optional<TelnyxAccount> first(Predicate<TelnyxAccount> condition) {
        return all.stream().filter(condition).findFirst();
    }

    /** Without keys. */
    @Override
    public String toString() {
        return "TelnyxAccounts" + all;
    }
}

package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What holds for every message that is to be sent, whoever wants it.
 *
 * @param preflight {@code mms.send.preflight}: whether media are looked at before the call
 * @param publicUrl {@code mms.public-url}; may be empty
 * @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty
 * @param accounts that messages are sent from
 */
public record EntryRules(String preflight, String publicUrl, String defaultProfile, TelnyxAccounts accounts) {
    /** Throws {@link Rejected} {@code request-refused}: a recipient has opted out, or stored media are not to be had. */
    void check(JdbcClient jdbc, SendRequest request) {
        List<Problem> problems = Stream.of(
                        OptOuts.problems(jdbc, request, defaultProfile, accounts),
                        StoredObjects.problems(jdbc, request, publicUrl),
                        abroad(request))
                .flatMap(List::stream)
                .toList();
        if (!problems.isEmpty()) {
            throw new Rejected("request-refused", problems);
        }
    }

    /**
     * The account that a request is sent from: that of its sender, of its messaging profile, or of the profile that its sender is known
     * to be in; else the default one.
     *
     * @param meant by whose event it is answered; null for a request of its own
     * @throws Rejected {@code request-refused} where sender and profile are of two accounts, or of none
     */
    String account(JdbcClient jdbc, SendRequest request, @Nullable String meant) {
        Optional<TelnyxAccount> byEvent = meant == null ? Optional.empty() : accounts.find(meant);
        if (byEvent.isPresent()) {
            return byEvent.get().name();
        }
        Optional<TelnyxAccount> bySender = accounts.ofNumber(request.sender());
        Optional<TelnyxAccount> byProfile = accounts.ofProfile(
                request.body().path("messaging_profile_id").asText("").strip());
        if (bySender.isPresent() && byProfile.isPresent() && !bySender.equals(byProfile)) {
            throw refused(
                    "from is of the account %s, and messaging_profile_id of %s: write a sender and a profile of one."
                            .formatted(bySender.get().name(), byProfile.get().name()));
        }
        return bySender.or(() -> byProfile)
                .or(() -> accounts.all().size() == 1 ? Optional.empty() : known(jdbc, request))
                .or(accounts::ofOthers)
                .map(TelnyxAccount::name)
                .orElseThrow(
                        () -> refused(
                                "The sender is of no account: name it in telnyx.accounts.<name>.numbers, or its messaging profile in telnyx.accounts.<name>.profiles."));
    }

    private Optional<TelnyxAccount> known(JdbcClient jdbc, SendRequest request) {
        return OwnNumbers.profiles(jdbc, request).stream()
                .flatMap(profile -> accounts.ofProfile(profile).stream())
                .findFirst();
    }

    private static Rejected refused(String detail) {
        return new Rejected("request-refused", List.of(ErrorCode.INVALID_FROM.at("/from", detail)));
    }

    /** Those who get no MMS; of a request that was checked, nobody. */
    private static List<Problem> abroad(SendRequest request) {
        return request.isMms()
                ? request.to().stream()
                        .filter(number -> !SendRequest.isForMms(number))
                        .map(number -> ErrorCode.NO_MMS_TO.at("/to", "No MMS go outside the US and Canada."))
                        .toList()
                : List.of();
    }

    SendState firstState(SendRequest request) {
        return "off".equals(preflight) || request.mediaUrls().isEmpty() ? SendState.QUEUED : SendState.PREPARING;
    }
}

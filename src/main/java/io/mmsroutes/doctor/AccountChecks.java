package io.mmsroutes.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.telnyx.TelnyxLookup;
import io.mmsroutes.telnyx.TelnyxLookup.Answer;
import java.io.IOException;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/** The account as Telnyx's API shows it: the key, the clock, the balance, and which messaging profiles are this gateway's. */
final class AccountChecks {
    private static final String BALANCE = "balance";
    private static final Pattern AMOUNT = Pattern.compile("-?\\d{1,15}(\\.\\d{1,9})?");
    /** Enough for some hundred MMS. */
    private static final BigDecimal LITTLE_CREDIT = BigDecimal.valueOf(5);

    private static final Duration NOTICEABLE = Duration.ofSeconds(30);

    private final TelnyxLookup telnyx;
    private final String publicUrl;
    private final TelnyxAccount account;
    private final List<String> ownNumbers;
    private final Duration tolerance;
    private final Clock clock;
    private final Findings found = new Findings();
    private final Set<String> failovers = new LinkedHashSet<>();

    /**
     * @param publicUrl where Telnyx reaches this gateway; empty where that is not said
     * @param ownNumbers that are to be on one of its profiles, besides those that the settings of the account name
     * @param tolerance of the time in a signature
     */
    AccountChecks(
            TelnyxLookup telnyx,
            String publicUrl,
            TelnyxAccount account,
            List<String> ownNumbers,
            Duration tolerance,
            Clock clock) {
        this.telnyx = telnyx;
        this.publicUrl = publicUrl;
        this.account = account;
        this.ownNumbers = ownNumbers;
        this.tolerance = tolerance;
        this.clock = clock;
    }

    List<Diagnosis> run() {
        try {
            Instant before = clock.instant();
            Answer answer = telnyx.get("/messaging_profiles?page%5Bsize%5D=250");
            answer.date().ifPresent(date -> clock(date, before));
            if (key(answer.status())) {
                balance();
                profiles(ours(answer.body().path("data")));
            }
        } catch (IOException e) {
            found.fault(
                    "api-reachable",
                    "Telnyx's API does not answer: %s.".formatted(e.getClass().getSimpleName()),
                    "Let this machine out to telnyx.api-url, port 443, and check its DNS and its proxy.");
        }
        return found.all();
    }

    /** Webhook failover URLs of the profiles that {@link #run} found to be ours. */
    Set<String> failovers() {
        return failovers;
    }

    private boolean key(int status) {
        switch (status) {
            case 200 -> found.fine("api-key", "Telnyx takes the API key.");
            case 401 ->
                found.fault(
                        "api-key",
                        "Telnyx does not know the API key.",
                        "Set telnyx.api-key: portal, Keys & Credentials.");
            case 403 ->
                found.warning(
                        "api-key",
                        "The API key may not read messaging profiles, so the account is not examined.",
                        "Let the key of telnyx.api-key read them: portal, Keys & Credentials.");
            default ->
                found.fault(
                        "api-reachable",
                        "Telnyx's API answers %s.".formatted(status),
                        "Check telnyx.api-url, and status.telnyx.com.");
        }
        return status == 200;
    }

    /** API reference, "Get user balance details": amounts are decimal text. */
    private void balance() throws IOException {
        Answer answer = telnyx.get("/balance");
        JsonNode data = answer.body().path("data");
        String available = data.path("available_credit").asText();
        if (answer.status() != 200 || !AMOUNT.matcher(available).matches()) {
            found.warning(
                    BALANCE,
                    "The balance of the account cannot be read: Telnyx answers %s.".formatted(answer.status()),
                    "Let the key of telnyx.api-key read it, or look at the portal, Billing.");
            return;
        }
        BigDecimal credit = new BigDecimal(available);
        String sentence = "The account has %s %s of credit."
                .formatted(available, data.path("currency").asText("USD"));
        String fix = "Telnyx portal, Billing: add funds, or set up auto-recharge.";
        if (credit.signum() <= 0) {
            found.fault(BALANCE, sentence + " Telnyx sends nothing without.", fix);
        } else {
            found.warningUnless(credit.compareTo(LITTLE_CREDIT) >= 0, BALANCE, sentence, sentence, fix);
        }
    }

    private void clock(Instant date, Instant before) {
        Duration off = Duration.between(date, before).abs();
        String sentence = "The clock is %s s off Telnyx's.".formatted(off.toSeconds());
        String fix = "Have the clock of this machine set by NTP.";
        if (off.compareTo(tolerance) > 0) {
            found.fault("clock", sentence + " Webhooks are refused as too old or too new.", fix);
        } else {
            found.warningUnless(off.compareTo(NOTICEABLE) <= 0, "clock", sentence, sentence, fix);
        }
    }

    /** Those of the settings, and those that post here; all, with a warning, where neither says which. */
    private List<JsonNode> ours(JsonNode data) {
        List<JsonNode> all = StreamSupport.stream(data.spliterator(), false).toList();
        List<JsonNode> ours = all.stream()
                .filter(profile -> account.profiles().contains(id(profile)) || postsHere(profile))
                .toList();
        String setting =
                TelnyxAccount.setting(account.name(), account.isDefault() ? "messaging-profile-id" : "profiles");
        if (all.isEmpty()) {
            found.fault("profile", "The account has no messaging profile.", "Make one: Telnyx portal, Messaging.");
        } else if (!all.stream().map(AccountChecks::id).toList().containsAll(account.profiles())) {
            found.fault(
                    "profile",
                    "%s names a profile that the account does not have.".formatted(setting),
                    "Copy the id from the Telnyx portal, Messaging.");
        } else {
            found.warningUnless(
                    !ours.isEmpty() || all.size() == 1,
                    "profile",
                    "The account has %s messaging profile(s).".formatted(all.size()),
                    "None of %s messaging profiles posts to this gateway; all of them are examined."
                            .formatted(all.size()),
                    "Set mms.public-url and the webhook URL of the profile, or %s.".formatted(setting));
        }
        return ours.isEmpty() ? all : ours;
    }

    private static String id(JsonNode profile) {
        return profile.path("id").asText();
    }

    private boolean postsHere(JsonNode profile) {
        return !publicUrl.isEmpty()
                && ProfileChecks.text(profile, "webhook_url").startsWith(publicUrl + "/");
    }

    private void profiles(List<JsonNode> profiles) throws IOException {
        Set<String> onProfiles = new HashSet<>();
        boolean told = true;
        for (JsonNode profile : profiles) {
            ProfileChecks checks = new ProfileChecks(profile, publicUrl, found);
            checks.run();
            checks.failover().ifPresent(failovers::add);
            Optional<List<String>> numbers = checks.numbers(telnyx);
            numbers.ifPresent(onProfiles::addAll);
            told &= numbers.isPresent();
        }
        if (told) {
            ownNumbers.forEach(own -> requireOnProfile(own, onProfiles, "mms.own-numbers"));
            account.numbers().stream()
                    .filter(own -> own.startsWith("+"))
                    .forEach(
                            own -> requireOnProfile(own, onProfiles, TelnyxAccount.setting(account.name(), "numbers")));
        }
    }

    private void requireOnProfile(String own, Set<String> onProfiles, String setting) {
        if (!onProfiles.contains(own)) {
            found.warning(
                    "own-numbers",
                    "%s is among %s and not on the profile.".formatted(ProfileChecks.masked(own), setting),
                    "Telnyx portal, Numbers: give it this messaging profile, or take it out of %s.".formatted(setting));
        }
    }
}

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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.StreamSupport;

/**
 * The account as Telnyx's API shows it: the key, the clock, the messaging profile and its numbers. What is asked of a profile:
 * developers.telnyx.com, "Messaging profiles", "MMS media and transcoding", "MMS converter" and the troubleshooting of "Send and receive
 * MMS".
 */
final class AccountChecks {
    private static final String PORTAL = "Telnyx portal, Messaging, the profile";
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
    private final List<Diagnosis> found = new ArrayList<>();
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
            if (key(answer)) {
                balance();
                List<JsonNode> profiles = ours(answer.body().path("data"));
                Set<String> onProfiles = new HashSet<>();
                boolean told = true;
                for (JsonNode profile : profiles) {
                    profile(profile);
                    Optional<List<String>> numbers = numbers(profile);
                    numbers.ifPresent(onProfiles::addAll);
                    told &= numbers.isPresent();
                }
                if (told) {
                    ownNumbers(onProfiles);
                }
            }
        } catch (IOException e) {
            found.add(Diagnosis.fault(
                    "api-reachable",
                    "Telnyx's API does not answer: %s.".formatted(e.getClass().getSimpleName()),
                    "Let this machine out to telnyx.api-url, port 443, and check its DNS and its proxy."));
        }
        return List.copyOf(found);
    }

    private boolean key(Answer answer) {
        if (answer.status() == 200) {
            found.add(Diagnosis.fine("api-key", "Telnyx takes the API key."));
            return true;
        }
        found.add(
                switch (answer.status()) {
                    case 401 ->
                        Diagnosis.fault(
                                "api-key",
                                "Telnyx does not know the API key.",
                                "Set telnyx.api-key: portal, Keys & Credentials.");
                    case 403 ->
                        Diagnosis.warning(
                                "api-key",
                                "The API key may not read messaging profiles, so the account is not examined.",
                                "Let the key of telnyx.api-key read them: portal, Keys & Credentials.");
                    default ->
                        Diagnosis.fault(
                                "api-reachable",
                                "Telnyx's API answers %s.".formatted(answer.status()),
                                "Check telnyx.api-url, and status.telnyx.com.");
                });
        return false;
    }

    /** Webhook failover URLs of the profiles that {@link #run} found to be ours. */
    Set<String> failovers() {
        return Set.copyOf(failovers);
    }

    /** API reference, "Get user balance details": amounts are decimal text. */
    private void balance() throws IOException {
        Answer answer = telnyx.get("/balance");
        JsonNode data = answer.body().path("data");
        String available = data.path("available_credit").asText();
        if (answer.status() != 200 || !AMOUNT.matcher(available).matches()) {
            found.add(Diagnosis.warning(
                    BALANCE,
                    "The balance of the account cannot be read: Telnyx answers %s.".formatted(answer.status()),
                    "Let the key of telnyx.api-key read it, or look at the portal, Billing."));
            return;
        }
        BigDecimal credit = new BigDecimal(available);
        String sentence = "The account has %s %s of credit."
                .formatted(available, data.path("currency").asText("USD"));
        String fix = "Telnyx portal, Billing: add funds, or set up auto-recharge.";
        if (credit.signum() <= 0) {
            found.add(Diagnosis.fault(BALANCE, sentence + " Telnyx sends nothing without.", fix));
        } else if (credit.compareTo(LITTLE_CREDIT) < 0) {
            found.add(Diagnosis.warning(BALANCE, sentence, fix));
        } else {
            found.add(Diagnosis.fine(BALANCE, sentence));
        }
    }

    private void clock(Instant date, Instant before) {
        Duration off = Duration.between(date, before).abs();
        String sentence = "The clock is %s s off Telnyx's.".formatted(off.toSeconds());
        String fix = "Have the clock of this machine set by NTP.";
        if (off.compareTo(tolerance) > 0) {
            found.add(Diagnosis.fault("clock", sentence + " Webhooks are refused as too old or too new.", fix));
        } else if (off.compareTo(NOTICEABLE) > 0) {
            found.add(Diagnosis.warning("clock", sentence, fix));
        } else {
            found.add(Diagnosis.fine("clock", sentence));
        }
    }

    /** That of the settings, or those that post here; all, with a warning, where neither says which. */
    private List<JsonNode> ours(JsonNode data) {
        List<JsonNode> all = StreamSupport.stream(data.spliterator(), false).toList();
        List<JsonNode> ours = all.stream()
                .filter(profile -> isOfSettings(profile) || postsHere(profile))
                .toList();
        if (all.isEmpty()) {
            found.add(Diagnosis.fault(
                    "profile", "The account has no messaging profile.", "Make one: Telnyx portal, Messaging."));
        } else if (account.profiles().stream().anyMatch(id -> !isAmong(all, id))) {
            found.add(Diagnosis.fault(
                    "profile",
                    "%s names a profile that the account does not have.".formatted(profilesSetting()),
                    "Copy the id from the Telnyx portal, Messaging."));
        } else if (ours.isEmpty() && all.size() > 1) {
            found.add(Diagnosis.warning(
                    "profile",
                    "None of %s messaging profiles posts to this gateway; all of them are examined."
                            .formatted(all.size()),
                    "Set mms.public-url and the webhook URL of the profile, or %s.".formatted(profilesSetting())));
        } else {
            found.add(Diagnosis.fine("profile", "The account has %s messaging profile(s).".formatted(all.size())));
        }
        return ours.isEmpty() ? all : ours;
    }

    private boolean isOfSettings(JsonNode profile) {
        return account.profiles().contains(profile.path("id").asText());
    }

    private static boolean isAmong(List<JsonNode> profiles, String id) {
        return profiles.stream().anyMatch(profile -> profile.path("id").asText().equals(id));
    }

    private String profilesSetting() {
        return TelnyxAccount.setting(account.name(), account.isDefault() ? "messaging-profile-id" : "profiles");
    }

    private boolean postsHere(JsonNode profile) {
        return !publicUrl.isEmpty() && text(profile, "webhook_url").startsWith(publicUrl + "/");
    }

    private void profile(JsonNode profile) {
        String name = "The profile '%s'".formatted(text(profile, "name"));
        webhook(profile, name);
        require(
                profile.path("enabled").asBoolean(true),
                "profile-enabled",
                name + " is enabled.",
                Diagnosis.fault("profile-enabled", name + " is disabled and sends nothing.", PORTAL + ": enable it."));
        String version = text(profile, "webhook_api_version");
        require(
                version.equals("2") || version.isEmpty(),
                "webhook-api-version",
                name + " posts webhooks of API version 2.",
                Diagnosis.fault(
                        "webhook-api-version",
                        name + " posts webhooks of API version %s, which this gateway refuses.".formatted(version),
                        PORTAL + ": set the webhook API version to 2."));
        String failover = text(profile, "webhook_failover_url");
        if (!failover.isEmpty()) {
            failovers.add(failover);
        }
        require(
                !failover.isEmpty(),
                "webhook-failover",
                name + " has a failover URL.",
                Diagnosis.warning(
                        "webhook-failover",
                        name + " has no failover URL: after three attempts Telnyx gives a webhook up.",
                        PORTAL + ": set the failover URL to a second gateway, or to this one by another way."));
        require(
                profile.path("mms_transcoding").asBoolean(),
                "mms-transcoding",
                name + " has media made smaller for the recipient's carrier.",
                Diagnosis.warning(
                        "mms-transcoding",
                        name + " does not transcode: media above the carrier's limit, 600 KB at some, are refused.",
                        PORTAL + ": enable MMS transcoding, or send media below 600 KB together."));
        require(
                !profile.path("mms_fall_back_to_sms").asBoolean(),
                "mms-fall-back",
                name + " sends no SMS in place of an MMS.",
                Diagnosis.warning(
                        "mms-fall-back",
                        name + " sends an SMS with links where an MMS cannot be had or its media cannot be fetched.",
                        "Keep it if text is better than nothing; the links then work as long as mms.link.lifetime says."));
        Set<String> countries = Set.of("US", "CA", "*");
        boolean some = StreamSupport.stream(
                        profile.path("whitelisted_destinations").spliterator(), false)
                .anyMatch(country -> countries.contains(country.asText()));
        require(
                some || !profile.has("whitelisted_destinations"),
                "destinations",
                name + " may send to the US or Canada.",
                Diagnosis.fault(
                        "destinations",
                        name + " allows neither the US nor Canada, where all MMS go.",
                        PORTAL + ": add them to the allowed destinations."));
    }

    private void webhook(JsonNode profile, String name) {
        String url = text(profile, "webhook_url");
        if (url.isEmpty()) {
            found.add(Diagnosis.fault(
                    "webhook-url",
                    name + " has no webhook URL, so nothing that comes in is told.",
                    PORTAL + ": set it to <mms.public-url>/webhooks."));
        } else if (publicUrl.isEmpty()) {
            found.add(Diagnosis.warning(
                    "webhook-url",
                    name + " posts to %s; whether that is this gateway cannot be told.".formatted(url),
                    "Set mms.public-url to the address by which Telnyx reaches this gateway."));
        } else {
            require(
                    url.replaceFirst("[?#].*", "").replaceFirst("/+$", "").equals(publicUrl + "/webhooks"),
                    "webhook-url",
                    name + " posts to this gateway.",
                    Diagnosis.fault(
                            "webhook-url",
                            name + " posts to %s, which is not this gateway.".formatted(url),
                            PORTAL + ": set the webhook URL to %s/webhooks.".formatted(publicUrl)));
        }
    }

    private Optional<List<String>> numbers(JsonNode profile) throws IOException {
        Answer answer = telnyx.get("/messaging_profiles/%s/phone_numbers?page%%5Bsize%%5D=250"
                .formatted(profile.path("id").asText()));
        if (answer.status() != 200) {
            found.add(Diagnosis.warning(
                    "numbers",
                    "Telnyx answers %s to the list of numbers.".formatted(answer.status()),
                    "Let the key of telnyx.api-key read numbers."));
            return Optional.empty();
        }
        List<JsonNode> numbers = StreamSupport.stream(answer.body().path("data").spliterator(), false)
                .toList();
        require(
                !numbers.isEmpty(),
                "numbers",
                "%s number(s) are on the profile.".formatted(numbers.size()),
                Diagnosis.fault(
                        "numbers",
                        "No number is on the profile '%s', so it neither sends nor receives."
                                .formatted(text(profile, "name")),
                        "Telnyx portal, Numbers: give a number this messaging profile."));
        for (JsonNode number : numbers) {
            boolean mms = number.path("features").hasNonNull("mms");
            String masked = masked(text(number, "phone_number"));
            require(
                    mms,
                    "number-mms",
                    masked + " has MMS.",
                    Diagnosis.fault(
                            "number-mms",
                            masked + " has no MMS: Telnyx refuses media from it with 40308.",
                            "Use a US or Canadian long code, a toll-free number or a short code with MMS, or ask Telnyx to enable it."));
        }
        return Optional.of(
                numbers.stream().map(number -> text(number, "phone_number")).toList());
    }

    private void ownNumbers(Set<String> onProfiles) {
        ownNumbers.forEach(own -> requireOnProfile(own, onProfiles, "mms.own-numbers"));
        account.numbers().stream()
                .filter(own -> own.startsWith("+"))
                .forEach(own -> requireOnProfile(own, onProfiles, TelnyxAccount.setting(account.name(), "numbers")));
    }

    private void requireOnProfile(String own, Set<String> onProfiles, String setting) {
        if (!onProfiles.contains(own)) {
            found.add(Diagnosis.warning(
                    "own-numbers",
                    "%s is among %s and not on the profile.".formatted(masked(own), setting),
                    "Telnyx portal, Numbers: give it this messaging profile, or take it out of %s."
                            .formatted(setting)));
        }
    }

    private void require(boolean so, String check, String sentence, Diagnosis otherwise) {
        found.add(so ? Diagnosis.fine(check, sentence) : otherwise);
    }

    private static String text(JsonNode node, String field) {
        return node.path(field).asText("").replace("null", "");
    }

    /** Of a number, its end. */
    private static String masked(String number) {
        return number.length() <= 6 ? number : "…" + number.substring(number.length() - 4);
    }
}

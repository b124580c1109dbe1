package io.mmsroutes.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.telnyx.TelnyxLookup;
import io.mmsroutes.telnyx.TelnyxLookup.Answer;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/**
 * One messaging profile and its numbers. What is asked of it: developers.telnyx.com, "Messaging profiles", "MMS media and transcoding",
 * "MMS converter" and the troubleshooting of "Send and receive MMS".
 */
final class ProfileChecks {
    private static final String PORTAL = "Telnyx portal, Messaging, the profile";
    private static final Set<String> MMS_COUNTRIES = Set.of("US", "CA", "*");

    private final JsonNode profile;
    private final String name;
    private final String publicUrl;
    private final Findings found;

    /** @param publicUrl where Telnyx reaches this gateway; empty where that is not said */
    ProfileChecks(JsonNode profile, String publicUrl, Findings found) {
        this.profile = profile;
        this.name = "The profile '%s'".formatted(text(profile, "name"));
        this.publicUrl = publicUrl;
        this.found = found;
    }

    void run() {
        webhook();
        found.faultUnless(
                profile.path("enabled").asBoolean(true),
                "profile-enabled",
                name + " is enabled.",
                name + " is disabled and sends nothing.",
                PORTAL + ": enable it.");
        String version = text(profile, "webhook_api_version");
        found.faultUnless(
                version.equals("2") || version.isEmpty(),
                "webhook-api-version",
                name + " posts webhooks of API version 2.",
                name + " posts webhooks of API version %s, which this gateway refuses.".formatted(version),
                PORTAL + ": set the webhook API version to 2.");
        found.warningUnless(
                failover().isPresent(),
                "webhook-failover",
                name + " has a failover URL.",
                name + " has no failover URL: after three attempts Telnyx gives a webhook up.",
                PORTAL + ": set the failover URL to a second gateway, or to this one by another way.");
        found.warningUnless(
                profile.path("mms_transcoding").asBoolean(),
                "mms-transcoding",
                name + " has media made smaller for the recipient's carrier.",
                name + " does not transcode: media above the carrier's limit, 600 KB at some, are refused.",
                PORTAL + ": enable MMS transcoding, or send media below 600 KB together.");
        found.warningUnless(
                !profile.path("mms_fall_back_to_sms").asBoolean(),
                "mms-fall-back",
                name + " sends no SMS in place of an MMS.",
                name + " sends an SMS with links where an MMS cannot be had or its media cannot be fetched.",
                "Keep it if text is better than nothing; the links then work as long as mms.link.lifetime says.");
        JsonNode destinations = profile.path("whitelisted_destinations");
        found.faultUnless(
                destinations.isMissingNode()
                        || stream(destinations).anyMatch(country -> MMS_COUNTRIES.contains(country.asText())),
                "destinations",
                name + " may send to the US or Canada.",
                name + " allows neither the US nor Canada, where all MMS go.",
                PORTAL + ": add them to the allowed destinations.");
    }

    Optional<String> failover() {
        return Optional.of(text(profile, "webhook_failover_url")).filter(url -> !url.isEmpty());
    }

    private void webhook() {
        String url = text(profile, "webhook_url");
        if (url.isEmpty()) {
            found.fault(
                    "webhook-url",
                    name + " has no webhook URL, so nothing that comes in is told.",
                    PORTAL + ": set it to <mms.public-url>/webhooks.");
        } else if (publicUrl.isEmpty()) {
            found.warning(
                    "webhook-url",
                    name + " posts to %s; whether that is this gateway cannot be told.".formatted(url),
                    "Set mms.public-url to the address by which Telnyx reaches this gateway.");
        } else {
            found.faultUnless(
                    url.replaceFirst("[?#].*", "").replaceFirst("/+$", "").equals(publicUrl + "/webhooks"),
                    "webhook-url",
                    name + " posts to this gateway.",
                    name + " posts to %s, which is not this gateway.".formatted(url),
                    PORTAL + ": set the webhook URL to %s/webhooks.".formatted(publicUrl));
        }
    }

    /** The numbers on the profile; empty where Telnyx does not tell. */
    Optional<List<String>> numbers(TelnyxLookup telnyx) throws IOException {
        Answer answer = telnyx.get("/messaging_profiles/%s/phone_numbers?page%%5Bsize%%5D=250"
                .formatted(profile.path("id").asText()));
        if (answer.status() != 200) {
            found.warning(
                    "numbers",
                    "Telnyx answers %s to the list of numbers.".formatted(answer.status()),
                    "Let the key of telnyx.api-key read numbers.");
            return Optional.empty();
        }
        List<JsonNode> numbers = stream(answer.body().path("data")).toList();
        found.faultUnless(
                !numbers.isEmpty(),
                "numbers",
                "%s number(s) are on the profile.".formatted(numbers.size()),
                "No number is on the profile '%s', so it neither sends nor receives.".formatted(text(profile, "name")),
                "Telnyx portal, Numbers: give a number this messaging profile.");
        for (JsonNode number : numbers) {
            String masked = masked(text(number, "phone_number"));
            found.faultUnless(
                    number.path("features").hasNonNull("mms"),
                    "number-mms",
                    masked + " has MMS.",
                    masked + " has no MMS: Telnyx refuses media from it with 40308.",
                    "Use a US or Canadian long code, a toll-free number or a short code with MMS, or ask Telnyx to enable it.");
        }
        return Optional.of(
                numbers.stream().map(number -> text(number, "phone_number")).toList());
    }

    private static Stream<JsonNode> stream(JsonNode array) {
        return StreamSupport.stream(array.spliterator(), false);
    }

    static String text(JsonNode node, String field) {
        return node.path(field).asText("").replace("null", "");
    }

    /** Of a number, its end. */
    static String masked(String number) {
        return number.length() <= 6 ? number : "…" + number.substring(number.length() - 4);
    }
}

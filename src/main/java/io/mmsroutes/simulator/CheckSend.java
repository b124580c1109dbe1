package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.text.TextParts;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.regex.Pattern;

/**
 * What Telnyx refuses at once. Codes: developers.telnyx.com, "Messaging error codes" and "API error codes"; limits of a
 * group: support.telnyx.com, "Group Messaging"; times: "Schedule SMS and MMS messages".
 */
final class CheckSend {
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{6,14}");
    private static final Pattern SHORT_CODE = Pattern.compile("\\d{3,8}");
    private static final Pattern NAME = Pattern.compile("(?=.*[A-Za-z])[A-Za-z0-9 ]{1,11}");
    private static final Pattern HTTP = Pattern.compile("https?://[^\\s/]+\\S*");
    private static final int MAX_MEMBERS = 8;
    private static final int MAX_MEDIA = 10;
    private static final int MAX_PARTS = 10;
    private static final int MAX_URL = 2000;
    private static final Duration SOONEST = Duration.ofMinutes(5);
    private static final Duration LATEST = Duration.ofDays(5);
    private static final String BAD_REQUEST = "Bad Request";

    /** Countries by their code, for whitelisted_destinations. */
    private static final Map<String, String> COUNTRIES = Map.ofEntries(
            Map.entry("44", "GB"),
            Map.entry("49", "DE"),
            Map.entry("33", "FR"),
            Map.entry("34", "ES"),
            Map.entry("39", "IT"),
            Map.entry("31", "NL"),
            Map.entry("32", "BE"),
            Map.entry("351", "PT"),
            Map.entry("353", "IE"),
            Map.entry("41", "CH"),
            Map.entry("43", "AT"),
            Map.entry("46", "SE"),
            Map.entry("47", "NO"),
            Map.entry("45", "DK"),
            Map.entry("48", "PL"),
            Map.entry("61", "AU"),
            Map.entry("64", "NZ"),
            Map.entry("52", "MX"),
            Map.entry("55", "BR"),
            Map.entry("91", "IN"),
            Map.entry("81", "JP"));

    private final SendKind kind;
    private final JsonNode request;
    private final Account account;
    private final Instant now;
    private final List<Problem> problems = new ArrayList<>();

    private CheckSend(SendKind kind, JsonNode request, Account account, Instant now) {
        this.kind = kind;
        this.request = request;
        this.account = account;
        this.now = now;
    }

    /** Empty when it is accepted. */
    static List<Problem> problems(SendKind kind, JsonNode request, Account account, Instant now) {
        CheckSend check = new CheckSend(kind, request, account, now);
        check.recipients();
        check.sender();
        check.time();
        check.amount();
        check.urls();
        if (check.problems.isEmpty()) {
            check.ofAccount();
        }
        return List.copyOf(check.problems);
    }

    /** The key alone makes it an MMS, even without media; support.telnyx.com, "FAQs about MMS". */
    static boolean isMms(SendKind kind, JsonNode request) {
        return kind == SendKind.GROUP_MMS
                || request.hasNonNull("media_urls")
                || "MMS".equals(request.path("type").asText());
    }

    private void recipients() {
        JsonNode to = request.path("to");
        if (isMissing(to) || (kind == SendKind.GROUP_MMS && to.isArray() && to.isEmpty())) {
            missing("to");
        } else if (kind != SendKind.GROUP_MMS) {
            recipient(to, "/to");
        } else if (!to.isArray() || to.size() > MAX_MEMBERS) {
            wrong("10015", BAD_REQUEST, "A group has 1 to %s members.".formatted(MAX_MEMBERS), "/to");
        } else {
            for (int i = 0; i < to.size(); i++) {
                recipient(to.path(i), "/to/" + i);
            }
        }
    }

    private void recipient(JsonNode to, String pointer) {
        if (!is(NUMBER, to) && !is(SHORT_CODE, to)) {
            wrong("40310", "Invalid 'to' address", "This is neither an E.164 number nor a short code.", pointer);
        }
    }

    private void sender() {
        JsonNode from = request.path("from");
        if (kind == SendKind.NUMBER_POOL && isMissing(request.path("messaging_profile_id"))) {
            missing("messaging_profile_id");
        }
        if (isMissing(from)) {
            boolean pool = kind.takesProfile() && !isMissing(request.path("messaging_profile_id"));
            if (!pool && kind != SendKind.NUMBER_POOL) {
                missing("from");
            }
        } else if (!maySend(from)) {
            wrong("40305", "Invalid 'from' address", "No message can be sent from this.", "/from");
        } else if (is(NAME, from) && !is(SHORT_CODE, from) && isMms(kind, request)) {
            wrong("40308", "Invalid 'from' address for MMS", "A name cannot send media.", "/from");
        }
    }

    private boolean maySend(JsonNode from) {
        if (is(NUMBER, from)) {
            return kind != SendKind.SHORT_CODE;
        }
        return is(SHORT_CODE, from) ? kind != SendKind.LONG_CODE : is(NAME, from) && takesNames();
    }

    private boolean takesNames() {
        return kind.path().isEmpty() || kind.path().startsWith("/alpha") || kind == SendKind.SCHEDULE;
    }

    private void time() {
        JsonNode sendAt = request.path("send_at");
        if (isMissing(sendAt)) {
            if (kind == SendKind.SCHEDULE) {
                missing("send_at");
            }
            return;
        }
        try {
            Duration ahead =
                    Duration.between(now, OffsetDateTime.parse(sendAt.asText()).toInstant());
            if (ahead.compareTo(SOONEST) < 0 || ahead.compareTo(LATEST) > 0) {
                wrong("10015", BAD_REQUEST, "send_at is 5 minutes to 5 days from now.", "/send_at");
            }
        } catch (DateTimeException e) {
            wrong("10015", BAD_REQUEST, "This is no time in ISO 8601.", "/send_at");
        }
    }

    private void amount() {
        JsonNode media = request.path("media_urls");
        String text = request.path("text").asText("");
        String encoding = request.path("encoding").asText("auto");
        if (request.hasNonNull("media_urls") && !media.isArray()) {
            wrong("10015", BAD_REQUEST, "media_urls is no list.", "/media_urls");
        }
        if (text.isEmpty() && media.isEmpty()) {
            wrong("40316", "No content provided for message", "There is neither text nor media.", "/text");
        }
        if (media.size() > MAX_MEDIA) {
            wrong("40317", "Invalid MMS content", "More than %s media.".formatted(MAX_MEDIA), "/media_urls");
        }
        if ("SMS".equals(request.path("type").asText()) && !media.isEmpty()) {
            wrong("40304", "Invalid combination of message content arguments", "An SMS has no media.", "/type");
        }
        if (!isMms(kind, request) && TextParts.of(text, encoding).parts() > MAX_PARTS) {
            wrong("40302", "Message too large", "More than %s parts.".formatted(MAX_PARTS), "/text");
        }
        if (!List.of("auto", "gsm7", "ucs2").contains(encoding)) {
            wrong("10032", "Invalid enumerated value", "encoding is auto, gsm7 or ucs2.", "/encoding");
        } else if (encoding.equals("gsm7") && !TextParts.of(text).isGsm()) {
            wrong("10015", BAD_REQUEST, "The text has characters that GSM-7 does not have.", "/text");
        }
    }

    private void urls() {
        for (int i = 0; i < request.path("media_urls").size(); i++) {
            url(request.path("media_urls").path(i), "/media_urls/" + i);
        }
        for (String field : new String[] {"webhook_url", "webhook_failover_url"}) {
            if (!isMissing(request.path(field))) {
                url(request.path(field), "/" + field);
            }
        }
    }

    private void url(JsonNode url, String pointer) {
        if (!HTTP.matcher(url.asText()).matches() || url.asText().length() > MAX_URL) {
            String detail = "Not http or https, or more than %s characters.".formatted(MAX_URL);
            wrong("10003", "Invalid URL", detail, pointer);
        }
    }

    /** What depends on the account's profile and numbers; the first that does not fit is told. */
    private void ofAccount() {
        JsonNode profile = account.profile();
        String wanted = request.path("messaging_profile_id").asText(Account.PROFILE);
        JsonNode from = request.path("from");
        boolean mms = isMms(kind, request);
        Optional<Account.OwnNumber> number = account.number(from.asText());
        if (!wanted.equals(Account.PROFILE)) {
            unknownProfile(wanted, from);
        } else if (!profile.path("enabled").asBoolean()) {
            wrong("40312", "Messaging profile is disabled", "Enable the profile.", "/messaging_profile_id");
        } else if (isMissing(from) && account.ofPool("").isEmpty()) {
            wrong("40321", "No usable numbers on messaging profile", "The pool is empty.", "/messaging_profile_id");
        } else if (is(NUMBER, from) || is(SHORT_CODE, from)) {
            if (number.filter(Account.OwnNumber::onProfile).isEmpty()) {
                wrong("40305", "Invalid 'from' address", "The number is not on the messaging profile.", "/from");
            } else if (mms && !number.get().sendsMms()) {
                wrong("40308", "Invalid 'from' address for MMS", "The number has no MMS.", "/from");
            }
        }
        JsonNode to = request.path("to");
        for (int i = 0; problems.isEmpty() && i < Math.max(1, to.size()); i++) {
            destination(to.isArray() ? to.path(i).asText() : to.asText(), to.isArray() ? "/to/" + i : "/to", mms);
        }
    }

    private void unknownProfile(String wanted, JsonNode from) {
        if (!isUuid(wanted)) {
            wrong("10006", "Invalid ID", "This is no id of a messaging profile.", "/messaging_profile_id");
        } else if (isMissing(from)) {
            wrong("10017", "Associated resource does not exist", "There is no such profile.", "/messaging_profile_id");
        } else {
            wrong("40305", "Invalid 'from' address", "The number is not on this messaging profile.", "/from");
        }
    }

    private void destination(String to, String pointer, boolean mms) {
        List<String> allowed = new ArrayList<>();
        account.profile().path("whitelisted_destinations").forEach(country -> allowed.add(country.asText()));
        boolean abroad = to.startsWith("+") && !to.startsWith("+1");
        if (account.isOptedOut(to)) {
            wrong("40300", "Blocked due to STOP message", "The recipient has sent STOP to this profile.", pointer);
        } else if (allowed.isEmpty()) {
            wrong("40331", "Missing whitelisted destinations", "The profile allows no country.", pointer);
        } else if (mms && abroad && !account.is("mms_fall_back_to_sms")) {
            wrong("40301", "Unsupported message type for the 'to' address", "MMS go to the US and Canada.", pointer);
        } else if (!allowed.contains("*") && !isAllowed(to, abroad, allowed)) {
            wrong("40309", "Invalid destination region", "The profile does not allow this country.", pointer);
        }
    }

    private static boolean isAllowed(String to, boolean abroad, List<String> allowed) {
        return abroad
                ? COUNTRIES.entrySet().stream()
                        .anyMatch(country ->
                                to.startsWith("+" + country.getKey()) && allowed.contains(country.getValue()))
                : allowed.contains("US") || allowed.contains("CA");
    }

    private static boolean isUuid(String text) {
        try {
            return UUID.fromString(text).toString().equalsIgnoreCase(text);
        } catch (IllegalArgumentException e) {
            return false;
        }
    }

    private static boolean is(Pattern form, JsonNode value) {
        return value.isTextual() && form.matcher(value.asText()).matches();
    }

    private void missing(String field) {
        wrong("10004", "Missing required parameter", "There is no %s.".formatted(field), "/" + field);
    }

    private void wrong(String code, String title, String detail, String pointer) {
        problems.add(new Problem(code, title, detail, pointer));
    }

    private static boolean isMissing(JsonNode value) {
        return value.isMissingNode()
                || value.isNull()
                || (value.isTextual() && value.asText().isEmpty());
    }
}

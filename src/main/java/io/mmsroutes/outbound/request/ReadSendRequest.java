package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Reads a request to send and checks its form; nothing is looked up. What it does not know it leaves as it is, for Telnyx
 * to judge. The schema: developers.telnyx.com, API reference "Send a message" and its neighbours.
 */
public final class ReadSendRequest {
    private static final String MESSAGES = "/v2/messages";

    /** Telnyx sends these too. */
    private static final Set<String> ELSEWHERE = Set.of("rcs", "whatsapp");

    private static final String PROFILE = "messaging_profile_id";
    /** Far above the 36 characters of a UUID, and what the database can hold. */
    private static final int LONGEST_PROFILE = 100;

    /** developers.telnyx.com, "Schedule a message". */
    private static final Duration SOONEST = Duration.ofMinutes(5);

    private static final Duration LATEST = Duration.ofDays(5);

    private final String defaultProfile;
    private final Clock clock;

    /** @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty */
    public ReadSendRequest(String defaultProfile, Clock clock) {
        this.defaultProfile = defaultProfile.strip();
        this.clock = clock;
    }

    /**
     * @param path what stands behind {@code /v2/messages}, with or without a slash in front; null where there is no path, and
     *     the shape tells the kind
     * @throws Rejected {@code request-unreadable} for what is no JSON object, else {@code request-refused} with all that is
     *     wrong
     */
    public SendRequest read(byte @Nullable [] body, @Nullable String path) {
        SendKind asked = path == null ? SendKind.MESSAGES : byPath(path);
        ObjectNode json = RequestFields.parse(body == null ? new byte[0] : body);
        SendKind kind = byRecipients(path == null ? byShape(json) : asked, json);
        RequestFields fields = new RequestFields(json);
        if (kind.takesProfile() && !fields.has("from") && !fields.says(PROFILE) && !defaultProfile.isEmpty()) {
            json.put(PROFILE, defaultProfile);
        }
        boolean mms = SendRequest.isMms(kind, json);
        CheckParties parties = new CheckParties(kind, fields);
        Optional<PhoneNumber> from = parties.sender(mms);
        // A name sends no MMS, which is said of it alone.
        boolean named = from.filter(sender -> AddressForm.of(sender.value()) == AddressForm.ALPHANUMERIC)
                .isPresent();
        List<PhoneNumber> to = parties.receivers(mms && !named);
        List<String> media = new CheckContent(kind, fields).check();
        Optional<Instant> sendBefore = checkTimes(kind, fields);
        checkTheRest(fields);
        fields.throwProblems();
        return new SendRequest(kind, from.orElse(null), to, media, sendBefore.orElse(null), json);
    }

    private static SendKind byPath(String path) {
        String below = path.startsWith(MESSAGES) ? path.substring(MESSAGES.length()) : path;
        String name = below.replaceAll("^/|/$", "");
        if (ELSEWHERE.contains(name)) {
            throw refused(
                    ErrorCode.NOT_FOUND,
                    "This gateway sends SMS and MMS: post a message of this kind to Telnyx itself.");
        }
        return SendKind.of(name.isEmpty() ? name : "/" + name)
                .orElseThrow(
                        () -> refused(
                                ErrorCode.NOT_FOUND,
                                "Nothing can be posted here: post to /v2/messages, or to long_code, short_code, number_pool, group_mms, schedule or alphanumeric_sender_id below it."));
    }

    /** A list of recipients is a group; developers.telnyx.com, "Group messaging", posts one to /v2/messages. */
    private static SendKind byRecipients(SendKind asked, JsonNode body) {
        return asked == SendKind.MESSAGES && body.path("to").isArray() ? SendKind.GROUP_MMS : asked;
    }

    /** For a request that came without a path. */
    private static SendKind byShape(JsonNode body) {
        return !body.hasNonNull("from") && body.hasNonNull("messaging_profile_id")
                ? SendKind.NUMBER_POOL
                : SendKind.MESSAGES;
    }

    private static Rejected refused(ErrorCode error, String detail) {
        return new Rejected("request-refused", List.of(error.at(null, detail)));
    }

    private Optional<Instant> checkTimes(SendKind kind, RequestFields fields) {
        Instant now = clock.instant();
        Optional<Instant> sendAt = fields.instant("send_at");
        if (sendAt.filter(at -> at.isBefore(now.plus(SOONEST)) || at.isAfter(now.plus(LATEST)))
                .isPresent()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/send_at",
                    "send_at must be from 5 minutes to 5 days ahead, in the time that its offset says: write such an instant, or leave it out to send now.");
        }
        if (kind == SendKind.SCHEDULE && !fields.has("send_at")) {
            fields.refuse(
                    ErrorCode.MISSING,
                    "/send_at",
                    "send_at is missing: write when to send, such as \"2026-01-16T10:00:00Z\", or post to /v2/messages.");
        }
        Optional<Instant> sendBefore = fields.instant("send_before");
        if (sendBefore.filter(before -> !before.isAfter(now)).isPresent()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/send_before",
                    "send_before is over already: write a later instant, or leave it out.");
        }
        if (sendAt.isPresent() && sendBefore.filter(sendAt.get()::isBefore).isEmpty() && sendBefore.isPresent()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/send_before",
                    "send_before is not after send_at, so it would never be sent: write a later instant, or leave it out.");
        }
        return sendBefore;
    }

    private static void checkTheRest(RequestFields fields) {
        if (fields.text(PROFILE).orElse("").length() > LONGEST_PROFILE) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/" + PROFILE,
                    "messaging_profile_id is too long for the id of a profile: those are UUIDs.");
        }
        fields.requireUrl("webhook_url");
        fields.requireUrl("webhook_failover_url");
        fields.requireFlag("use_profile_webhooks");
        fields.requireFlag("auto_detect");
        fields.requireOneOf("encoding", List.of("auto", "gsm7", "ucs2"));
    }
}

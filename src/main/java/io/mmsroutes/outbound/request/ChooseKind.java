package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import java.util.List;
import java.util.Set;

/** Which of Telnyx's endpoints a request is for. */
final class ChooseKind {
    private static final String MESSAGES = "/v2/messages";

    /** Telnyx sends these too. */
    private static final Set<String> ELSEWHERE = Set.of("rcs", "whatsapp");

    private ChooseKind() {}

    /**
     * Throws {@link Rejected} {@code request-refused} for a path that is none.
     *
     * @param path what stands behind {@code /v2/messages}, with or without a slash in front
     */
    static SendKind byPath(String path) {
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
    static SendKind byRecipients(SendKind asked, JsonNode body) {
        return asked == SendKind.MESSAGES && body.path("to").isArray() ? SendKind.GROUP_MMS : asked;
    }

    /** For a request that came without a path. */
    static SendKind byShape(JsonNode body) {
        return !body.hasNonNull("from") && body.hasNonNull("messaging_profile_id")
                ? SendKind.NUMBER_POOL
                : SendKind.MESSAGES;
    }

    private static Rejected refused(ErrorCode error, String detail) {
        return new Rejected("request-refused", List.of(error.at(null, detail)));
    }
}

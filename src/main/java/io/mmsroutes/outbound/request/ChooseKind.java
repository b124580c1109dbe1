package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import java.util.List;

/** Which of Telnyx's endpoints a request is for. */
final class ChooseKind {
    private static final String MESSAGES = "/v2/messages";

    private ChooseKind() {}

    /**
     * Throws {@link Rejected} {@code request-refused} for a path that is none.
     *
     * @param path what stands behind {@code /v2/messages}, with or without a slash in front
     */
    static SendKind byPath(String path) {
        String below = path.startsWith(MESSAGES) ? path.substring(MESSAGES.length()) : path;
        String name = below.startsWith("/") ? below.substring(1) : below;
        if (name.equals("alphanumeric_sender_id")) {
            throw refused(
                    ErrorCode.FROM_NOT_FOR_MMS,
                    "Names send SMS only, and this gateway is for MMS: post to /v2/messages, with a number as from.");
        }
        return SendKind.of(name.isEmpty() ? name : "/" + name)
                .orElseThrow(
                        () -> refused(
                                ErrorCode.NOT_FOUND,
                                "Nothing can be posted here: post to /v2/messages, or to long_code, short_code, number_pool, group_mms or schedule below it."));
    }

    /** For a request that came without a path. */
    static SendKind byShape(JsonNode body) {
        if (body.path("to").isArray()) {
            return SendKind.GROUP_MMS;
        }
        return !body.hasNonNull("from") && body.hasNonNull("messaging_profile_id")
                ? SendKind.NUMBER_POOL
                : SendKind.MESSAGES;
    }

    private static Rejected refused(ErrorCode error, String detail) {
        return new Rejected("request-refused", List.of(error.at(null, detail)));
    }
}

package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.outbound.SendKind;
import java.time.DateTimeException;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;

/**
 * What Telnyx refuses at once. Codes: developers.telnyx.com, "Messaging error codes" and "API error codes"; limits of a
 * group: support.telnyx.com, "Group Messaging".
 */
final class CheckSend {
    private static final int MOST_MEMBERS = 8;

    private final SendKind kind;
    private final JsonNode request;
    private final Problems problems;

    private CheckSend(SendKind kind, JsonNode request, Problems problems) {
        this.kind = kind;
        this.request = request;
        this.problems = problems;
    }

    /** Empty when it is accepted. */
    static List<Problem> problems(SendKind kind, JsonNode request) {
        Problems problems = new Problems();
        CheckSend check = new CheckSend(kind, request, problems);
        check.recipients();
        check.sender();
        check.time();
        CheckContent.check(kind, request, problems);
        return problems.found();
    }

    private void recipients() {
        JsonNode to = request.path("to");
        if (Problems.isMissing(to) || (kind == SendKind.GROUP_MMS && to.isArray() && to.isEmpty())) {
            problems.missing("to");
        } else if (kind != SendKind.GROUP_MMS) {
            recipient(to, "/to");
        } else if (!to.isArray() || to.size() > MOST_MEMBERS) {
            problems.wrong("10015", "Bad request", "A group has 1 to %s members.".formatted(MOST_MEMBERS), "/to");
        } else {
            for (int i = 0; i < to.size(); i++) {
                recipient(to.path(i), "/to/" + i);
            }
        }
    }

    private void recipient(JsonNode to, String pointer) {
        Address address = Address.of(to).orElse(Address.NAME);
        if (address == Address.NAME) {
            problems.wrong(
                    "40310", "Invalid 'to' address", "This is neither an E.164 number nor a short code.", pointer);
        }
    }

    private void sender() {
        JsonNode from = request.path("from");
        if (kind == SendKind.NUMBER_POOL && Problems.isMissing(request.path("messaging_profile_id"))) {
            problems.missing("messaging_profile_id");
        }
        if (Problems.isMissing(from)) {
            boolean pool = kind == SendKind.NUMBER_POOL
                    || (kind == SendKind.MESSAGES && !Problems.isMissing(request.path("messaging_profile_id")));
            if (!pool) {
                problems.missing("from");
            }
            return;
        }
        Optional<Address> address = Address.of(from).filter(this::maySend);
        if (address.isEmpty()) {
            problems.wrong("40305", "Invalid 'from' address", "No message can be sent from this.", "/from");
        } else if (address.get() == Address.NAME && CheckContent.isMms(kind, request)) {
            problems.wrong("40308", "Invalid 'from' address for MMS", "A name cannot send media.", "/from");
        }
    }

    private boolean maySend(Address address) {
        return switch (address) {
            case NUMBER -> kind != SendKind.SHORT_CODE;
            case SHORT_CODE -> kind != SendKind.LONG_CODE;
            case NAME -> kind == SendKind.MESSAGES;
        };
    }

    private void time() {
        JsonNode sendAt = request.path("send_at");
        if (Problems.isMissing(sendAt)) {
            if (kind == SendKind.SCHEDULE) {
                problems.missing("send_at");
            }
            return;
        }
        try {
            OffsetDateTime.parse(sendAt.asText());
        } catch (DateTimeException e) {
            problems.wrong("10015", "Bad request", "This is no time in ISO 8601.", "/send_at");
        }
    }
}

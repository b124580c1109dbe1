package io.mmsroutes.outbound;

import java.util.Arrays;
import java.util.Optional;

/** Telnyx's endpoints for sending; developers.telnyx.com, API reference "Messages". */
public enum SendKind {
    MESSAGES(""),
    LONG_CODE("/long_code"),
    SHORT_CODE("/short_code"),
    NUMBER_POOL("/number_pool"),
    GROUP_MMS("/group_mms"),
    SCHEDULE("/schedule"),
    /** A name as the sender: SMS only. */
    ALPHANUMERIC("/alphanumeric_sender_id");

    private final String path;

    SendKind(String path) {
        this.path = path;
    }

    /** What stands behind {@code /v2/messages}. */
    public String path() {
        return path;
    }

    /** Whether a messaging profile can stand where the sender would: Telnyx takes a number from its pool. */
    public boolean takesProfile() {
        return switch (this) {
            case MESSAGES, NUMBER_POOL, SCHEDULE, ALPHANUMERIC -> true;
            case LONG_CODE, SHORT_CODE, GROUP_MMS -> false;
        };
    }

    public static Optional<SendKind> of(String path) {
        return Arrays.stream(values()).filter(kind -> kind.path.equals(path)).findFirst();
    }
}

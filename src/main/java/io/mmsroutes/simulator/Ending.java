package io.mmsroutes.simulator;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.simulator.FaultPlan.ReceiptOrder;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * How a message ends. Codes: developers.telnyx.com, "Messaging error codes"; 42203 is of the page "Send your first message". Which
 * status goes with a code is published for none.
 *
 * @param status of a recipient, as it is in {@code to[].status}
 * @param problem why; null where nothing went wrong
 * @param asSms whether an SMS with the links was made of the MMS
 */
record Ending(String status, @Nullable Problem problem, boolean asSms) {
    private static final Pattern ORDER = Pattern.compile("(\\d{5})?,?([a-z_]+)?");
    private static final Set<String> STATUSES = Set.of(
            "delivered", "sending_failed", "delivery_failed", "delivery_unconfirmed", "expired", "unknown", "read");

    /** What Telnyx itself does not send on. */
    private static final Set<String> NOT_SENT =
            Set.of("40010", "40011", "40013", "40014", "40015", "40016", "40018", "40020", "40317", "42203");

    private static final Map<String, String> TITLES = Map.ofEntries(
            Map.entry("40001", "Not routable"),
            Map.entry("40002", "Blocked as spam - temporary"),
            Map.entry("40003", "Blocked as spam - permanent"),
            Map.entry("40004", "Rejected by destination"),
            Map.entry("40005", "Message expired during transmission"),
            Map.entry("40006", "Recipient server unavailable"),
            Map.entry("40007", "Looping route"),
            Map.entry("40008", "Undeliverable"),
            Map.entry("40009", "Invalid message body"),
            Map.entry("40010", "Not 10DLC registered"),
            Map.entry("40011", "Too many requests at the carrier"),
            Map.entry("40012", "Invalid messaging destination number"),
            Map.entry("40013", "Invalid messaging source number"),
            Map.entry("40014", "Message expired in queue"),
            Map.entry("40015", "Blocked as spam - internal"),
            Map.entry("40317", "Invalid MMS content"),
            Map.entry("42203", "Invalid media URL"));

    static final Ending DELIVERED = new Ending("delivered", null, false);
    static final Ending AS_SMS = new Ending("delivered", null, true);
    static final Ending CANCELLED = new Ending("cancelled", null, false);
    static final Ending UNDELIVERABLE = ofCode("40008", "The carrier of the recipient did not take the message.");
    static final Ending MEDIA_UNREACHABLE = unreachable("The media could not be fetched.");
    static final Ending MEDIA_TOO_LARGE = invalidMedia("The media are 1 MB or more.");

    static Ending unreachable(String detail) {
        return ofCode("42203", detail);
    }

    static Ending invalidMedia(String detail) {
        return ofCode("40317", detail);
    }

    /** Of an order such as {@code 40010}, {@code 40010,sending_failed} or {@code expired}; empty for what is none. */
    static Optional<Ending> ordered(String words) {
        Matcher order = ORDER.matcher(words);
        if (!order.matches() || words.isEmpty()) {
            return Optional.empty();
        }
        String code = order.group(1);
        String status = order.group(2);
        if (status != null && !STATUSES.contains(status)) {
            return Optional.empty();
        }
        Ending ending = code == null ? DELIVERED : ofCode(code, "Ordered of the simulator.");
        return Optional.of(status == null ? ending : new Ending(status, ending.problem(), false));
    }

    /** As it is in a detail record, which has words of its own. */
    String recordStatus() {
        return switch (status) {
            case "sending_failed", "expired" -> "gw_reject";
            case "delivery_unconfirmed" -> "dlr_unconfirmed";
            case "delivery_failed" -> "failed";
            default -> status;
        };
    }

    boolean isSent() {
        return !status.equals("sending_failed") && !status.equals("cancelled");
    }

    /** Whether the recipients have it. */
    boolean arrives() {
        return status.equals("delivered") || status.equals("read");
    }

    /** Where the phone is asked, there is none yet. */
    static Optional<Ending> of(SendFault fault, ReceiptOrder receipts) {
        return switch (fault.word()) {
            case "media-unreachable" -> Optional.of(MEDIA_UNREACHABLE);
            case "media-too-large" -> Optional.of(MEDIA_TOO_LARGE);
            default ->
                switch (receipts) {
                    case FAILED -> Optional.of(UNDELIVERABLE);
                    case AS_SMS -> Optional.of(AS_SMS);
                    default -> Optional.empty();
                };
        };
    }

    private static Ending ofCode(String code, String detail) {
        String status =
                code.equals("40005") ? "expired" : NOT_SENT.contains(code) ? "sending_failed" : "delivery_failed";
        String pointer = code.equals("42203") || code.equals("40317") ? "/media_urls" : "/to";
        String title = TITLES.getOrDefault(code, "Messaging error " + code);
        return new Ending(status, new Problem(code, title, detail, pointer), false);
    }
}

package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.failure.Rejected;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What goes wrong with a request to send: what its text orders, such as {@code [fault:reset-after]}, {@code [fault:unavailable
 * once]}, {@code [fault:code=40305,400]}, {@code [receipts:late]} or {@code [ends:40010]}; else what the plan draws.
 */
public final class FaultPlan {
    private static final Pattern FAULT = Pattern.compile("\\[fault:([a-z0-9=,-]+)( once)?]");
    private static final Pattern RECEIPTS = Pattern.compile("\\[receipts:([a-z-]+)]");
    private static final Pattern ENDS = Pattern.compile("\\[ends:([a-z0-9_,]+)]");
    private static final String UNCLEAR = "faults-unclear";
    private static final Order NOTHING = new Order(null, null, null, null);
    private static final ObjectReader READER = Orders.reader(Order.class);

    private final FirstTimes firstTimes = new FirstTimes();
    private volatile Plan current = Plan.of(NOTHING);

    /**
     * Replaces the whole plan; no body ends it.
     *
     * @throws Rejected {@code faults-unclear} or {@code fault-unknown}
     */
    public Order order(byte @Nullable [] body) {
        Plan plan = Plan.of(
                Orders.read(
                        READER,
                        body,
                        NOTHING,
                        UNCLEAR,
                        "Send a JSON object with any of rate (0 to 1), faults (a list of names), seed (a number) and receipts, or no body."));
        current = plan;
        return plan.order();
    }

    /**
     * Throws {@link Rejected} {@code fault-unknown}.
     *
     * @param header {@code simulator-fault}, for those who call without a gateway in between
     */
    Fate of(JsonNode request, @Nullable String header) {
        String text = request.path("text").asText("");
        SendFault fault = header == null ? fault(request, text) : known(header);
        ReceiptOrder receipts = marked(RECEIPTS, text)
                .map(word -> known(ReceiptOrder.class, word))
                .orElse(current.receipts());
        Optional<Ending> ends = marked(ENDS, text)
                .map(words -> Ending.ordered(words)
                        .orElseThrow(() -> new Rejected(
                                "fault-unknown",
                                "[ends:…] takes a code, such as 40010, a status, or both with a comma.")));
        return new Fate(fault, receipts, ends.or(() -> Ending.of(fault, receipts)));
    }

    private SendFault fault(JsonNode request, String text) {
        Matcher marker = FAULT.matcher(text);
        if (!marker.find()) {
            return current.next();
        }
        boolean over = marker.group(2) != null
                && !firstTimes.isFirst("%s %s %s".formatted(request.path("from"), request.path("to"), text));
        return over ? SendFault.NONE : known(marker.group(1));
    }

    private static Optional<String> marked(Pattern pattern, String text) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(found.group(1)) : Optional.empty();
    }

    private static SendFault known(@Nullable String word) {
        return SendFault.find(String.valueOf(word))
                .orElseThrow(() -> unknown("faults", SendFault.words(), ", and code=<Telnyx's code>,<status>"));
    }

    private static <E extends Enum<E>> E known(Class<E> type, @Nullable String name) {
        return Orders.find(type, String.valueOf(name)).orElseThrow(() -> unknown("receipts", Orders.words(type), ""));
    }

    private static Rejected unknown(String what, List<String> words, String more) {
        return new Rejected(
                "fault-unknown", "The simulator knows the %s %s%s.".formatted(what, String.join(", ", words), more));
    }

    /** @param ending empty where the phone decides it */
    record Fate(SendFault fault, ReceiptOrder receipts, Optional<Ending> ending) {}

    /** The body of {@code POST /simulator/faults}, and its answer. */
    public record Order(
            @Nullable Double rate,
            @Nullable List<String> faults,
            @Nullable Long seed,
            @Nullable String receipts) {}

    private record Plan(double rate, List<SendFault> faults, long seed, ReceiptOrder receipts, Random random) {
        static Plan of(Order order) {
            double rate = order.rate() == null ? 0 : order.rate();
            List<String> names = order.faults() == null ? List.of() : order.faults();
            if (!(rate >= 0 && rate <= 1) || (rate > 0 && names.isEmpty())) {
                throw new Rejected(UNCLEAR, "rate lies between 0 and 1, and faults names at least one.");
            }
            long seed = order.seed() == null ? 0 : order.seed();
            return new Plan(
                    rate,
                    names.stream().map(FaultPlan::known).toList(),
                    seed,
                    order.receipts() == null ? ReceiptOrder.IN_ORDER : known(ReceiptOrder.class, order.receipts()),
                    new Random(seed));
        }

        /** Both are drawn each time, so that a request without a fault does not shift those that follow. */
        SendFault next() {
            synchronized (random) {
                double drawn = random.nextDouble();
                int which = random.nextInt(Math.max(1, faults.size()));
                return drawn < rate ? faults.get(which) : SendFault.NONE;
            }
        }

        Order order() {
            return new Order(rate, faults.stream().map(SendFault::word).toList(), seed, Orders.word(receipts));
        }
    }

    /** How the receipts of a message come. */
    enum ReceiptOrder {
        /** {@code message.sent}, then {@code message.finalized} for each recipient. */
        IN_ORDER,
        /** {@code message.finalized} first. */
        OUT_OF_ORDER,
        /** Each of them twice. */
        DOUBLED,
        /** All of them 20 s later. */
        LATE,
        /** None of them. */
        NONE,
        /** The last one says that an SMS was made of the MMS, as with the profile's {@code mms_fall_back_to_sms}. */
        AS_SMS,
        /** The last one says that it was not delivered. */
        FAILED
    }
}

package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.Nullable;

/** What goes wrong at random, until somebody orders otherwise. */
public final class FaultPlan {
    private static final Order NOTHING = new Order(null, null, null, null);
    private static final ObjectReader READER = Json.MAPPER
            .readerFor(Order.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private volatile Plan current = Plan.of(NOTHING);

    /**
     * Replaces the whole plan; no body ends it.
     *
     * @throws Rejected {@code faults-unclear} or {@code fault-unknown}
     */
    public Order order(byte @Nullable [] body) {
        Order order = body == null || body.length == 0 ? NOTHING : parse(body);
        Plan plan = Plan.of(order);
        current = plan;
        return plan.order();
    }

    SendFault nextFault() {
        return current.next();
    }

    ReceiptOrder receipts() {
        return current.receipts();
    }

    private static Order parse(byte[] body) {
        try {
            Order order = READER.readValue(body);
            if (order != null) {
                return order;
            }
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            // told below, as is a body of null
        }
        throw new Rejected(
                "faults-unclear",
                "Send a JSON object with any of rate (0 to 1), faults (a list of names), seed (a number) and receipts, or no body.");
    }

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
                throw new Rejected("faults-unclear", "rate lies between 0 and 1, and faults names at least one.");
            }
            long seed = order.seed() == null ? 0 : order.seed();
            return new Plan(
                    rate,
                    names.stream().map(name -> known(SendFault.class, name)).toList(),
                    seed,
                    order.receipts() == null ? ReceiptOrder.IN_ORDER : known(ReceiptOrder.class, order.receipts()),
                    new Random(seed));
        }

        private static <E extends Enum<E>> E known(Class<E> type, @Nullable String name) {
            return Words.find(type, String.valueOf(name))
                    .orElseThrow(() -> new Rejected(
                            "fault-unknown",
                            "There is no such word; there are: %s.".formatted(String.join(", ", Words.all(type)))));
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
            return new Order(rate, faults.stream().map(Words::of).toList(), seed, Words.of(receipts));
        }
    }
}

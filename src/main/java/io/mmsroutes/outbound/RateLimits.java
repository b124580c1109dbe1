package io.mmsroutes.outbound;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;

/**
 * How fast each sender may send. Telnyx queues what comes faster, for four hours at most, and then fails it with error
 * 40318; developers.telnyx.com, "Rate limiting".
 */
public final class RateLimits {
    private static final String NUMBERS = "mms.rate-limit.numbers";

    private final RateLimit longCode;
    private final RateLimit tollFree;
    private final RateLimit shortCode;
    private final RateLimit numberPool;
    private final RateLimit account;
    private final Map<String, RateLimit> numbers;

    /**
     * Each is a rate, as {@code mms.rate-limit.*} has it.
     *
     * @param numbers senders with a rate of their own: {@code +13125550001=1/s}, separated by commas
     */
    public RateLimits(
            String longCode, String tollFree, String shortCode, String numberPool, String account, String numbers) {
        this.longCode = RateLimit.parse("mms.rate-limit.long-code", longCode);
        this.tollFree = RateLimit.parse("mms.rate-limit.toll-free", tollFree);
        this.shortCode = RateLimit.parse("mms.rate-limit.short-code", shortCode);
        this.numberPool = RateLimit.parse("mms.rate-limit.number-pool", numberPool);
        this.account = RateLimit.parse("mms.rate-limit.account", account);
        this.numbers = numbers(numbers);
    }

    /**
     * From one message of this sender to its next. A name has no rate of its own: it sends SMS only, and Telnyx states
     * none.
     *
     * @param sender as {@link SendRequest#sender()} gives it
     */
    public Duration interval(String sender) {
        RateLimit own = numbers.get(sender);
        return own == null ? usual(sender).interval() : own.interval();
    }

    /** From one message of the account to its next, whoever sends it. */
    public Duration account() {
        return account.interval();
    }

    private RateLimit usual(String sender) {
        if (sender.startsWith(SendRequest.POOL)) {
            return numberPool;
        }
        return switch (AddressForm.of(sender)) {
            case E164 -> AddressForm.isTollFree(sender) ? tollFree : longCode;
            case SHORT_CODE -> shortCode;
            case ALPHANUMERIC, DIGITS, OTHER -> account;
        };
    }

    private static Map<String, RateLimit> numbers(String list) {
        Map<String, RateLimit> numbers = new HashMap<>();
        Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> add(entry, numbers));
        return Map.copyOf(numbers);
    }

    private static void add(String entry, Map<String, RateLimit> numbers) {
        int equals = entry.lastIndexOf('=');
        String sender = equals < 0 ? "" : entry.substring(0, equals).strip();
        if (!isSender(sender)) {
            throw new IllegalArgumentException(
                    "%s has the entry '%s': write +13125550001=1/s.".formatted(NUMBERS, entry));
        }
        RateLimit rate = RateLimit.parse("%s, %s,".formatted(NUMBERS, sender), entry.substring(equals + 1));
        if (numbers.put(sender, rate) != null) {
            throw new IllegalArgumentException("%s names %s twice: leave one out.".formatted(NUMBERS, sender));
        }
    }

    private static boolean isSender(String sender) {
        if (sender.startsWith(SendRequest.POOL)) {
            return true;
        }
        return switch (AddressForm.of(sender)) {
            case E164, SHORT_CODE, ALPHANUMERIC -> true;
            case DIGITS, OTHER -> false;
        };
    }
}

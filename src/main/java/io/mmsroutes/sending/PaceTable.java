package io.mmsroutes.sending;

import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import java.util.regex.Pattern;

/**
 * How fast each sender may send. Telnyx queues what comes faster, for four hours at most, and then fails it with error
 * 40318; developers.telnyx.com, "Rate limiting".
 */
public final class PaceTable {
    private static final String NUMBERS = "mms.pace.numbers";

    /** Toll-free in the North American Numbering Plan; nationalnanpa.com, "Toll-free codes". */
    private static final Pattern TOLL_FREE = Pattern.compile("\\+18(00|33|44|55|66|77|88)\\d{7}");

    private final Pace longCode;
    private final Pace tollFree;
    private final Pace shortCode;
    private final Pace numberPool;
    private final Pace account;
    private final Map<String, Pace> numbers;

    /**
     * Each is a rate, as {@code mms.pace.*} has it.
     *
     * @param numbers senders with a pace of their own: {@code +13125550001=1/s}, separated by commas
     */
    public PaceTable(
            String longCode, String tollFree, String shortCode, String numberPool, String account, String numbers) {
        this.longCode = Pace.parse("mms.pace.long-code", longCode);
        this.tollFree = Pace.parse("mms.pace.toll-free", tollFree);
        this.shortCode = Pace.parse("mms.pace.short-code", shortCode);
        this.numberPool = Pace.parse("mms.pace.number-pool", numberPool);
        this.account = Pace.parse("mms.pace.account", account);
        this.numbers = numbers(numbers);
    }

    /**
     * From one message of this sender to its next. A name has no pace of its own: it sends SMS only, and Telnyx states
     * none.
     *
     * @param sender as {@link SendRequest#sender()} gives it
     */
    public Duration interval(String sender) {
        Pace own = numbers.get(sender);
        return own == null ? usual(sender).interval() : own.interval();
    }

    /** From one message of the account to its next, whoever sends it. */
    public Duration account() {
        return account.interval();
    }

    private Pace usual(String sender) {
        if (sender.startsWith(SendRequest.POOL)) {
            return numberPool;
        }
        return switch (AddressForm.of(sender)) {
            case E164 -> TOLL_FREE.matcher(sender).matches() ? tollFree : longCode;
            case SHORT_CODE -> shortCode;
            case ALPHANUMERIC, DIGITS, OTHER -> account;
        };
    }

    private static Map<String, Pace> numbers(String list) {
        Map<String, Pace> numbers = new HashMap<>();
        Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> add(entry, numbers));
        return Map.copyOf(numbers);
    }

    private static void add(String entry, Map<String, Pace> numbers) {
        int equals = entry.lastIndexOf('=');
        String sender = equals < 0 ? "" : entry.substring(0, equals).strip();
        if (!isSender(sender)) {
            throw new IllegalArgumentException(
                    "%s has the entry '%s': write +13125550001=1/s.".formatted(NUMBERS, entry));
        }
        Pace pace = Pace.parse("%s, %s,".formatted(NUMBERS, sender), entry.substring(equals + 1));
        if (numbers.put(sender, pace) != null) {
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

package io.mmsroutes.outbound;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.time.Duration;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * How fast each sender may send. Telnyx queues what comes faster, for four hours at most, and then fails it with error
 * 40318; developers.telnyx.com, "Rate limiting".
 */
public final class RateLimits {
    private static final Pattern RATE = Pattern.compile("(\\d{1,9}(?:\\.\\d{1,6})?)\\s*(?:/\\s*(s|min|h))?");
    private static final String NUMBERS = "mms.rate-limit.numbers";

    private static final String CAMPAIGNS = "mms.rate-limit.campaigns";
    private static final Pattern CAMPAIGN = Pattern.compile("([\\w.-]{1,60})\\s*=\\s*([^\\s]+)((?:\\s+[^\\s]+)+)");

    /** Slots of what many senders share. */
    private static final String ALL_MMS = "*mms";

    private static final String ALL_SMS = "*sms";

    private final Duration longCode;
    private final Duration abroad;
    private final Duration tollFree;
    private final Duration shortCode;
    private final Duration numberPool;
    private final Duration account;
    private final Duration accountSms;
    private final Map<String, Duration> numbers;
    private final Map<String, Shared> campaigns;

    /**
     * Each is a rate, as {@code mms.rate-limit.*} has it.
     *
     * @param abroad of a long code to and from numbers outside +1, and of a name
     * @param account of all MMS together
     * @param accountSms of all SMS together
     * @param numbers senders with a rate of their own: {@code +13125550001=1/s}, separated by commas
     * @param campaigns rates that numbers share: {@code C1A2B3=150/min +13125550001 +13125550002}, separated by commas; a member is a
     *     number or the id of a messaging profile
     */
    public RateLimits(
            String longCode,
            String abroad,
            String tollFree,
            String shortCode,
            String numberPool,
            String account,
            String accountSms,
            String numbers,
            String campaigns) {
        this.longCode = parse("mms.rate-limit.long-code", longCode);
        this.abroad = parse("mms.rate-limit.long-code-abroad", abroad);
        this.tollFree = parse("mms.rate-limit.toll-free", tollFree);
        this.shortCode = parse("mms.rate-limit.short-code", shortCode);
        this.numberPool = parse("mms.rate-limit.number-pool", numberPool);
        this.account = parse("mms.rate-limit.account", account);
        this.accountSms = parse("mms.rate-limit.account-sms", accountSms);
        this.numbers = numbers(numbers);
        this.campaigns = campaigns(campaigns);
    }

    /**
     * From one message of this sender to its next.
     *
     * @param sender as {@link SendRequest#sender()} gives it
     */
    public Duration interval(String sender) {
        Duration own = numbers.get(sender);
        return own == null ? usual(sender) : own;
    }

    /** The same behind this one message: SMS to numbers outside +1 are slower, and a campaign's rate is that of all its numbers. */
    public Duration interval(SendRequest request, List<String> profiles) {
        String sender = request.sender();
        if (!numbers.containsKey(sender)) {
            Optional<Shared> campaign = campaign(sender, profiles);
            if (campaign.isPresent()) {
                return campaign.get().interval();
            }
            if (isLongCode(sender) && request.to().stream().anyMatch(to -> !SendRequest.isForMms(to))) {
                return abroad;
            }
        }
        return interval(sender);
    }

    /**
     * What a message shares with those of other senders.
     *
     * @param profiles messaging profiles that its sender is known to be in
     */
    public List<Shared> shared(SendRequest request, List<String> profiles) {
        Shared all = request.isMms() ? new Shared(ALL_MMS, account) : new Shared(ALL_SMS, accountSms);
        return Stream.concat(Stream.of(all), campaign(request.sender(), profiles).stream())
                .toList();
    }

    /** From one message of the account to its next, at the fastest. */
    public Duration account() {
        return account.compareTo(accountSms) < 0 ? account : accountSms;
    }

    /** Whether a campaign is known by a messaging profile. */
    public boolean goesByProfile() {
        return campaigns.keySet().stream().anyMatch(member -> AddressForm.of(member) == AddressForm.OTHER);
    }

    private Optional<Shared> campaign(String sender, List<String> profiles) {
        return Stream.concat(Stream.of(sender), profiles.stream())
                .map(campaigns::get)
                .filter(Objects::nonNull)
                .findFirst();
    }

    private static Map<String, Shared> campaigns(String list) {
        Map<String, Shared> members = new HashMap<>();
        for (String entry : entries(list)) {
            Matcher campaign = CAMPAIGN.matcher(entry);
            if (!campaign.matches()) {
                throw new IllegalArgumentException(
                        "%s has the entry '%s': write C1A2B3=150/min +13125550001, with the numbers or messaging profiles of the campaign behind its rate."
                                .formatted(CAMPAIGNS, entry));
            }
            Duration rate = parse("%s, %s,".formatted(CAMPAIGNS, campaign.group(1)), campaign.group(2));
            Shared shared = new Shared("*campaign:" + campaign.group(1), rate);
            for (String member : campaign.group(3).strip().split("\\s+", -1)) {
                if (members.put(member, shared) != null) {
                    throw new IllegalArgumentException(
                            "%s names %s twice: leave one out.".formatted(CAMPAIGNS, member));
                }
            }
        }
        return Map.copyOf(members);
    }

    private static List<String> entries(String list) {
        return Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .toList();
    }

    private static boolean isLongCode(String sender) {
        return sender.startsWith("+1") && AddressForm.of(sender) == AddressForm.E164 && !AddressForm.isTollFree(sender);
    }

    private Duration usual(String sender) {
        if (sender.startsWith(SendRequest.POOL)) {
            return numberPool;
        }
        return switch (AddressForm.of(sender)) {
            case E164 -> AddressForm.isTollFree(sender) ? tollFree : isLongCode(sender) ? longCode : abroad;
            case SHORT_CODE -> shortCode;
            case ALPHANUMERIC, DIGITS, OTHER -> abroad;
        };
    }

    private static Map<String, Duration> numbers(String list) {
        Map<String, Duration> numbers = new HashMap<>();
        entries(list).forEach(entry -> add(entry, numbers));
        return Map.copyOf(numbers);
    }

    private static void add(String entry, Map<String, Duration> numbers) {
        int equals = entry.lastIndexOf('=');
        String sender = equals < 0 ? "" : entry.substring(0, equals).strip();
        if (!isSender(sender)) {
            throw new IllegalArgumentException(
                    "%s has the entry '%s': write +13125550001=1/s.".formatted(NUMBERS, entry));
        }
        Duration rate = parse("%s, %s,".formatted(NUMBERS, sender), entry.substring(equals + 1));
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

    /**
     * From one message to the next, never shorter than the rate allows. Takes {@code 0.1/s}, {@code 6/min}, {@code 1200/h}, and a
     * plain number as a rate per second.
     *
     * @param property that the text comes from, for the error
     */
    static Duration parse(String property, String text) {
        Matcher rate = RATE.matcher(text.strip());
        if (!rate.matches() || new BigDecimal(rate.group(1)).signum() == 0) {
            throw new IllegalArgumentException(
                    "%s is '%s': write a rate above 0, such as 0.1/s, 6/min or 1200/h.".formatted(property, text));
        }
        BigDecimal nanos = BigDecimal.valueOf(unit(rate.group(2)).toNanos())
                .divide(new BigDecimal(rate.group(1)), 0, RoundingMode.CEILING);
        return Duration.ofNanos(nanos.longValueExact());
    }

    private static Duration unit(@Nullable String letter) {
        if (letter == null || letter.equals("s")) {
            return Duration.ofSeconds(1);
        }
        return letter.equals("h") ? Duration.ofHours(1) : Duration.ofMinutes(1);
    }

    /**
     * @param slot a name among the senders that no sender has
     * @param interval from one message to the next, of all who share it
     */
    public record Shared(String slot, Duration interval) {}
}

package io.mmsroutes.outbound;

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

/**
 * How fast each sender may send. Telnyx queues what comes faster, for four hours at most, and then fails it with error
 * 40318; developers.telnyx.com, "Rate limiting".
 */
public final class RateLimits {
    private static final String NUMBERS = "mms.rate-limit.numbers";

    private static final String CAMPAIGNS = "mms.rate-limit.campaigns";
    private static final Pattern CAMPAIGN = Pattern.compile("([\\w.-]{1,60})\\s*=\\s*([^\\s]+)((?:\\s+[^\\s]+)+)");

    /** Slots of what many senders share. */
    private static final String ALL_MMS = "*mms";

    private static final String ALL_SMS = "*sms";

    private final RateLimit longCode;
    private final RateLimit abroad;
    private final RateLimit tollFree;
    private final RateLimit shortCode;
    private final RateLimit numberPool;
    private final RateLimit account;
    private final RateLimit accountSms;
    private final Map<String, RateLimit> numbers;
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
        this.longCode = RateLimit.parse("mms.rate-limit.long-code", longCode);
        this.abroad = RateLimit.parse("mms.rate-limit.long-code-abroad", abroad);
        this.tollFree = RateLimit.parse("mms.rate-limit.toll-free", tollFree);
        this.shortCode = RateLimit.parse("mms.rate-limit.short-code", shortCode);
        this.numberPool = RateLimit.parse("mms.rate-limit.number-pool", numberPool);
        this.account = RateLimit.parse("mms.rate-limit.account", account);
        this.accountSms = RateLimit.parse("mms.rate-limit.account-sms", accountSms);
        this.numbers = numbers(numbers);
        this.campaigns = campaigns(campaigns);
    }

    /**
     * From one message of this sender to its next.
     *
     * @param sender as {@link SendRequest#sender()} gives it
     */
    public Duration interval(String sender) {
        RateLimit own = numbers.get(sender);
        return own == null ? usual(sender).interval() : own.interval();
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
                return abroad.interval();
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
        Shared all =
                request.isMms() ? new Shared(ALL_MMS, account.interval()) : new Shared(ALL_SMS, accountSms.interval());
        return Stream.concat(Stream.of(all), campaign(request.sender(), profiles).stream())
                .toList();
    }

    /** From one message of the account to its next, at the fastest. */
    public Duration account() {
        return account.interval().compareTo(accountSms.interval()) < 0 ? account.interval() : accountSms.interval();
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
        Arrays.stream(list.split(","))
                .map(String::strip)
                .filter(entry -> !entry.isEmpty())
                .forEach(entry -> {
                    Matcher campaign = CAMPAIGN.matcher(entry);
                    if (!campaign.matches()) {
                        throw new IllegalArgumentException(
                                "%s has the entry '%s': write C1A2B3=150/min +13125550001, with the numbers or messaging profiles of the campaign behind its rate."
                                        .formatted(CAMPAIGNS, entry));
                    }
                    RateLimit rate =
                            RateLimit.parse("%s, %s,".formatted(CAMPAIGNS, campaign.group(1)), campaign.group(2));
                    for (String member : campaign.group(3).strip().split("\\s+", -1)) {
                        Shared before =
                                members.put(member, new Shared("*campaign:" + campaign.group(1), rate.interval()));
                        if (before != null) {
                            throw new IllegalArgumentException(
                                    "%s names %s twice: leave one out.".formatted(CAMPAIGNS, member));
                        }
                    }
                });
        return Map.copyOf(members);
    }

    private static boolean isLongCode(String sender) {
        return sender.startsWith("+1") && AddressForm.of(sender) == AddressForm.E164 && !AddressForm.isTollFree(sender);
    }

    private RateLimit usual(String sender) {
        if (sender.startsWith(SendRequest.POOL)) {
            return numberPool;
        }
        return switch (AddressForm.of(sender)) {
            case E164 -> AddressForm.isTollFree(sender) ? tollFree : isLongCode(sender) ? longCode : abroad;
            case SHORT_CODE -> shortCode;
            case ALPHANUMERIC, DIGITS, OTHER -> abroad;
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

    /**
     * @param slot a name among the senders that no sender has
     * @param interval from one message to the next, of all who share it
     */
    public record Shared(String slot, Duration interval) {}
}

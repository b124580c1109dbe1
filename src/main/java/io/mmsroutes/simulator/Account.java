package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.text.Json;
import java.math.BigDecimal;
import java.time.Clock;
import java.time.Instant;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * The account of the simulated Telnyx: one messaging profile, its numbers, those who sent STOP, and how fast it may send. In memory: a
 * new run has a new account.
 */
public final class Account {
    static final String PROFILE = "4001742b-90be-405d-b1b5-40a434f0ffec";

    /** developers.telnyx.com, "Advanced opt-in/out management". */
    private static final Map<String, String> KEYWORDS = Map.ofEntries(
            Map.entry("STOP", "STOP"),
            Map.entry("STOPALL", "STOP"),
            Map.entry("STOP ALL", "STOP"),
            Map.entry("UNSUBSCRIBE", "STOP"),
            Map.entry("CANCEL", "STOP"),
            Map.entry("END", "STOP"),
            Map.entry("QUIT", "STOP"),
            Map.entry("START", "START"),
            Map.entry("UNSTOP", "START"),
            Map.entry("HELP", "HELP"));

    private static final Pattern TOLL_FREE = Pattern.compile("\\+18(00|33|44|55|66|77|88)\\d{7}");
    private static final BigDecimal CREDIT = new BigDecimal("400.00");
    private static final int HOURS_OF_QUEUE = 4;
    private static final int MAX_SENDERS = 10_000;
    private static final ObjectReader READER = Orders.reader(Order.class);
    private static final String UNCLEAR = "account-unclear";
    private static final String KNOWN =
            "Send a JSON object with any of numbers (a list of objects with phone_number, mms and on_profile),"
                    + " requests_per_second and queue_size (from 1), and balance, or no body.";
    private static final Order AS_NEW = new Order(null, null, null, null);
    private static final List<OwnNumber> NUMBERS = List.of(
            new OwnNumber("+17735550002", null, null),
            new OwnNumber("+18885550001", null, null),
            new OwnNumber("54321", null, null));

    private final String gateway;
    private final Clock clock;
    private final Map<String, OptOut> optOuts = new TreeMap<>();
    private final Map<String, Depth> depths = new HashMap<>();
    private volatile Order order = AS_NEW;
    private volatile ObjectNode profile;
    private volatile Second second = new Second(0, 0);

    /** @param gateway where its profile posts webhooks at first, such as {@code http://127.0.0.1:8080} */
    public Account(String gateway, Clock clock) {
        this.gateway = gateway;
        this.clock = clock;
        this.profile = newProfile();
    }

    /**
     * Sets the account up again, as new but for what the body says; no body makes it as it was at the start.
     *
     * @throws Rejected {@code account-unclear}
     */
    public synchronized Order order(byte @Nullable [] body) {
        Order wanted = Orders.read(READER, body, AS_NEW, UNCLEAR, KNOWN);
        if (!wanted.isClear()) {
            throw new Rejected(UNCLEAR, KNOWN);
        }
        optOuts.clear();
        depths.clear();
        profile = newProfile();
        order = wanted;
        return new Order(numbers(), requestsPerSecond(), wanted.queueSize(), balance());
    }

    synchronized ObjectNode profile() {
        return profile.deepCopy();
    }

    /** Puts what a PATCH says into the profile; what it does not know it leaves out. */
    synchronized ObjectNode change(JsonNode patch) {
        patch.properties().forEach(field -> {
            if (profile.has(field.getKey()) && !field.getKey().matches("id|record_type|created_at|updated_at")) {
                profile.set(field.getKey(), field.getValue());
            }
        });
        profile.put("updated_at", MessageJson.time(clock.instant()));
        return profile.deepCopy();
    }

    boolean is(String setting) {
        return profile().path(setting).asBoolean();
    }

    synchronized List<OwnNumber> numbers() {
        return order.numbers() == null ? NUMBERS : order.numbers();
    }

    /** Empty for one that is not listed; any is the account's own where nobody listed its numbers. */
    synchronized Optional<OwnNumber> number(String phoneNumber) {
        Optional<OwnNumber> listed = numbers().stream()
                .filter(number -> number.phoneNumber().equals(phoneNumber))
                .findFirst();
        return listed.isPresent() || order.numbers() != null
                ? listed
                : Optional.of(new OwnNumber(phoneNumber, null, null));
    }

    /** The number of the pool that sends to a recipient, each time the same; empty where the pool has none. */
    Optional<String> ofPool(String recipient) {
        List<String> pool = numbers().stream()
                .filter(number -> number.onProfile() && number.phoneNumber().startsWith("+"))
                .map(OwnNumber::phoneNumber)
                .toList();
        return pool.isEmpty()
                ? Optional.empty()
                : Optional.of(pool.get(Math.floorMod(recipient.hashCode(), pool.size())));
    }

    /** What a text means for the account: {@code STOP}, {@code START} or {@code HELP}; it is remembered. */
    synchronized Optional<String> keyword(String text, String from, String to) {
        String word = text.strip().replaceAll("\\s+", " ").toUpperCase(Locale.ROOT);
        Optional<String> keyword = Optional.ofNullable(KEYWORDS.get(word));
        if (keyword.filter("STOP"::equals).isPresent()) {
            optOuts.put(from, new OptOut(to, from, word, clock.instant()));
        } else if (keyword.filter("START"::equals).isPresent()) {
            optOuts.remove(from);
        }
        return keyword;
    }

    synchronized boolean isOptedOut(String recipient) {
        return optOuts.containsKey(recipient);
    }

    synchronized List<OptOut> optOuts() {
        return List.copyOf(optOuts.values());
    }

    /** Counts one request, and says what is left in this second; negative when it is one too many. */
    synchronized int requestsLeft() {
        long now = clock.instant().getEpochSecond();
        Second before = second;
        second = new Second(now, before.at() == now ? before.requests() + 1 : 1);
        return requestsPerSecond() - second.requests();
    }

    synchronized BigDecimal balance() {
        return order.balance() == null ? CREDIT : order.balance();
    }

    synchronized int requestsPerSecond() {
        return order.requestsPerSecond() == null ? 1000 : order.requestsPerSecond();
    }

    /** Queues one message of a sender, whose queue is emptied at its rate; false when there is no room. */
    synchronized boolean queue(String from) {
        Instant now = clock.instant();
        double perSecond = perSecond(from);
        Depth before = depths.getOrDefault(from, new Depth(0, now));
        double left = Math.max(
                0,
                before.messages()
                        - perSecond * (now.toEpochMilli() - before.at().toEpochMilli()) / 1000);
        double most = order.queueSize() == null ? perSecond * HOURS_OF_QUEUE * 3600 : order.queueSize();
        if (left + 1 > most) {
            return false;
        }
        if (depths.size() >= MAX_SENDERS) {
            depths.entrySet().stream()
                    .min(Comparator.comparing(sender -> sender.getValue().at()))
                    .map(Map.Entry::getKey)
                    .ifPresent(depths::remove);
        }
        depths.put(from, new Depth(left + 1, now));
        return true;
    }

    static boolean isTollFree(String number) {
        return TOLL_FREE.matcher(number).matches();
    }

    /** developers.telnyx.com, "Rate limiting"; a long code has the slowest campaign's 50 a minute. */
    private static double perSecond(String from) {
        if (!from.startsWith("+")) {
            return 1000;
        }
        return isTollFree(from) ? 20 : 50 / 60.0;
    }

    private ObjectNode newProfile() {
        String now = MessageJson.time(clock.instant());
        ObjectNode fresh = Json.MAPPER
                .createObjectNode()
                .put("record_type", "messaging_profile")
                .put("id", PROFILE)
                .put("name", "Simulated profile")
                .put("enabled", true)
                .put("webhook_url", gateway + "/webhooks")
                .putNull("webhook_failover_url")
                .put("webhook_api_version", "2")
                .put("mms_transcoding", false)
                .put("mms_fall_back_to_sms", false)
                .put("smart_encoding", false)
                .put("daily_spend_limit_enabled", false)
                .put("created_at", now)
                .put("updated_at", now);
        fresh.putObject("number_pool_settings")
                .put("toll_free_weight", 10)
                .put("long_code_weight", 1)
                .put("skip_unhealthy", false)
                .put("sticky_sender", true)
                .put("geomatch", false);
        fresh.putArray("whitelisted_destinations").add("US").add("CA");
        return fresh;
    }

    /**
     * The body of {@code POST /simulator/account}, and its answer.
     *
     * @param numbers of the account; null: any
     * @param requestsPerSecond above which the API answers 429
     * @param queueSize of each sender; null: what it sends in four hours
     * @param balance in US dollars; null: 400
     */
    public record Order(
            @Nullable List<OwnNumber> numbers,
            @JsonProperty("requests_per_second") @Nullable Integer requestsPerSecond,
            @JsonProperty("queue_size") @Nullable Integer queueSize,
            @Nullable BigDecimal balance) {
        boolean isClear() {
            return (requestsPerSecond == null || requestsPerSecond > 0)
                    && (queueSize == null || queueSize > 0)
                    && (numbers == null || numbers.stream().allMatch(OwnNumber::isClear));
        }
    }

    /**
     * @param mms whether MMS are set up for it; null: as Telnyx has it, for the US and Canada
     * @param profile whether it is on the messaging profile; null: it is
     */
    public record OwnNumber(
            @JsonProperty("phone_number") String phoneNumber,
            @Nullable Boolean mms,
            @JsonProperty("on_profile") @Nullable Boolean profile) {
        @SuppressWarnings("NullAway") // Jackson fills what is left out with null
        boolean isClear() {
            return phoneNumber != null && phoneNumber.matches("\\+[1-9]\\d{6,14}|\\d{3,8}");
        }

        boolean sendsMms() {
            return mms == null ? !phoneNumber.startsWith("+") || phoneNumber.startsWith("+1") : mms;
        }

        boolean onProfile() {
            return profile == null || profile;
        }

        /** As Telnyx names it. */
        String type() {
            if (!phoneNumber.startsWith("+")) {
                return "shortcode";
            }
            return isTollFree(phoneNumber) ? "tollfree" : "longcode";
        }
    }

    /** @param to who opted out */
    record OptOut(String from, String to, String keyword, Instant at) {}

    private record Second(long at, int requests) {}

    private record Depth(double messages, Instant at) {}
}

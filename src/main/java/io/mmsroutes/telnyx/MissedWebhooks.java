package io.mmsroutes.telnyx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.telnyx.TelnyxLookup.Answer;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Webhooks that Telnyx could not deliver to this gateway. It tries each three times a URL and never again; its API keeps them for a time
 * that it does not publish: API reference, "List webhook deliveries".
 */
public final class MissedWebhooks {
    private static final Logger LOG = LoggerFactory.getLogger(MissedWebhooks.class);
    private static final int PAGE = 250;
    private static final int MAX_PAGES = 40;

    /** Telnyx's own attempts take so long; what was missed at the end of the last look may be listed later. */
    private static final Duration OVERLAP = Duration.ofHours(2);

    private final Map<TelnyxAccount, TelnyxLookup> telnyx;
    private final String publicUrl;
    private final Duration lookBack;
    private final Clock clock;
    /** By name of the account. */
    private final Map<String, Instant> seenUntil = new ConcurrentHashMap<>();

    private final Map<String, Instant> asked = new ConcurrentHashMap<>();

    /**
     * @param publicUrl where Telnyx reaches this gateway; empty where that is not said, and any URL that ends in /webhooks counts
     * @param lookBack {@code mms.webhooks.catch-up}; zero leaves it out
     */
    public MissedWebhooks(String apiUrl, TelnyxAccounts accounts, String publicUrl, String lookBack, Clock clock) {
        this.telnyx = accounts.all().stream()
                .collect(Collectors.toMap(
                        account -> account,
                        account -> new TelnyxLookup(apiUrl, account.apiKey()),
                        (one, other) -> one,
                        LinkedHashMap::new));
        this.publicUrl = publicUrl;
        this.lookBack = Duration.ofMillis(TimeUtils.toMilliSeconds(lookBack));
        this.clock = clock;
    }

    /**
     * The bodies, each with {@code meta.fetched}; none of an account whose key may not read them. An account that does not answer is
     * looked at again next time; the others are not kept waiting.
     *
     * @throws TryLater {@code telnyx-away} where no account answers
     */
    public synchronized List<Missed> fetch() {
        List<Missed> missed = new ArrayList<>();
        asked.clear();
        if (lookBack.isZero()) {
            return missed;
        }
        Optional<TryLater> away = Optional.empty();
        for (Map.Entry<TelnyxAccount, TelnyxLookup> one : telnyx.entrySet()) {
            String account = one.getKey().name();
            try {
                Instant now = clock.instant();
                missed.addAll(fetch(account, one.getValue(), now));
                asked.put(account, now);
            } catch (TryLater e) {
                LOG.debug("Not fetched now, account={} code={}", account, e.code());
                away = Optional.of(e);
            }
        }
        if (asked.isEmpty() && away.isPresent()) {
            throw away.get();
        }
        return missed;
    }

    /** All of them are in the database, so that the next look begins where this one ended. */
    public synchronized void entered() {
        seenUntil.putAll(asked);
    }

    /** Whose it is. */
    public String account(Missed missed) {
        return missed.account();
    }

    public byte[] bytes(Missed missed) {
        return missed.bytes();
    }

    private List<Missed> fetch(String account, TelnyxLookup lookup, Instant now) {
        List<Missed> missed = new ArrayList<>();
        Instant since = Optional.ofNullable(seenUntil.get(account))
                .map(until -> until.minus(OVERLAP))
                .filter(from -> from.isAfter(now.minus(lookBack)))
                .orElse(now.minus(lookBack));
        try {
            for (int page = 1; page <= MAX_PAGES; page++) {
                Answer answer = lookup.get(query(since, page));
                if (answer.status() != 200) {
                    return refused(account, answer.status(), missed);
                }
                JsonNode data = answer.body().path("data");
                data.forEach(delivery -> body(delivery).ifPresent(bytes -> missed.add(new Missed(account, bytes))));
                if (page >= answer.body().at("/meta/total_pages").asInt(1) || data.isEmpty()) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new TryLater("telnyx-away", "Telnyx does not answer; missed webhooks are looked for in an hour.");
        }
        if (!missed.isEmpty()) {
            LOG.info(
                    "Telnyx could not deliver {} webhooks here since {}; they are fetched, account={}",
                    missed.size(),
                    since,
                    account);
        }
        return missed;
    }

    private static List<Missed> refused(String account, int status, List<Missed> soFar) {
        if (status == 429 || status >= 500) {
            throw new TryLater(
                    "telnyx-away", "Telnyx answers %s; missed webhooks are looked for in an hour.".formatted(status));
        }
        LOG.info(
                "Webhooks that were missed cannot be fetched: Telnyx answers {} to the key of {}",
                status,
                TelnyxAccount.setting(account, "api-key"));
        return soFar;
    }

    private static String query(Instant since, int page) {
        return "/webhook_deliveries?filter%%5Bstatus%%5D%%5Beq%%5D=failed&filter%%5Bstarted_at%%5D%%5Bgte%%5D=%s&page%%5Bnumber%%5D=%s&page%%5Bsize%%5D=%s"
                .formatted(URLEncoder.encode(since.toString(), UTF_8), page, PAGE);
    }

    private Optional<byte[]> body(JsonNode delivery) {
        Optional<String> url = Optional.empty();
        for (JsonNode attempt : delivery.path("attempts")) {
            String to = attempt.at("/http/request/url").asText();
            if (isOurs(to)) {
                url = Optional.of(to);
            }
        }
        JsonNode webhook = delivery.path("webhook");
        if (url.isEmpty() || !webhook.isObject()) {
            return Optional.empty();
        }
        ObjectNode body = Json.MAPPER.createObjectNode();
        body.set("data", webhook.path("data").isObject() ? webhook.path("data") : webhook);
        body.putObject("meta").put("delivered_to", url.get()).put("fetched", true);
        return Optional.of(body.toString().getBytes(UTF_8));
    }

    private boolean isOurs(String url) {
        String plain = url.replaceFirst("[?#].*", "");
        return publicUrl.isEmpty() ? plain.endsWith("/webhooks") : plain.equals(publicUrl + "/webhooks");
    }

    /**
     * One webhook.
     *
     * @param account whose it is
     */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares them
    public record Missed(String account, byte[] bytes) {}
}

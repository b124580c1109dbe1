package io.mmsroutes.telnyx;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.telnyx.TelnyxLookup.Answer;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URLEncoder;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
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

    private final TelnyxLookup telnyx;
    private final String publicUrl;
    private final Duration lookBack;
    private final Clock clock;
    private volatile Optional<Instant> seenUntil = Optional.empty();
    private volatile Instant asked = Instant.EPOCH;

    /**
     * @param publicUrl where Telnyx reaches this gateway; empty where that is not said, and any URL that ends in /webhooks counts
     * @param lookBack {@code mms.webhooks.catch-up}; zero leaves it out
     */
    public MissedWebhooks(String apiUrl, String apiKey, String publicUrl, String lookBack, Clock clock) {
        this.telnyx = new TelnyxLookup(apiUrl, apiKey);
        this.publicUrl = publicUrl;
        this.lookBack = Duration.ofMillis(TimeUtils.toMilliSeconds(lookBack));
        this.clock = clock;
    }

    /**
     * The bodies, each with {@code meta.fetched}; none where the key may not read them.
     *
     * @throws TryLater {@code telnyx-away}
     */
    public synchronized List<byte[]> fetch() {
        List<byte[]> missed = new ArrayList<>();
        if (lookBack.isZero()) {
            return missed;
        }
        asked = clock.instant();
        Instant since = seenUntil
                .map(until -> until.minus(OVERLAP))
                .filter(from -> from.isAfter(asked.minus(lookBack)))
                .orElse(asked.minus(lookBack));
        try {
            for (int page = 1; page <= MAX_PAGES; page++) {
                Answer answer = telnyx.get(query(since, page));
                if (answer.status() != 200) {
                    return refused(answer.status(), missed);
                }
                JsonNode data = answer.body().path("data");
                data.forEach(delivery -> body(delivery).ifPresent(missed::add));
                if (page >= answer.body().at("/meta/total_pages").asInt(1) || data.isEmpty()) {
                    break;
                }
            }
        } catch (IOException e) {
            throw new TryLater("telnyx-away", "Telnyx does not answer; missed webhooks are looked for in an hour.");
        }
        if (!missed.isEmpty()) {
            LOG.info("Telnyx could not deliver {} webhooks here since {}; they are fetched", missed.size(), since);
        }
        return missed;
    }

    /** All of them are in the database, so that the next look begins where this one ended. */
    public synchronized void entered() {
        seenUntil = Optional.of(asked);
    }

    private static List<byte[]> refused(int status, List<byte[]> soFar) {
        if (status == 429 || status >= 500) {
            throw new TryLater(
                    "telnyx-away", "Telnyx answers %s; missed webhooks are looked for in an hour.".formatted(status));
        }
        LOG.info("Webhooks that were missed cannot be fetched: Telnyx answers {} to the key of telnyx.api-key", status);
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
}

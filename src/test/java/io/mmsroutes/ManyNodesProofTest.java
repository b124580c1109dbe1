package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.S3Server;
import io.mmsroutes.support.SendingClients;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.WebhookClients;
import io.mmsroutes.text.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.apache.commons.codec.digest.DigestUtils;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.services.s3.model.S3Object;

/**
 * Two gateways behind a balancer that share a PostgreSQL and a bucket, while all but the last two are killed:
 * nothing acknowledged is lost, nothing is sent twice, every number keeps its rate.
 */
class ManyNodesProofTest {
    private static final Logger LOG = LoggerFactory.getLogger(ManyNodesProofTest.class);
    private static final String API_KEY = "let-me-send";
    private static final String RATE = "1/s";
    private static final int NUMBERS = 5;
    private static final Duration SETTLED = Duration.ofMinutes(5);

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final TelnyxApi telnyx = new TelnyxApi();
    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final List<Integer> ports = List.of(Ports.free(), Ports.free());
    private final List<GatewayProcess> gateways = new ArrayList<>();

    @AfterEach
    void close() {
        gateways.forEach(GatewayProcess::close);
        mediaHost.close();
        telnyx.close();
    }

    @Test
    @Tag("proof")
    void nothingIsLostOrSentTwiceWhileGatewaysAreKilled() throws Exception {
        mediaHost.serve("/photo", photo);
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                        .setPGStartupWait(Duration.ofSeconds(60))
                        .start();
                S3Server bucket = new S3Server(folder.resolve("bucket"));
                WebhookClients webhooks = new WebhookClients(ports);
                SendingClients clients = new SendingClients(ports, API_KEY)) {
            Map<String, String> shared = new HashMap<>(bucket.settings());
            shared.putAll(databases(postgres));
            // At once, on an empty database.
            ports.forEach(port -> gateways.add(start(port, shared)));
            gateways.forEach(gateway -> gateway.awaitReady(SETTLED));

            int messages = Integer.getInteger("test.messages", 3_000);
            int sends = messages / 3;
            for (int i = 0; i < sends; i++) {
                clients.handIn(text(i), request(i), i * 20L);
            }
            List<Events> events = IntStream.range(0, messages)
                    .mapToObj(i -> Events.received().media(mediaHost.url("/photo")))
                    .toList();
            for (int i = 0; i < messages; i++) {
                webhooks.post(events.get(i), i * 60L);
            }
            killByTurns(webhooks, messages);
            await().atMost(SETTLED).until(() -> webhooks.areAnswered() && clients.areAnswered());

            requireStoredOnce(bucket, events);
            requireSentOnce(clients, webhooks, sends);
            requirePace();
            LOG.info(
                    "messages={} webhooksRepeated={} requestsRepeated={} longestWithoutAnswer={} ms",
                    messages,
                    webhooks.repeats(),
                    clients.repeats(),
                    webhooks.longestWait().toMillis());
        }
    }

    /** One gateway, the other gateway, each gateway again; then both are ended in order, one after the other. */
    private void killByTurns(WebhookClients webhooks, int messages) {
        List<Runnable> turns =
                List.of(() -> kill(0), () -> kill(1), () -> kill(0), () -> kill(1), () -> roll(0), () -> roll(1));
        for (int turn = 0; turn < turns.size(); turn++) {
            int after = messages * (turn + 1) / (turns.size() + 1);
            await().atMost(SETTLED).until(() -> webhooks.acknowledged() >= after);
            LOG.info("Turn {}, acknowledged={}", turn, webhooks.acknowledged());
            turns.get(turn).run();
        }
    }

    private void kill(int gateway) {
        gateways.get(gateway).kill();
        gateways.get(gateway).restart();
        gateways.get(gateway).awaitReady(SETTLED);
    }

    /** As a rolling restart does it. */
    private void roll(int gateway) {
        gateways.get(gateway).close();
        gateways.get(gateway).restart();
        gateways.get(gateway).awaitReady(SETTLED);
    }

    private void requireStoredOnce(S3Server bucket, List<Events> events) throws IOException {
        Map<String, Set<String>> stored = new TreeMap<>();
        await().atMost(SETTLED).pollInterval(Duration.ofSeconds(2)).until(() -> {
            stored.clear();
            for (S3Object object : bucket.client()
                    .listObjectsV2Paginator(list -> list.bucket(S3Server.BUCKET).prefix("mms/"))
                    .contents()) {
                String[] name = object.key().split("/", -1);
                stored.computeIfAbsent(name[2], none -> new TreeSet<>()).add(name[3]);
            }
            return events.stream()
                    .allMatch(event ->
                            stored.getOrDefault(event.messageId(), Set.of()).contains("message.json"));
        });
        assertThat(stored.keySet())
                .isEqualTo(events.stream().map(Events::messageId).collect(Collectors.toCollection(TreeSet::new)));
        assertThat(stored.values()).allSatisfy(names -> assertThat(names).containsExactly("0.jpg", "message.json"));
        String sha256 = DigestUtils.sha256Hex(photo);
        for (Events event : events) {
            String place = "s3://%s/mms/%s/%s/".formatted(S3Server.BUCKET, Events.SENDER, event.messageId());
            JsonNode manifest = Json.MAPPER.readTree(bucket.read(place + "message.json"));
            assertThat(manifest.path("complete").asBoolean()).isTrue();
            assertThat(DigestUtils.sha256Hex(bucket.read(place + "0.jpg").readAllBytes()))
                    .isEqualTo(sha256);
        }
    }

    private void requireSentOnce(SendingClients clients, WebhookClients webhooks, int sends) {
        Map<String, String> idByText = clients.ids().entrySet().stream()
                .collect(Collectors.toMap(Map.Entry::getKey, entry -> onlyOne(entry.getValue())));
        assertThat(idByText).hasSize(sends);
        await().atMost(Duration.ofMinutes(10))
                .pollInterval(Duration.ofSeconds(2))
                .until(() -> telnyx.requests().size() >= sends - 10
                        && idByText.values().stream()
                                .map(id -> state(clients.message(id)))
                                .noneMatch(Set.of("preparing", "queued", "submitting")::contains));
        List<String> taken = telnyx.calls("").stream()
                .map(call -> call.path("text").asText())
                .toList();
        assertThat(taken).doesNotHaveDuplicates();
        Map<String, Long> before = states(clients, idByText, text -> true);
        // What Telnyx took, it tells of; so what was unknown is known.
        for (JsonNode call : telnyx.calls("")) {
            String ref = call.path("webhook_url").asText().replaceAll(".*ref=", "");
            webhooks.post(Events.receipt("message.finalized", call.path("to").asText(), "delivered", ref), 0);
        }
        Set<String> known = Set.copyOf(taken);
        await().atMost(SETTLED)
                .pollInterval(Duration.ofSeconds(2))
                .untilAsserted(() ->
                        assertThat(states(clients, idByText, known::contains)).containsOnlyKeys("finalized"));
        Map<String, Long> others = states(clients, idByText, text -> !known.contains(text));
        LOG.info("sends={} taken={} statesBeforeReceipts={} notTaken={}", sends, taken.size(), before, others);
        assertThat(others.keySet()).isSubsetOf("unknown", "parked");
    }

    private Map<String, Long> states(SendingClients clients, Map<String, String> idByText, Predicate<String> texts) {
        return idByText.entrySet().stream()
                .filter(entry -> texts.test(entry.getKey()))
                .map(entry -> state(clients.message(entry.getValue())))
                .collect(Collectors.groupingBy(Function.identity(), TreeMap::new, Collectors.counting()));
    }

    /**
     * From the fifth call of a number, when the gateways are warm, to its last: as many as the rate allows, 2 % more or less. And
     * in no ten seconds more than ten, those on both ends, and the one that may be made up for.
     */
    private void requirePace() {
        for (int number = 0; number < NUMBERS; number++) {
            List<Instant> times = telnyx.times("from %d,".formatted(number));
            Instant first = times.get(4);
            double seconds =
                    Duration.between(first, times.get(times.size() - 1)).toNanos() / 1e9;
            double rate = (times.size() - 5) / seconds;
            long most = times.stream()
                    .mapToLong(from -> times.stream()
                            .filter(time -> !time.isBefore(from) && time.isBefore(from.plusSeconds(10)))
                            .count())
                    .max()
                    .orElse(0);
            LOG.info(
                    "number={} calls={} seconds={} rate={}/s mostInTenSeconds={}",
                    number,
                    times.size(),
                    seconds,
                    "%.3f".formatted(rate),
                    most);
            assertThat(rate).as("number %d", number).isBetween(0.98, 1.02);
            assertThat(most).as("number %d", number).isLessThanOrEqualTo(12);
        }
    }

    private static String onlyOne(Set<String> ids) {
        assertThat(ids).hasSize(1);
        return ids.iterator().next();
    }

    private static String state(JsonNode message) {
        return message.at("/mms_routes/state").asText();
    }

    private static String text(int number) {
        return "from %d, %d".formatted(number % NUMBERS, number);
    }

    private ObjectNode request(int number) {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", "+1312555000" + number % NUMBERS)
                .put("to", "+1773555%04d".formatted(number))
                .put("text", text(number));
        if (number % 10 == 0) {
            request.putArray("media_urls").add(mediaHost.url("/photo"));
        }
        return request;
    }

    private static Map<String, String> databases(EmbeddedPostgres postgres) {
        String url = postgres.getJdbcUrl("postgres", "postgres");
        return Map.of("mms.database.url", url, "mms.database.user", "postgres", "mms.database.password", "postgres");
    }

    private GatewayProcess start(int port, Map<String, String> shared) {
        Map<String, String> settings =
                GatewayProcess.settings(folder.resolve("gateway-" + port), port, mediaHost.address());
        settings.putAll(shared);
        settings.putAll(Map.of(
                "mms.api-key",
                API_KEY,
                "telnyx.api-url",
                telnyx.url(),
                "mms.public-url",
                "http://127.0.0.1:" + port,
                "mms.rate-limit.account",
                "100/s",
                "mms.rate-limit.long-code",
                RATE,
                "mms.send.connect-timeout",
                "2s",
                "mms.send.response-timeout",
                "10s",
                "mms.send.reconcile-interval",
                "1s"));
        return GatewayProcess.startLight(settings, folder.resolve("gateway-%d.log".formatted(port)));
    }
}

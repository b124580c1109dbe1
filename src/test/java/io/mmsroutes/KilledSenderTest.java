package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SendingClients;
import io.mmsroutes.support.TelnyxSimulator;
import io.mmsroutes.text.Json;
import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** SIGKILL while messages are sent and Telnyx misbehaves: none is lost, none is sent twice, and each says what it came to. */
@Tag("one-camel")
class KilledSenderTest {
    private static final Logger LOG = LoggerFactory.getLogger(KilledSenderTest.class);
    private static final String API_KEY = "let-me-send";
    private static final Set<String> TAKEN = Set.of("accepted", "finalized");
    private static final Set<String> NOT_TAKEN = Set.of("unknown", "parked", "rejected");

    @TempDir
    private Path folder;

    private final List<GatewayProcess> gateways = new ArrayList<>();

    @Test
    void killedSenderLosesNothingAndSendsNothingTwice() {
        killWhileSending(120, 3, 1, Map.of());
    }

    @Test
    @Tag("proof")
    void senderThatIsKilledOftenLosesNothingAndSendsNothingTwice() {
        killWhileSending(1_000, 20, 1, Map.of());
    }

    @Test
    @Tag("proof")
    void twoSendersOfOneDatabaseThatAreKilledByTurnsLoseNothingAndSendNothingTwice() throws Exception {
        try (EmbeddedPostgres postgres = EmbeddedPostgres.builder()
                .setPGStartupWait(Duration.ofSeconds(60))
                .start()) {
            killWhileSending(
                    1_000,
                    20,
                    2,
                    Map.of(
                            "mms.database.url",
                            postgres.getJdbcUrl("postgres", "postgres"),
                            "mms.database.user",
                            "postgres",
                            "mms.database.password",
                            "postgres"));
        }
    }

    private void killWhileSending(int count, int kills, int nodes, Map<String, String> database) {
        List<Integer> ports =
                IntStream.range(0, nodes).map(node -> Ports.free()).boxed().toList();
        try (TelnyxSimulator telnyx = new TelnyxSimulator(folder).awaitReady();
                SendingClients clients = new SendingClients(ports, API_KEY)) {
            telnyx.fail(0.3, "rate-limited", "server-error", "server-error-after", "reset-before", "reset-after");
            ports.forEach(port -> gateways.add(start(port, telnyx, database)));
            gateways.forEach(GatewayProcess::awaitReady);

            LOG.info("Handing in {}", count);
            for (int i = 0; i < count; i++) {
                clients.handIn(text(i), request(i, telnyx), i * 50L);
            }
            for (int kill = 0; kill < kills; kill++) {
                String slow = text(((kill + 1) * count / (kills + 1) + 19) / 20 * 20);
                await().atMost(Duration.ofMinutes(3)).until(() -> isCalled(slow, telnyx, clients));
                GatewayProcess killed = gateways.get(kill % nodes);
                LOG.info("Killing, taken={}", telnyx.taken().size());
                killed.kill();
                killed.restart();
                killed.awaitReady();
            }
            await().atMost(Duration.ofMinutes(3)).until(clients::areAnswered);
            for (int i = 0; i < count; i++) {
                clients.handIn(text(i), request(i, telnyx), 0);
            }
            await().atMost(Duration.ofMinutes(3)).until(clients::areAnswered);
            LOG.info("All are answered, taken={}", telnyx.taken().size());
            requireTheTruth(count, telnyx, clients);
        } finally {
            gateways.forEach(GatewayProcess::close);
        }
    }

    /** The kill before may have come between its claim and the call: then it is unknown, and Telnyx never takes it. */
    private static boolean isCalled(String text, TelnyxSimulator telnyx, SendingClients clients) {
        return telnyx.taken().contains(text)
                || clients.ids().getOrDefault(text, Set.of()).stream()
                        .anyMatch(id -> state(clients.message(id)).equals("unknown"));
    }

    private void requireTheTruth(int count, TelnyxSimulator telnyx, SendingClients clients) {
        Map<String, Set<String>> ids = clients.ids();
        assertThat(ids)
                .hasSize(count)
                .allSatisfy((text, answered) -> assertThat(answered).hasSize(1));
        Map<String, String> idByText = ids.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().iterator().next()));
        assertThat(idByText.values()).doesNotHaveDuplicates();

        Map<String, JsonNode> messages = new TreeMap<>();
        await().atMost(Duration.ofMinutes(3))
                .pollInterval(Duration.ofSeconds(1))
                .untilAsserted(() -> {
                    Set<String> taken = Set.copyOf(telnyx.taken());
                    idByText.forEach((text, id) -> messages.compute(
                            text,
                            (same, before) -> before != null && isTrue(before, taken.contains(text))
                                    ? before
                                    : clients.message(id)));
                    requireTrue(messages, taken);
                });

        idByText.forEach((text, id) -> messages.put(text, clients.message(id)));
        List<String> taken = telnyx.taken();
        LOG.info(
                "messages={} states={} codes={} taken={} repeatedRequests={} claimsOfTheDead={}",
                count,
                counted(messages, KilledSenderTest::state),
                counted(messages, message -> message.at("/mms_routes/code").asText("none")),
                taken.size(),
                clients.repeats(),
                gateways.stream()
                        .flatMap(gateway -> gateway.output().lines())
                        .filter(line -> line.contains("code=gateway-died"))
                        .count());
        assertThat(taken).doesNotHaveDuplicates().isSubsetOf(messages.keySet());
        requireTrue(messages, Set.copyOf(taken));
        assertThat(gateways)
                .allSatisfy(gateway -> assertThat(gateway.output()).doesNotContain("8885550", "7735550", API_KEY));
    }

    private static void requireTrue(Map<String, JsonNode> messages, Set<String> taken) {
        assertThat(messages)
                .allSatisfy((text, message) -> assertThat(isTrue(message, taken.contains(text)))
                        .as("%s, taken: %s, is %s", text, taken.contains(text), message)
                        .isTrue());
    }

    /** What Telnyx took is known to be taken; of all else it is said why it is not, or that nobody knows. */
    private static boolean isTrue(JsonNode message, boolean taken) {
        return taken
                ? TAKEN.contains(state(message))
                : NOT_TAKEN.contains(state(message))
                        && message.at("/mms_routes").hasNonNull("code")
                        && message.at("/mms_routes").hasNonNull("reason");
    }

    private static Map<String, Long> counted(Map<String, JsonNode> messages, Function<JsonNode, String> by) {
        return messages.values().stream().collect(Collectors.groupingBy(by, TreeMap::new, Collectors.counting()));
    }

    private static String state(JsonNode message) {
        return message.at("/mms_routes/state").asText();
    }

    /** Of each twenty, three are answered late, so that a call is under way when the gateway is killed, and one is refused. */
    private static String text(int number) {
        return switch (number % 20) {
            case 0, 1, 2 -> "number %d [fault:slow]".formatted(number);
            case 13 -> "number %d [fault:no-mms]".formatted(number);
            default -> "number %d".formatted(number);
        };
    }

    private static ObjectNode request(int number, TelnyxSimulator telnyx) {
        ObjectNode request = Json.MAPPER
                .createObjectNode()
                .put("from", "+1888555000" + number % 8)
                .put("to", "+1773555%04d".formatted(number))
                .put("text", text(number));
        if (number % 2 == 1) {
            request.put("type", "MMS");
        }
        if (number % 25 == 21) {
            request.putArray("media_urls").add(telnyx.url("/simulator/media/none/1/photo.jpg"));
        }
        return request;
    }

    private GatewayProcess start(int port, TelnyxSimulator telnyx, Map<String, String> database) {
        Map<String, String> settings =
                GatewayProcess.settings(folder.resolve("gateway-" + port), port, telnyx.address());
        settings.putAll(telnyx.settings());
        settings.putAll(database);
        settings.putAll(Map.of(
                "mms.api-key",
                API_KEY,
                "mms.public-url",
                "http://127.0.0.1:" + port,
                "mms.rate-limit.account",
                "200/s",
                "mms.rate-limit.toll-free",
                "200/s",
                "mms.send.connect-timeout",
                "1s",
                "mms.send.response-timeout",
                "5s",
                "mms.send.preflight-timeout",
                "2s",
                "mms.send.reconcile-interval",
                "1s"));
        return GatewayProcess.startLight(settings, folder.resolve("gateway-%d.log".formatted(port)));
    }
}

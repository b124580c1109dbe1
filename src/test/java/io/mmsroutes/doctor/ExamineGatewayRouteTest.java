package io.mmsroutes.doctor;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.app.DoctorCommand;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.telnyx.TelnyxLookup;
import io.mmsroutes.text.Json;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A gateway with a simulated account, in which one setting after the other is wrong. */
@Tag("one-camel")
class ExamineGatewayRouteTest extends GatewayTestSupport {
    private static final String PROFILE = "4001742b-90be-405d-b1b5-40a434f0ffec";
    private static final String ADMIN = "open-sesame-open-sesame";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode", "simulator",
                "mms.admin-key", ADMIN,
                "mms.api-key", "sixteen-characters",
                "mms.own-numbers", ""));
        Stream.of("telnyx.public-key", "telnyx.api-key", "mms.media.trusted-hosts")
                .forEach(key -> settings.put(key, ""));
        return settings;
    }

    @AfterEach
    void accountAsNew() {
        assertThat(post(port, "/simulator/account", "{}").statusCode()).isEqualTo(200);
    }

    @Test
    void aWholeAccountHasNoFault() {
        profile("{\"webhook_failover_url\":\"https://other.example.com/webhooks\",\"mms_transcoding\":true}");

        JsonNode examination = examine();

        assertThat(levels(examination, "FAULT")).isEmpty();
        assertThat(levels(examination, "WARNING")).containsExactly("mode");
        assertThat(examination.path("status").asInt()).isEqualTo(1);
        assertThat(levels(examination, "FINE"))
                .contains(
                        "api-key",
                        "balance",
                        "clock",
                        "profile",
                        "webhook-url",
                        "webhook-api-version",
                        "webhook-failover",
                        "mms-transcoding",
                        "mms-fall-back",
                        "numbers",
                        "number-mms",
                        "data-folder",
                        "store-writable",
                        "disk",
                        "database",
                        "stores",
                        "versions");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "{'webhook_url':'https://elsewhere.example.com/hook'} | webhook-url         | FAULT   | set the webhook URL to",
                "{'webhook_url':null}                                 | webhook-url         | FAULT   | /webhooks",
                "{'webhook_api_version':'1'}                          | webhook-api-version | FAULT   | to 2",
                "{'webhook_failover_url':null}                        | webhook-failover    | WARNING | second gateway",
                "{'mms_transcoding':false}                            | mms-transcoding     | WARNING | transcoding",
                "{'mms_fall_back_to_sms':true}                        | mms-fall-back       | WARNING | text",
                "{'enabled':false}                                    | profile-enabled     | FAULT   | enable it",
                "{'whitelisted_destinations':['GB']}                  | destinations        | FAULT   | add them"
            })
    void eachWrongSettingOfTheProfileIsNamedWithItsFix(String change, String check, String level, String fix) {
        profile(change.replace('\'', '"'));

        assertFound(examine(), check, level, fix);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "[]                                                    | numbers    | FAULT | messaging profile",
                "[{'phone_number':'+13125550701','mms':false}]         | number-mms | FAULT | 40308",
                "[{'phone_number':'+13125550701','on_profile':false}]  | numbers    | FAULT | messaging profile"
            })
    void aNumberThatCannotSendMediaIsNamed(String numbers, String check, String level, String words) {
        assertThat(post(port, "/simulator/account", "{\"numbers\":%s}".formatted(numbers.replace('\'', '"')))
                        .statusCode())
                .isEqualTo(200);

        JsonNode examination = examine();

        assertThat(found(examination, check, level).toString()).contains(words);
        assertThat(examination.toString()).doesNotContain("+13125550701");
        assertThat(examination.path("status").asInt()).isEqualTo(2);
    }

    @ParameterizedTest
    @CsvSource({"0.00, FAULT, add funds", "-3.10, FAULT, add funds", "4.99, WARNING, auto-recharge"})
    void anAccountWithoutCreditIsNamed(String balance, String level, String fix) {
        assertThat(post(port, "/simulator/account", "{\"balance\":%s}".formatted(balance))
                        .statusCode())
                .isEqualTo(200);

        JsonNode examination = examine();

        assertFound(examination, "balance", level, fix);
        assertThat(found(examination, "balance", level).path("sentence").asText())
                .contains(balance + " USD");
    }

    @Test
    void aWrongKeyAndAClockThatIsOffAreFaults() {
        String api = "http://127.0.0.1:%d/simulator/v2".formatted(port);
        Clock off = Clock.offset(Clock.systemUTC(), Duration.ofMinutes(20));
        String key = json(get(port, "/simulator/keys")).path("api_key").asText();

        assertThat(faults(doctor(api, "wrong", Clock.systemUTC()))).contains("api-key");
        assertThat(faults(doctor(api, key, off))).contains("clock").doesNotContain("api-key");
        assertThat(faults(doctor("http://127.0.0.1:1/v2", key, Clock.systemUTC())))
                .contains("api-reachable");
    }

    @ParameterizedTest
    @CsvSource({
        "http://10.1.2.3,            private address",
        "https://127.0.0.1:1,        private address",
        "https://no-such-host.invalid, not in DNS",
        "'',                         is not set"
    })
    void aPublicUrlThatLeadsNowhereIsTold(String url, String words) {
        List<Diagnosis> found = new ReachChecks(
                        url, List.of(), "", address -> !address.isLoopbackAddress() && !address.isSiteLocalAddress())
                .run();

        assertThat(found.toString()).contains("public-url").contains(words);
    }

    @Test
    void aPublicUrlThatLeadsHereIsFineAndOneThatLeadsElsewhereIsNot() {
        mediaHost.status("/webhooks", 404);

        assertThat(new ReachChecks("http://127.0.0.1:" + port, List.of(), "", address -> true)
                        .run()
                        .toString())
                .contains("leads to a gateway");
        assertThat(new ReachChecks("http://" + mediaHost.address(), List.of(), "", address -> true)
                        .run()
                        .toString())
                .contains("FAULT")
                .contains("404");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "http://10.1.2.3/hook                 | FAULT   | private address",
                "https://no-such-host.invalid/hook    | FAULT   | not in DNS",
                "not a URL                            | FAULT   | is none",
                "http://127.0.0.1:1/hook              | WARNING | does not answer",
                "http://127.0.0.1:{gateway}/webhooks  | WARNING | tried already",
                "http://localhost:{gateway}/webhooks  | FINE    | as a gateway does",
                "http://127.0.0.1:{gateway}/no-such   | FAULT   | answers 404",
                "http://{media}/hook                  | FINE    | answers",
                "http://{media}/broken                | FAULT   | answers 500"
            })
    void aFailoverUrlThatLeadsNowhereIsTold(String url, String level, String words) {
        mediaHost.status("/hook", 204);
        mediaHost.status("/broken", 500);
        String failover = url.replace("{gateway}", String.valueOf(port)).replace("{media}", mediaHost.address());

        List<Diagnosis> found = new ReachChecks(
                        "http://127.0.0.1:" + port, List.of(failover), "", address -> !address.isSiteLocalAddress())
                .run();

        assertThat(found)
                .filteredOn(one -> one.check().equals("failover-reachable"))
                .singleElement()
                .satisfies(one -> {
                    assertThat(one.level().name()).isEqualTo(level);
                    assertThat(one.sentence()).contains(words);
                });
    }

    @Test
    void theFailoverUrlsOfTheProfileAreExamined() {
        profile("{\"webhook_failover_url\":\"https://other.example.com/webhooks\"}");
        AccountChecks account = account(
                "http://127.0.0.1:%d/simulator/v2".formatted(port),
                json(get(port, "/simulator/keys")).path("api_key").asText(),
                Clock.systemUTC());

        assertThat(account.run()).isNotEmpty();
        assertThat(account.failovers()).containsExactly("https://other.example.com/webhooks");
    }

    @Test
    void aFolderThatCannotBeWrittenToIsAFault() {
        assertThat(faults(new MachineChecks(settings("mms.data-dir", "/proc/none")).run()))
                .contains("data-folder");
        assertThat(faults(new MachineChecks(settings("mms.database.min-free-bytes", String.valueOf(Long.MAX_VALUE / 8)))
                        .run()))
                .contains("disk");
    }

    @Test
    void theSimulatorsOwnKeyOfCallersIsNoneThatIsMissing() {
        assertThat(new MachineChecks(settings("mms.admin-key", "0123456789abcdef")).run())
                .extracting(Diagnosis::sentence)
                .contains("mms.api-key is not set, so it is 'simulator'.")
                .noneMatch(sentence -> sentence.contains("all callers are refused"));
    }

    @Test
    void theCommandTellsAPersonOrAScript() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();
        ByteArrayOutputStream script = new ByteArrayOutputStream();
        Settings settings = settings("mms.admin-key", ADMIN);

        int status = new DoctorCommand(settings, new PrintStream(text, true, StandardCharsets.UTF_8)).run(false);
        new DoctorCommand(settings, new PrintStream(script, true, StandardCharsets.UTF_8)).run(true);

        assertThat(status).isEqualTo(1);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("warning webhook-failover")
                .contains("fine    database");
        assertThat(Json.MAPPER.readTree(script.toByteArray()).path("status").asInt())
                .isEqualTo(1);
    }

    @Test
    void theCommandExaminesTheAccountAloneWhereNoGatewayAnswersIt() throws IOException {
        ByteArrayOutputStream text = new ByteArrayOutputStream();

        int status = new DoctorCommand(
                        settings("mms.admin-key", ""), new PrintStream(text, true, StandardCharsets.UTF_8))
                .run(false);

        assertThat(status).isEqualTo(1);
        assertThat(text.toString(StandardCharsets.UTF_8))
                .contains("warning gateway", "Start the gateway")
                .contains("fine    api-key");
    }

    @Test
    void strangersAreNotExamined() {
        assertThat(get(port, "/admin/doctor").statusCode()).isEqualTo(401);
    }

    private Settings settings(String key, String value) {
        Properties given = new Properties();
        given.put("telnyx.mode", "simulator");
        given.put("camel.server.port", String.valueOf(port));
        given.put("mms.data-dir", dataDir.toString());
        given.put(key, value);
        return Settings.load(Path.of("").toAbsolutePath(), Map.of(), given);
    }

    private List<Diagnosis> doctor(String api, String key, Clock clock) {
        return account(api, key, clock).run();
    }

    private AccountChecks account(String api, String key, Clock clock) {
        return new AccountChecks(
                new TelnyxLookup(api, key),
                "http://127.0.0.1:" + port,
                new TelnyxAccount(TelnyxAccount.DEFAULT, List.of(), key, List.of(), List.of()),
                List.of(),
                Duration.ofMinutes(5),
                clock);
    }

    private JsonNode examine() {
        return json(get(port, "/admin/doctor", "authorization", "Bearer " + ADMIN));
    }

    private static void assertFound(JsonNode examination, String check, String level, String fix) {
        assertThat(found(examination, check, level).path("fix").asText()).contains(fix);
    }

    private static JsonNode found(JsonNode examination, String check, String level) {
        return StreamSupport.stream(examination.path("checks").spliterator(), false)
                .filter(one -> one.path("check").asText().equals(check)
                        && one.path("level").asText().equals(level))
                .findFirst()
                .orElseThrow(() -> new AssertionError(check + " is not among " + examination));
    }

    private static List<String> levels(JsonNode examination, String level) {
        return StreamSupport.stream(examination.path("checks").spliterator(), false)
                .filter(one -> one.path("level").asText().equals(level))
                .map(one -> one.path("check").asText())
                .toList();
    }

    private static List<String> faults(List<Diagnosis> found) {
        return found.stream()
                .filter(one -> one.level() == Diagnosis.Level.FAULT)
                .map(Diagnosis::check)
                .toList();
    }

    private void profile(String change) {
        String key = json(get(port, "/simulator/keys")).path("api_key").asText();
        try {
            int status = HttpClient.newHttpClient()
                    .send(
                            HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/simulator/v2/messaging_profiles/%s"
                                            .formatted(port, PROFILE)))
                                    .headers("content-type", "application/json", "authorization", "Bearer " + key)
                                    .method("PATCH", BodyPublishers.ofString(change))
                                    .build(),
                            BodyHandlers.discarding())
                    .statusCode();
            assertThat(status).isEqualTo(200);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }
}

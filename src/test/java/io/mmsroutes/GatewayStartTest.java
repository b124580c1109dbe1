package io.mmsroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.GatewayHere;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.main.SimpleMainShutdownStrategy;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot work ends with one sentence and a status, whatever ran already: mostly in this JVM, a few in one of their own. */
@Tag("one-camel")
class GatewayStartTest {
    private static final Map<String, String> HERE = Map.of("camel.server.host", "127.0.0.1");

    @TempDir
    private static Path folderOfAll;

    private static GatewayProcess running;
    private static Map<String, String> settingsOfRunning;

    @TempDir
    private Path folder;

    /** On the folder of an earlier version. */
    @BeforeAll
    static void startOne() throws IOException {
        Files.createDirectories(folderOfAll.resolve("data/ledger"));
        Files.createDirectories(folderOfAll.resolve("data/broker"));
        settingsOfRunning = settings(folderOfAll, HERE);
        running = GatewayProcess.startLight(settingsOfRunning, folderOfAll.resolve("log"));
        running.awaitReady();
    }

    @AfterAll
    static void stop() {
        running.close();
    }

    @Test
    void aMissingKeyIsNamedWithItsEnvironmentVariable() {
        assertThat(failure(Map.of("telnyx.public-key", "")))
                .contains("telnyx.public-key is not set (environment: TELNYX_PUBLIC_KEY)");
    }

    @Test
    void aWrongKeyIsRefused() {
        assertThat(failure(Map.of("telnyx.public-key", "KEY0123456789")))
                .contains("MMS Routes cannot start: telnyx.public-key is not usable");
    }

    @Test
    void aNonsenseValueNamesItsSetting() {
        assertThat(failure(Map.of("mms.media.trusted-hosts", "mirror")))
                .contains("mms.media.trusted-hosts has the entry 'mirror' without a port");
    }

    @Test
    void anUnknownStoreIsRefusedWithTheKnownOnes() {
        assertThat(failure(Map.of("mms.store.image", "media-store-s4-sink")))
                .contains("MMS Routes cannot start: mms.store.image is 'media-store-s4-sink'")
                .contains("Known are ", "media-store-file-sink", "media-store-s3-sink");
    }

    @Test
    void whatOpensFilesToEverybodyIsRefusedInTheEnvironment() {
        assertThat(failureOfProcess(Map.of("camel.server.static-enabled", "true")))
                .contains(
                        "MMS Routes cannot start: camel.server.static-enabled is true by the environment variable CAMEL_SERVER_STATIC_ENABLED",
                        "Take it out");
    }

    @Test
    void whatOpensFilesToEverybodyIsRefusedAsASystemProperty() {
        GatewayProcess gateway = GatewayProcess.startLight(
                settings(folder, Map.of()), folder.resolve("log"), "-Dcamel.management.downloadEnabled=true");

        assertThat(gateway.awaitEnd()).isEqualTo(1);
        assertThat(gateway.output())
                .contains(
                        "MMS Routes cannot start: camel.management.download-enabled is true by the system property camel.management.downloadEnabled");
    }

    @Test
    void aDebuggerThatAsksForNoPasswordIsRefused() {
        assertThat(failureOfProcess(Map.of("camel.debug.enabled", "true")))
                .contains("MMS Routes cannot start: camel.debug.enabled is true by the environment variable");
    }

    @Test
    void jmxWithoutItsLibraryIsRefused() {
        assertThat(failure(Map.of("camel.main.jmx-enabled", "true")))
                .contains("MMS Routes cannot start: camel.main.jmx-enabled is true, and camel-management 4.")
                .contains("ext/");
    }

    @Test
    void everyLineAtTheStartNamesTheAddressThatIsBound() {
        await().untilAsserted(() -> assertThat(running.output())
                .doesNotContain("0.0.0.0")
                .contains("Listening on http://127.0.0.1:%s for ".formatted(settingsOfRunning.get("camel.server.port")))
                .contains("Listening on http://127.0.0.1:%s for "
                        .formatted(settingsOfRunning.get("camel.management.port"))));
    }

    @Test
    void theSimulatorIsBoundToThisMachineWhateverTheEnvironmentSays() {
        Map<String, String> open = settings(folder, Map.of("camel.server.host", "0.0.0.0", "telnyx.mode", "simulator"));
        try (GatewayHere gateway = GatewayHere.start(open)) {
            gateway.awaitReady();

            await().untilAsserted(() -> assertThat(gateway.output())
                    .contains("Listening on http://127.0.0.1:" + open.get("camel.server.port"))
                    .doesNotContain("0.0.0.0"));
        }
    }

    @Test
    void aPortInUseEndsTheStartEvenThoughTheDatabaseRuns() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            assertThat(failureOfProcess(Map.of("camel.server.port", String.valueOf(taken.getLocalPort()))))
                    .contains("MMS Routes cannot start", "in use");
        }
    }

    @Test
    void aQueueWithoutABrokerIsRefusedWithTheSettingThatNamesOne() {
        assertThat(failure(Map.of("mms.send.from", "jms:queue:orders")))
                .contains("MMS Routes cannot start: mms.send.from is 'jms:queue:orders'", "set mms.jms.url");
        assertThat(failure(Map.of("mms.message-sink", "message-sink-jms-sink")))
                .contains("MMS Routes cannot start: mms.message-sink is 'message-sink-jms-sink'", "set mms.jms.url");
    }

    @Test
    void whatAnEarlierVersionLeftIsNamed() {
        assertThat(running.output())
                .contains(folderOfAll.resolve("data/ledger")
                        + " is of an earlier version, and nothing in it is taken over")
                .contains(folderOfAll.resolve("data/broker") + " is the broker's of an earlier version");
    }

    @Test
    void aSecondGatewayOnTheSameFolderIsToldSo() {
        Map<String, String> same = Map.of("mms.data-dir", settingsOfRunning.get("mms.data-dir"));
        assertThat(failure(same)).contains("another gateway runs on it", "mms.data-dir");
        // With a database of its own, the folder is all that they share.
        Map<String, String> other = new HashMap<>(same);
        other.put("mms.database.url", "jdbc:postgresql://127.0.0.1:%s/none".formatted(Ports.free()));
        assertThat(failure(other)).contains("another gateway runs on it", "mms.data-dir");
    }

    /** In this JVM, with a command line of nothing and no environment but these settings. */
    private String failure(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        settings(folder, more).forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        ByteArrayOutputStream errors = new ByteArrayOutputStream();
        Main main = new Main();
        main.setShutdownStrategy(new SimpleMainShutdownStrategy()); // no hook of the JVM, which goes on
        try {
            int status = Gateway.start(
                    main,
                    Path.of("").toAbsolutePath(),
                    environment,
                    new Properties(),
                    new PrintStream(errors, true, UTF_8));
            assertThat(status).isEqualTo(1);
            return errors.toString(UTF_8);
        } finally {
            end(main);
        }
    }

    /** A start that failed has a context half the time, and it is half started. */
    private static void end(Main main) {
        CamelContext context = main.getCamelContext();
        if (context != null) {
            context.stop();
        }
    }

    private String failureOfProcess(Map<String, String> more) {
        GatewayProcess gateway = GatewayProcess.startLight(settings(folder, more), folder.resolve("log"));

        assertThat(gateway.awaitEnd()).isEqualTo(1);
        return gateway.output();
    }

    private static Map<String, String> settings(Path folder, Map<String, String> more) {
        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode",
                "live",
                "telnyx.public-key",
                WebhookSender.PUBLIC_KEY,
                "telnyx.api-key",
                "KEY",
                "mms.data-dir",
                folder.resolve("data").toString(),
                "camel.server.port",
                String.valueOf(Ports.free()),
                "camel.management.port",
                String.valueOf(Ports.free())));
        settings.putAll(more);
        return settings;
    }
}

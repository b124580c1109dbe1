package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A start that cannot work ends with one sentence and a status, whatever ran already. */
@Tag("one-camel")
class GatewayStartTest {
    @TempDir
    private Path folder;

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
        assertThat(failure(Map.of("camel.server.static-enabled", "true")))
                .contains(
                        "MMS Routes cannot start: camel.server.static-enabled is true by the environment variable CAMEL_SERVER_STATIC_ENABLED",
                        "Take it out");
    }

    @Test
    void whatOpensFilesToEverybodyIsRefusedAsASystemProperty() {
        GatewayProcess gateway = GatewayProcess.startLight(
                settings(Map.of()), folder.resolve("log"), "-Dcamel.management.downloadEnabled=true");

        assertThat(gateway.awaitEnd()).isEqualTo(1);
        assertThat(gateway.output())
                .contains(
                        "MMS Routes cannot start: camel.management.download-enabled is true by the system property camel.management.downloadEnabled");
    }

    @Test
    void aDebuggerThatAsksForNoPasswordIsRefused() {
        assertThat(failure(Map.of("camel.debug.enabled", "true")))
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
        Map<String, String> here = settings(Map.of("camel.server.host", "127.0.0.1"));
        try (GatewayProcess gateway = GatewayProcess.startLight(here, folder.resolve("log"))) {
            gateway.awaitReady();

            await().untilAsserted(() -> assertThat(gateway.output())
                    .doesNotContain("0.0.0.0")
                    .contains("Listening on http://127.0.0.1:%s for ".formatted(here.get("camel.server.port")))
                    .contains("Listening on http://127.0.0.1:%s for ".formatted(here.get("camel.management.port"))));
        }
    }

    @Test
    void theSimulatorIsBoundToThisMachineWhateverTheEnvironmentSays() {
        Map<String, String> open = settings(Map.of("camel.server.host", "0.0.0.0", "telnyx.mode", "simulator"));
        try (GatewayProcess gateway = GatewayProcess.startLight(open, folder.resolve("log"))) {
            gateway.awaitReady();

            await().untilAsserted(() -> assertThat(gateway.output())
                    .contains("Listening on http://127.0.0.1:" + open.get("camel.server.port"))
                    .doesNotContain("0.0.0.0"));
        }
    }

    @Test
    void aPortInUseEndsTheStartEvenThoughTheDatabaseRuns() throws Exception {
        try (java.net.ServerSocket taken = new java.net.ServerSocket(0)) {
            assertThat(failure(Map.of("camel.server.port", String.valueOf(taken.getLocalPort()))))
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
    void whatAnEarlierVersionLeftIsNamed() throws IOException {
        Files.createDirectories(folder.resolve("data/ledger"));
        Files.createDirectories(folder.resolve("data/broker"));
        try (GatewayProcess gateway = GatewayProcess.startLight(settings(Map.of()), folder.resolve("first"))) {
            gateway.awaitReady();

            assertThat(gateway.output())
                    .contains(folder.resolve("data/ledger")
                            + " is of an earlier version, and nothing in it is taken over")
                    .contains(folder.resolve("data/broker") + " is the broker's of an earlier version");
        }
    }

    @Test
    void aSecondGatewayOnTheSameFolderIsToldSo() {
        try (GatewayProcess first = GatewayProcess.startLight(settings(Map.of()), folder.resolve("first"))) {
            first.awaitReady();

            assertThat(failure(Map.of())).contains("another gateway runs on it", "mms.data-dir");
            // With a database of its own, the folder is all that they share.
            assertThat(failure(
                            Map.of("mms.database.url", "jdbc:postgresql://127.0.0.1:%s/none".formatted(Ports.free()))))
                    .contains("another gateway runs on it", "mms.data-dir");
        }
    }

    private String failure(Map<String, String> more) {
        GatewayProcess gateway = GatewayProcess.startLight(settings(more), folder.resolve("log"));

        assertThat(gateway.awaitEnd()).isEqualTo(1);
        return gateway.output();
    }

    private Map<String, String> settings(Map<String, String> more) {
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

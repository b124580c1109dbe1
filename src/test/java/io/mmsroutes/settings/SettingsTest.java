package io.mmsroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.support.OneAccount;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SettingsTest {
    private static final String PUBLIC_KEY = OneAccount.telnyx().publicKey();

    @TempDir
    private Path home;

    private final Map<String, String> environment = new HashMap<>();
    private final Properties system = new Properties();

    @BeforeEach
    void inACheckout() throws IOException {
        Files.createDirectory(home.resolve("simulator"));
        Files.createFile(home.resolve("pom.xml"));
    }

    // --- Precedence

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mms.queue.received",
                "mms.queue.received-later",
                "mms.queue.receipts",
                "mms.dead.received",
                "mms.dead.other",
                "mms.broker.min-free-bytes"
            })
    void aSettingOfAnEarlierVersionIsRefusedWithWhatThereIsInstead(String key) throws IOException {
        file(key + "=x");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("The setting %s is no more: ".formatted(key))
                .withMessageContaining("database");
    }

    @Test
    void aVariableOfAnEarlierVersionIsRefusedWithWhatThereIsInstead() {
        environment.put("MMS_LEDGER_URL", "jdbc:postgresql://db/mms");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessage("The environment variable MMS_LEDGER_URL is no more: "
                        + "all is in one database, SQLite in mms.data-dir or what mms.database.url names.");
    }

    @Test
    void aSettingThatWasRenamedIsRefusedWithItsNameNow() throws IOException {
        file("mms.pace.toll-free=1/s");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessage("The setting mms.pace.toll-free is no more: it is mms.rate-limit.toll-free now.");
    }

    @Test
    void aVariableThatWasRenamedIsReadAndTheOneOfTodayWins() {
        environment.put("MMS_PACE_TOLL_FREE", "7/s");
        environment.put("MMS_PACE_ACCOUNT", "8/s");
        environment.put("MMS_RATE_LIMIT_ACCOUNT", "9/s");

        Settings settings = load();

        assertThat(settings.get("mms.rate-limit.toll-free")).isEqualTo("7/s");
        assertThat(settings.get("mms.rate-limit.account")).isEqualTo("9/s");
        assertThat(Settings.unknownVariables(environment)).isEmpty();
    }

    @Test
    void defaultsComeWithTheJar() {
        assertThat(load().get("mms.message-sink")).isEqualTo("message-sink-log-sink");
    }

    @Test
    void fileWinsOverDefaults() throws IOException {
        file("mms.message-sink=from-file");

        assertThat(load().get("mms.message-sink")).isEqualTo("from-file");
    }

    @Test
    void environmentWinsOverTheFile() throws IOException {
        file("mms.message-sink=from-file");
        environment.put("MMS_MESSAGE_SINK", "from-environment");

        assertThat(load().get("mms.message-sink")).isEqualTo("from-environment");
    }

    @Test
    void systemPropertyWinsOverTheEnvironment() throws IOException {
        file("mms.message-sink=from-file");
        environment.put("MMS_MESSAGE_SINK", "from-environment");
        system.setProperty("mms.message-sink", "from-system");

        assertThat(load().get("mms.message-sink")).isEqualTo("from-system");
    }

    @Test
    void environmentSetsAlsoWhatOnlyTheFileNames() throws IOException {
        file("camel.component.jms.recovery-interval=1");
        environment.put("CAMEL_COMPONENT_JMS_RECOVERY_INTERVAL", "2");

        assertThat(load().get("camel.component.jms.recovery-interval")).isEqualTo("2");
    }

    @Test
    void aKeyOfCamelCountsInAnyNotation() throws IOException {
        file("camel.server.maxBodySize=7");
        system.setProperty("camel.server.Host", "127.0.0.9");

        Settings settings = load();

        assertThat(settings.get("camel.server.max-body-size")).isEqualTo("7");
        assertThat(settings.get("camel.server.host")).isEqualTo("127.0.0.9");
        assertThat(settings.asMap()).doesNotContainKeys("camel.server.maxBodySize", "camel.server.Host");
    }

    @Test
    void propertiesOfTheJvmAreNoSettings() {
        system.putAll(System.getProperties());

        assertThat(load().asMap()).doesNotContainKeys("java.version", "user.dir");
    }

    // --- Values

    @Test
    void placeholdersAreFilledInWhereverTheyStand() throws IOException {
        file("mms.jms.password=a", "mms.jms.user={{mms.jms.password}}/b/{{mms.jms.password}}");

        assertThat(load().get("mms.jms.user")).isEqualTo("a/b/a");
    }

    @Test
    void whatLiesInTheDataFolderHasAWholePath() throws IOException {
        file("mms.data-dir=a", "mms.jms.user={{mms.data-dir}}/b");

        assertThat(load().get("mms.jms.user"))
                .isEqualTo(load().dataDir().resolve("b").toString())
                .startsWith("/");
    }

    @Test
    void placeholderFollowsASettingThatWasOverridden() {
        environment.put("MMS_STORE_DEFAULT", "media-store-s3-sink");

        assertThat(load().get("mms.store.image")).isEqualTo("media-store-s3-sink");
    }

    @Test
    void blankValueIsNotSet() {
        environment.put("MMS_ADMIN_KEY", "  ");

        assertThat(load().has("mms.admin-key")).isFalse();
    }

    /** As a Kubernetes secret that was made with echo, or a file of Windows, has them. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "mms.api-key",
                "mms.admin-key",
                "telnyx.api-key",
                "mms.link.secret",
                "mms.jms.password",
                "mms.jms.trust-store-password",
                "mms.database.password",
                "camel.kamelet.media-store-s3-sink.secretKey",
                "camel.kamelet.message-sink-http-sink.token"
            })
    void whatStandsAroundAValueIsNoneOfIt(String key) throws IOException {
        environment.put("TELNYX_PUBLIC_KEY", PUBLIC_KEY);
        environment.put("TELNYX_API_KEY", "KEY");
        environment.put(Settings.environmentName(key), "\uFEFF s3cr et\r\n");
        assertThat(load().asMap()).containsEntry(key, "s3cr et");

        environment.remove(Settings.environmentName(key));

        file(key + "= s3cr et \\n");
        assertThat(load().asMap()).containsEntry(key, "s3cr et");

        system.setProperty(key, "s3cr et\t");
        assertThat(load().asMap()).containsEntry(key, "s3cr et");
    }

    @Test
    void dataFolderIsSeenFromTheWorkingFolder() {
        assertThat(load().dataDir()).isAbsolute().isEqualTo(home.resolve("data").toAbsolutePath());
    }

    // --- Mode

    @Test
    void checkoutWithoutKeysRunsTheSimulator() {
        assertThat(load().mode()).isEqualTo(Mode.SIMULATOR);
    }

    @Test
    void bothKeysMeanLive() {
        bothKeys();

        assertThat(load().mode()).isEqualTo(Mode.LIVE);
    }

    @ParameterizedTest
    @CsvSource({
        "TELNYX_PUBLIC_KEY, telnyx.api-key, TELNYX_API_KEY",
        "TELNYX_API_KEY, telnyx.public-key, TELNYX_PUBLIC_KEY"
    })
    void oneKeyMeansLiveAndTheOtherIsMissed(String given, String missing, String missingInTheEnvironment) {
        environment.put(given, PUBLIC_KEY);

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining(missing + " is not set")
                .withMessageContaining(missingInTheEnvironment);
    }

    @Test
    void placeThatIsNoCheckoutIsLiveAndRefusedWithoutKeys() throws IOException {
        notInACheckout();

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.public-key is not set")
                .withMessageContaining("TELNYX_PUBLIC_KEY");
    }

    @ParameterizedTest
    @ValueSource(strings = {"simulator", "Simulator"})
    void explicitSimulatorWinsOverKeys(String mode) {
        bothKeys();
        environment.put("TELNYX_MODE", mode);

        assertThat(load().mode()).isEqualTo(Mode.SIMULATOR);
    }

    @Test
    void explicitLiveWinsOverTheCheckout() {
        environment.put("TELNYX_MODE", "live");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.public-key is not set");
    }

    @Test
    void whatIsPackedIsLiveUntilItIsToldOtherwise() throws IOException {
        Files.delete(home.resolve("pom.xml"));

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.public-key is not set");
        environment.put("TELNYX_MODE", "simulator");
        assertThat(load().mode()).isEqualTo(Mode.SIMULATOR);
    }

    @Test
    void simulatorOutsideOfACheckoutIsRefused() throws IOException {
        notInACheckout();
        environment.put("TELNYX_MODE", "simulator");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.mode is simulator")
                .withMessageContaining("simulator/");
    }

    @Test
    void modeThatDoesNotExistIsRefused() {
        environment.put("TELNYX_MODE", "test");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.mode is 'test'")
                .withMessageContaining("write live, simulator");
    }

    @ParameterizedTest
    @ValueSource(strings = {"no Base64!", "c2hvcnQ=", "YWxtb3N0IGFuIEVkMjU1MTkga2V5LCBidXQgbm8ga2V5"})
    void publicKeyThatIsNoneIsRefused(String key) {
        bothKeys();
        environment.put("TELNYX_PUBLIC_KEY", key);

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("telnyx.public-key is not usable");
    }

    private Settings load() {
        return Settings.load(home, environment, system);
    }

    private void file(String... lines) throws IOException {
        Files.writeString(home.resolve("application.properties"), String.join("\n", lines));
    }

    private void bothKeys() {
        environment.put("TELNYX_PUBLIC_KEY", PUBLIC_KEY);
        environment.put("TELNYX_API_KEY", "KEY");
    }

    private void notInACheckout() throws IOException {
        Files.delete(home.resolve("simulator"));
    }
}

package io.mmsroutes.settings;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.account.Callers.Caller;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.support.OneAccount;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Accounts and callers, whose names the operator chooses. */
class AccountSettingsTest {
    private static final String KEY = OneAccount.telnyx().publicKey();
    private static final String OTHER = OneAccount.telnyx().publicKey();

    @TempDir
    private Path home;

    private final Properties file = new Properties();
    private final Map<String, String> environment = new HashMap<>();

    @Test
    void oneAccountIsTheDefaultOne() {
        file.setProperty("telnyx.public-key", KEY);
        file.setProperty("telnyx.api-key", "KEY1");
        file.setProperty("telnyx.messaging-profile-id", "profile");

        Settings settings = load();

        assertThat(settings.accounts().all())
                .containsExactly(new TelnyxAccount("default", List.of(KEY), "KEY1", List.of("profile"), List.of()));
        assertThat(settings.callers()).isEmpty();
    }

    @Test
    void accountsStandBesideTheDefaultOne() {
        file.setProperty("telnyx.public-key", KEY);
        file.setProperty("telnyx.api-key", "KEY1");
        account("my-shop", OTHER, "KEY2");
        file.setProperty("telnyx.accounts.my-shop.profiles", "one, two,");
        file.setProperty("telnyx.accounts.my-shop.numbers", "+13125550001, 55512, MyShop");

        assertThat(load().accounts().all()).extracting(TelnyxAccount::name).containsExactly("default", "my-shop");
        assertThat(load().accounts().ofNumber("55512").orElseThrow().profiles()).containsExactly("one", "two");
        assertThat(load().accounts().ofOthers().orElseThrow().name()).isEqualTo("default");
    }

    @Test
    void namedAccountsNeedNoDefaultOne() {
        account("shop", KEY, "KEY1");

        assertThat(load().mode()).isEqualTo(Mode.LIVE);
        assertThat(load().accounts().ofOthers().orElseThrow().name()).isEqualTo("shop");
        account("clinic", OTHER, "KEY2");
        assertThat(load().accounts().ofOthers()).isEmpty();
    }

    @Test
    void environmentNamesAccountsAndCallersToo() {
        environment.put("TELNYX_ACCOUNTS_MY_SHOP_PUBLIC_KEY", KEY + "," + OTHER + "\n");
        environment.put("TELNYX_ACCOUNTS_MY_SHOP_API_KEY", "KEY1\r\n");
        environment.put("TELNYX_ACCOUNTS_MY_SHOP_NUMBERS", "+13125550001");
        environment.put("MMS_API_KEYS_FRONT_DESK", "front-desk-key-0123456789\n");
        environment.put("MMS_API_KEYS_FRONT_DESK_ACCOUNTS", "my-shop\n");

        Settings settings = load();

        assertThat(settings.accounts().all())
                .containsExactly(
                        new TelnyxAccount("my-shop", List.of(KEY, OTHER), "KEY1", List.of(), List.of("+13125550001")));
        assertThat(settings.callers())
                .containsExactly(new Caller("front-desk", "front-desk-key-0123456789", java.util.Set.of("my-shop")));
        assertThat(Settings.unknownVariables(environment)).isEmpty();
    }

    @Test
    void environmentWinsOverTheFile() {
        account("shop", KEY, "KEY1");
        environment.put("TELNYX_ACCOUNTS_SHOP_API_KEY", "KEY2");

        assertThat(load().accounts().find("shop").orElseThrow().apiKey()).isEqualTo("KEY2");
    }

    @Test
    void variableThatIsNearlyOneOfThemIsSaid() {
        environment.put("TELNYX_ACCOUNTS_SHOP_APIKEY", "x");

        assertThat(Settings.unknownVariables(environment)).containsExactly("TELNYX_ACCOUNTS_SHOP_APIKEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "telnyx.accounts.shop.apikey",
                "telnyx.accounts.shop",
                "telnyx.accounts.Shop.api-key",
                "telnyx.accounts.my_shop.api-key",
                "telnyx.accounts.default.api-key",
                "telnyx.accounts..api-key",
                "mms.api-keys.till.account",
                "mms.api-keys.Till",
                "mms.api-keys.accounts",
                "mms.api-keys.my-accounts",
                "mms.api-keys."
            })
    void unknownNameIsRefused(String key) {
        file.setProperty(key, "x");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("There is no setting %s: ".formatted(key));
    }

    @ParameterizedTest
    @CsvSource({
        "telnyx.accounts.shop.public-key, telnyx.accounts.shop.api-key",
        "telnyx.accounts.shop.api-key, telnyx.accounts.shop.public-key",
    })
    void accountWithoutBothKeysIsRefused(String there, String missing) {
        file.setProperty(there, KEY);

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith(
                        "%s is not set (environment: %s)".formatted(missing, Settings.environmentName(missing)));
    }

    @Test
    void halfADefaultAccountIsRefusedBesideOthers() {
        account("shop", KEY, "KEY1");
        file.setProperty("telnyx.api-key", "KEY2");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.public-key is not set");
    }

    @Test
    void unusableKeyIsNamedByItsSetting() {
        account("shop", KEY + ",nonsense!", "KEY1");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.accounts.shop.public-key is not usable")
                .withMessageNotContaining("nonsense");
    }

    @ParameterizedTest
    @CsvSource({
        "numbers, +13125550001, …0001",
        "numbers, 55512, 55512",
        "profiles, one, one",
    })
    void whatIsInTwoAccountsIsRefused(String what, String entry, String shown) {
        account("clinic", KEY, "KEY1");
        account("shop", OTHER, "KEY2");
        file.setProperty("telnyx.accounts.clinic." + what, entry);
        file.setProperty("telnyx.accounts.shop." + what, "x1, " + entry);

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessage(
                        "telnyx.accounts.clinic.%s and telnyx.accounts.shop.%s have the same entry, %s: it belongs to one account, so take it out of the other."
                                .formatted(what, what, shown));
    }

    @Test
    void profileOfTheDefaultAccountIsOfNoOther() {
        file.setProperty("telnyx.public-key", KEY);
        file.setProperty("telnyx.api-key", "KEY1");
        file.setProperty("telnyx.messaging-profile-id", "one");
        account("shop", OTHER, "KEY2");
        file.setProperty("telnyx.accounts.shop.profiles", "one");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.messaging-profile-id and telnyx.accounts.shop.profiles");
    }

    @Test
    void profileOfRequestsMustBeOfAnAccount() {
        account("shop", KEY, "KEY1");
        account("clinic", OTHER, "KEY2");
        file.setProperty("telnyx.messaging-profile-id", "one");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.messaging-profile-id is in no account");
        file.setProperty("telnyx.accounts.shop.profiles", "one");
        assertThat(load().accounts().ofProfile("one").orElseThrow().name()).isEqualTo("shop");
    }

    @Test
    void keyOfTwoAccountsIsRefused() {
        account("shop", KEY, "KEY1");
        account("clinic", KEY, "KEY2");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.accounts.clinic.public-key and telnyx.accounts.shop.public-key");
    }

    @Test
    void whatIsNoSenderIsRefusedWithoutSayingIt() {
        account("shop", KEY, "KEY1");
        file.setProperty("telnyx.accounts.shop.numbers", "13125550007");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("telnyx.accounts.shop.numbers has an entry that is no sender")
                .withMessageNotContaining("0007");
    }

    @ParameterizedTest
    @CsvSource({
        "clinic, mms.api-keys.till.accounts names the account clinic",
        "default, mms.api-keys.till.accounts names the account default",
        "',', mms.api-keys.till.accounts names no account",
    })
    void callerOfAnUnknownAccountIsRefused(String accounts, String sentence) {
        account("shop", KEY, "KEY1");
        file.setProperty("mms.api-keys.till", "key-of-the-till-0123456789");
        file.setProperty("mms.api-keys.till.accounts", accounts);

        assertThatIllegalArgumentException().isThrownBy(this::load).withMessageStartingWith(sentence);
    }

    @Test
    void callerWithoutAKeyIsRefused() {
        account("shop", KEY, "KEY1");
        file.setProperty("mms.api-keys.till.accounts", "shop");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageStartingWith("mms.api-keys.till is not set (environment: MMS_API_KEYS_TILL)");
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms.api-key", "mms.admin-key", "mms.admin-read-key", "mms.api-keys.desk"})
    void twoWithOneKeyAreRefused(String other) {
        account("shop", KEY, "KEY1");
        file.setProperty("mms.api-keys.till", "the-same-key-0123456789");
        file.setProperty(other, "the-same-key-0123456789");

        assertThatIllegalArgumentException()
                .isThrownBy(this::load)
                .withMessageContaining("mms.api-keys.till")
                .withMessageContaining(other)
                .withMessageNotContaining("the-same-key");
    }

    @Test
    void inSimulatorModeAccountsNeedNoKeys() throws Exception {
        Files.createDirectory(home.resolve("simulator"));
        file.setProperty("telnyx.mode", "simulator");
        file.setProperty("telnyx.accounts.shop.numbers", "+13125550001");

        assertThat(load().accounts().all()).extracting(TelnyxAccount::name).containsExactly("shop");
    }

    @Test
    void secretsAreInNoText() {
        account("shop", KEY, "KEY-SECRET");
        file.setProperty("mms.api-keys.till", "secret-of-the-till-0123");

        assertThat(load().accounts().toString() + load().callers()).doesNotContain("SECRET", "secret-of", KEY);
    }

    private void account(String name, String publicKey, String apiKey) {
        file.setProperty("telnyx.accounts.%s.public-key".formatted(name), publicKey);
        file.setProperty("telnyx.accounts.%s.api-key".formatted(name), apiKey);
    }

    private Settings load() {
        return Settings.of(home, file, environment, new Properties());
    }
}

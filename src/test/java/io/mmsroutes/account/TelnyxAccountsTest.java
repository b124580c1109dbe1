package io.mmsroutes.account;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.TryLater;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class TelnyxAccountsTest {
    @Test
    void whatBelongsToTheDefaultAccountGoesToTheOnlyOne() {
        assertThat(accounts("shop").authorization(null)).isEqualTo("Bearer KEY-shop");
        assertThat(accounts("shop").authorization("default")).isEqualTo("Bearer KEY-shop");
        assertThat(accounts("default", "shop").authorization(null)).isEqualTo("Bearer KEY-default");
    }

    @Test
    void keyOfAnAccountIsNeverThatOfAnother() {
        assertThat(accounts("default", "shop").authorization("shop")).isEqualTo("Bearer KEY-shop");
        for (TelnyxAccounts accounts : List.of(accounts("default"), accounts("default", "shop"))) {
            assertThatThrownBy(() -> accounts.authorization("clinic"))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining("telnyx.accounts.clinic.api-key");
        }
        assertThatThrownBy(() -> accounts("shop", "clinic").authorization(null)).isInstanceOf(TryLater.class);
    }

    @Test
    void sentenceNamesTheSettingsOfItsAccount() {
        assertThat(TelnyxAccount.sentence("shop", "Check telnyx.api-key, telnyx.api-url and telnyx.public-key."))
                .isEqualTo("Check telnyx.accounts.shop.api-key, telnyx.api-url and telnyx.accounts.shop.public-key.");
        assertThat(TelnyxAccount.sentence(TelnyxAccount.DEFAULT, "Check telnyx.api-key."))
                .isEqualTo("Check telnyx.api-key.");
    }

    @Test
    void headOfACallHasNothingOfTheMessageBefore() {
        Map<String, Object> headers = new HashMap<>(Map.of("mmsMessageId", "of nobody's concern"));

        accounts("default", "shop").call("GET", "https://api.telnyx.com/v2/messages/t-1", "shop", headers);

        assertThat(headers)
                .containsEntry("Authorization", "Bearer KEY-shop")
                .containsEntry("CamelHttpMethod", "GET")
                .containsEntry("CamelHttpUri", "https://api.telnyx.com/v2/messages/t-1")
                .doesNotContainKey("mmsMessageId");
        assertThatThrownBy(() -> accounts("shop", "clinic").call("GET", "", "gone", headers))
                .isInstanceOf(TryLater.class);
    }

    private static TelnyxAccounts accounts(String... names) {
        return new TelnyxAccounts(Stream.of(names)
                .map(name -> new TelnyxAccount(name, List.of(), "KEY-" + name, List.of(), List.of()))
                .toList());
    }
}

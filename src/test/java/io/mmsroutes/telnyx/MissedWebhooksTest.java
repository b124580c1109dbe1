package io.mmsroutes.telnyx;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static com.github.tomakehurst.wiremock.client.WireMock.equalTo;
import static com.github.tomakehurst.wiremock.client.WireMock.get;
import static com.github.tomakehurst.wiremock.client.WireMock.okJson;
import static com.github.tomakehurst.wiremock.client.WireMock.urlPathEqualTo;
import static com.github.tomakehurst.wiremock.core.WireMockConfiguration.options;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.github.tomakehurst.wiremock.WireMockServer;
import com.github.tomakehurst.wiremock.client.ResponseDefinitionBuilder;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.failure.TryLater;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What several accounts could not deliver. */
class MissedWebhooksTest {
    private static final String PUBLIC_URL = "https://mms.example.com";

    private final WireMockServer telnyx = new WireMockServer(options().dynamicPort());

    @BeforeEach
    void start() {
        telnyx.start();
    }

    @AfterEach
    void stop() {
        telnyx.stop();
    }

    @Test
    void eachAccountIsAskedWithItsOwnKey() {
        answer("KEY-ONE", okJson(missed("one")));
        answer("KEY-TWO", okJson(missed("two")));

        assertThat(missedWebhooks().fetch())
                .extracting(missed -> missed.account() + " "
                        + new String(missed.bytes(), StandardCharsets.UTF_8).replaceAll(".*\"id\":\"(\\w+)\".*", "$1"))
                .containsExactly("default one", "shop two");
    }

    @Test
    void accountThatDoesNotAnswerKeepsNoOtherWaiting() {
        answer("KEY-ONE", aResponse().withStatus(503));
        answer("KEY-TWO", okJson(missed("two")));

        assertThat(missedWebhooks().fetch())
                .extracting(MissedWebhooks.Missed::account)
                .containsExactly("shop");
    }

    @Test
    void accountWhoseKeyMayNotReadThemIsLeftOut() {
        answer("KEY-ONE", okJson(missed("one")));
        answer("KEY-TWO", aResponse().withStatus(403));

        assertThat(missedWebhooks().fetch())
                .extracting(MissedWebhooks.Missed::account)
                .containsExactly("default");
    }

    @Test
    void whereNoAccountAnswersItIsTriedLater() {
        answer("KEY-ONE", aResponse().withStatus(503));
        answer("KEY-TWO", aResponse().withStatus(429));

        assertThatThrownBy(() -> missedWebhooks().fetch()).isInstanceOf(TryLater.class);
    }

    private void answer(String key, ResponseDefinitionBuilder answer) {
        telnyx.stubFor(get(urlPathEqualTo("/v2/webhook_deliveries"))
                .withHeader("Authorization", equalTo("Bearer " + key))
                .willReturn(answer));
    }

    private MissedWebhooks missedWebhooks() {
        TelnyxAccounts accounts = new TelnyxAccounts(List.of(
                new TelnyxAccount(TelnyxAccount.DEFAULT, List.of(), "KEY-ONE", List.of(), List.of()),
                new TelnyxAccount("shop", List.of(), "KEY-TWO", List.of(), List.of())));
        return new MissedWebhooks(telnyx.baseUrl() + "/v2", accounts, PUBLIC_URL, "24h", Clock.systemUTC());
    }

    private static String missed(String id) {
        return """
                {"data":[{"status":"failed","webhook":{"id":"%s"},
                 "attempts":[{"http":{"request":{"url":"%s/webhooks"}}}]}],"meta":{"total_pages":1}}""".formatted(id, PUBLIC_URL);
    }
}

package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.util.HashMap;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** Several accounts in simulator mode, with keys that are thrown away. */
class SimulatedAccountsTest extends GatewayTestSupport {
    private static final String SHOP = "+18885550101";
    private static final String FROM = "+13125550955";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode", "simulator",
                "telnyx.accounts.shop.numbers", SHOP,
                "telnyx.accounts.shop.api-key", "nothing-takes-this",
                "telnyx.public-key", "of-no-use-here",
                "mms.api-keys.till", "key-of-the-till-of-the-shop",
                "mms.api-keys.till.accounts", "shop"));
        Stream.of("telnyx.api-key", "mms.media.trusted-hosts").forEach(key -> settings.put(key, ""));
        return settings;
    }

    @Test
    void accountOfTheNumberSignsWhatComesIn() {
        JsonNode toShop = json(post(
                port, "/simulator/mms", "{\"from\":\"%s\",\"to\":\"%s\",\"text\":\"hello\"}".formatted(FROM, SHOP)));
        JsonNode toOthers = json(post(port, "/simulator/mms", "{\"from\":\"%s\",\"text\":\"hello\"}".formatted(FROM)));

        assertThat(manifest(FROM, toShop.path("messageId").asText())
                        .path("account")
                        .asText())
                .isEqualTo("shop");
        assertThat(manifest(FROM, toOthers.path("messageId").asText()).has("account"))
                .isFalse();
    }

    @Test
    void eachSendsByItsOwnKey() {
        HttpResponse<String> answer = post(
                port,
                "/v2/messages",
                "{\"from\":\"%s\",\"to\":\"+17735550003\",\"text\":\"from the shop\"}".formatted(SHOP),
                "authorization",
                "Bearer key-of-the-till-of-the-shop");
        String id = json(answer).at("/data/id").asText();

        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(get(
                                port, "/v2/messages/" + id, "authorization", "Bearer key-of-the-till-of-the-shop"))
                        .at("/data/mms_routes/state")
                        .asText()
                        .equals("finalized"));

        JsonNode keys = json(get(port, "/simulator/keys"));
        assertThat(keys.at("/accounts/shop/api_key").asText())
                .isNotEmpty()
                .isNotEqualTo(keys.path("api_key").asText());
        HttpResponse<String> refused = post(
                port,
                "/simulator/v2/messages",
                "{\"from\":\"%s\",\"to\":\"+17735550003\",\"text\":\"by another key\"}".formatted(SHOP),
                "authorization",
                "Bearer " + keys.path("api_key").asText());
        assertThat(json(refused).at("/errors/0/code").asText()).isEqualTo("40305");
    }

    @Test
    void doctorExaminesEachAndNamesIt() {
        String examination = get(port, "/admin/doctor", "authorization", "Bearer " + ADMIN_KEY)
                .body();

        assertThat(examination)
                .contains("Account default: Telnyx takes the API key.", "Account shop: Telnyx takes the API key.")
                .contains("telnyx.accounts.shop.numbers");
    }
}

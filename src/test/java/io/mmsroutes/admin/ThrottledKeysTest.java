package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Whoever tries many keys is told nothing of the right one for a minute, however the request looks. */
class ThrottledKeysTest extends GatewayTestSupport {
    private static final int WRONG_KEYS = 10;

    @Override
    protected Map<String, String> settings() {
        return Map.of("camel.server.max-body-size", "1000");
    }

    @Test
    void afterManyWrongKeysTheRightOneIsAnsweredAsAnyOtherIs() {
        assertThat(erase(" ".repeat(2_000), ADMIN_KEY).statusCode()).isEqualTo(413);

        for (int i = 0; i < WRONG_KEYS; i++) {
            assertThat(erase("{}", "wrong-" + i).statusCode()).isEqualTo(401);
        }

        for (String body : new String[] {"{}", " ".repeat(2_000)}) {
            for (String key : new String[] {ADMIN_KEY, "wrong"}) {
                HttpResponse<String> answer = erase(body, key);
                assertThat(answer.statusCode()).isEqualTo(429);
                assertThat(json(answer).path("code").asText()).isEqualTo("too-many-tries");
            }
        }
    }

    private HttpResponse<String> erase(String body, String key) {
        return post(port, "/admin/erase", body, "authorization", "Bearer " + key);
    }
}

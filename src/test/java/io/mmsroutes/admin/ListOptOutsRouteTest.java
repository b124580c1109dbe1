package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;

class ListOptOutsRouteTest extends OptOutTestSupport {

    @Test
    void whoOptedOutIsListedAndOneCanBeAskedFor() {
        optOut("+13125550301", "profile", "2026-01-16T00:00:01Z");
        optOut("+13125550302", null, "2026-01-16T00:00:02Z");

        JsonNode all = list("");

        assertThat(all.path("more").asBoolean(true)).isFalse();
        JsonNode newest = all.path("optOuts").path(0);
        assertThat(newest.path("number").asText()).isEqualTo("+13125550302");
        assertThat(newest.path("profile").asText()).isEqualTo("*");
        assertThat(newest.path("changedAt").asText()).isEqualTo("2026-01-16T00:00:02Z");
        assertThat(newest.path("source").asText()).isEqualTo("text");
        for (String written : new String[] {"+13125550301", "%2B13125550301"}) {
            assertThat(list("?number=" + written).path("optOuts"))
                    .singleElement()
                    .satisfies(one -> assertThat(one.path("profile").asText()).isEqualTo("profile"));
        }
    }

    @Test
    void wrongKeyIsRefused() {
        assertThat(get(port, "/admin/opt-outs", "authorization", "Bearer wrong").statusCode())
                .isEqualTo(401);
    }

    @Test
    void answersSendNothingBackOfTheRequest() {
        HttpResponse<String> answer =
                get(port, "/admin/opt-outs?number=+1", "authorization", "Bearer " + ADMIN_KEY, "x-mine", "1");

        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().map()).doesNotContainKeys("authorization", "x-mine", "number");
    }
}

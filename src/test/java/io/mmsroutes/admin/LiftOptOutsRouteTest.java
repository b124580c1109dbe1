package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class LiftOptOutsRouteTest extends OptOutTestSupport {

    @Test
    void liftedNumberGetsMessagesAgain() {
        optOut("+13125550303", "one", "2026-01-16T00:00:00Z");
        optOut("+13125550303", "two", "2026-01-16T00:00:00Z");

        JsonNode first = json(lift("{\"number\":\"+13125550303\",\"profile\":\"one\"}"));
        assertThat(first.path("lifted").asInt()).isEqualTo(1);
        assertThat(first.path("note").asText()).contains("Telnyx", "START");
        JsonNode second = json(lift("{\"number\":\"+13125550303\"}"));
        assertThat(second.path("lifted").asInt()).isEqualTo(1);

        assertThat(list("?number=+13125550303").path("optOuts")).isEmpty();
        awaitState(send(request("lifted").put("to", "+13125550303")), "accepted");
        assertThat(json(lift("{\"number\":\"+13125550303\"}")).path("lifted").asInt())
                .isZero();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "null",
                "[]",
                "nonsense",
                "{\"number\":null}",
                "{\"number\":\" \"}",
                "{\"number\":[]}",
                "{\"profile\":\"one\"}",
                "{\"number\":\"+13125550304\",\"all\":true}"
            })
    void unclearRequestLiftsNothingAndSaysWhatIsKnown(String request) {
        optOut("+13125550304", "one", "2026-01-16T00:00:00Z");

        HttpResponse<String> answer = lift(request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("lift-unclear");
        assertThat(json(answer).path("reason").asText()).contains("number", "profile");
        assertThat(list("?number=+13125550304").path("optOuts")).hasSize(1);
    }

    @Test
    void wrongKeyIsRefused() {
        assertThat(post(port, "/admin/opt-outs/lift", "{\"number\":\"+1\"}").statusCode())
                .isEqualTo(401);
    }
}

package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import java.net.http.HttpResponse;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the three commands share; each has a test of its own. */
class CommandDeadLettersRouteTest extends DeadLetterTestSupport {
    private static final String PATH = "/admin/v1/dead-letters/";

    @ParameterizedTest
    @CsvSource({"replay, replayed", "requeue, requeued", "delete, deleted"})
    void eachSaysHowMany(String command, String field) {
        JsonNode answer = json(give(command, "{\"code\":\"none-has-it\"}"));

        assertThat(answer.path(field).asInt(-1)).isZero();
    }

    @ParameterizedTest
    @ValueSource(strings = {"burn", "REPLAY", "replay%20", "inbound%2Freplay"})
    void anotherOneIsNotKnown(String command) {
        assertThat(give(command, "{\"code\":\"none-has-it\"}").statusCode()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"replay", "requeue", "delete"})
    void oneThatIsHalfUnderstoodIsRefused(String command) {
        for (String body :
                new String[] {"", "{}", "[]", "{\"all\":true,\"code\":\"x\"}", "{\"cod\":\"x\"}", "{\"code\":\"\"}"}) {
            assertThat(give(command, body).statusCode()).as(body).isEqualTo(400);
        }
    }

    @Test
    void theReplyFlagIsOfAReplayAlone() {
        String body = "{\"code\":\"none-has-it\",\"reply\":true}";

        assertThat(give("replay", body).statusCode()).isEqualTo(200);
        assertThat(give("requeue", body).statusCode()).isEqualTo(400);
        assertThat(give("delete", body).statusCode()).isEqualTo(400);
    }

    private HttpResponse<String> give(String command, String body) {
        return post(managementPort, PATH + command, body, "authorization", "Bearer " + ADMIN_KEY);
    }
}

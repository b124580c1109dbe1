package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DeleteDeadLettersRouteTest extends DeadLetterTestSupport {
    private static final String DELETE = "/admin/dead-letters/delete";

    @Test
    void lettersAreDeletedByIdAndThoseOfOwnRoutesAllAtOnce() throws Exception {
        addThatFails("to-delete", "direct:to-delete");
        for (int i = 0; i < 3; i++) {
            template().sendBody("direct:to-delete", "precious " + i);
        }
        String id = awaitLetter("to-delete");
        telnyx.deliver("{\"data\":{\"event_type\":\"message.received\",\"id\":\"1\"}}");
        await().until(() -> deadLetters().toString().contains("event-unreadable"));

        JsonNode one = command(DELETE, ofId(id));
        assertThat(one.path("deleted").asInt()).isEqualTo(1);
        assertThat(letters("to-delete")).hasSize(2);
        assertRefused(DELETE, ofId(id), 404, "dead-letter-unknown", "GET /admin/dead-letters");

        JsonNode all = command(DELETE, "{\"all\":true}");
        assertThat(all.path("deleted").asInt()).isEqualTo(2);
        assertThat(all.path("note").asText()).contains("Those of messages, receipts and requests stay");
        JsonNode message = deadLetters().path("letters").path(0);
        assertThat(message.path("queue").asText()).isEqualTo("inbound");

        command(DELETE, ofId(message.path("id").asText()));
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    @Test
    void whatAFilterNamesIsDeletedAndNothingElse() {
        for (String code : List.of("code-1", "code-2", "code-2")) {
            template()
                    .sendBodyAndHeaders(
                            "queue:filtered?deadLetter=true",
                            "{}",
                            Map.of(
                                    "mmsCode",
                                    code,
                                    "mmsQueueKeys",
                                    List.of("+13125550701", "from:+1312555070" + code)));
        }

        assertThat(deleted("{\"queue\":\"filtered\",\"code\":\"code-3\"}")).isZero();
        assertThat(deleted("{\"queue\":\"inbound\",\"code\":\"code-2\"}")).isZero();
        assertThat(deleted("{\"sender\":\"+13125550701\"}")).isZero();
        assertThat(deleted("{\"queue\":\"filtered\",\"until\":\"2026-01-01T00:00:00Z\"}"))
                .isZero();
        assertThat(deleted("{\"code\":\"code-2\",\"number\":\"+13125550701\"}")).isEqualTo(2);
        assertThat(deleted("{\"queue\":\"filtered\"}")).isEqualTo(1);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '"',
            value = {
                "{'code':''}|code is empty",
                "{'code':7}|code is no text",
                "{'since':'yesterday'}|since is no time",
                "{'since':1767225600}|since is no text",
                "{'until':'2026-01-01'}|until is no time",
                "{'number':'13125550701'}|number has no plus",
                "{'queue':'filtered','all':true}|all stands alone",
                "{'queue':null}|queue is no text",
                "{'limit':'1'}|A field is not known",
                "{'reply':true,'id':'a/b'}|A field is not known"
            })
    void whatIsNotUnderstoodDeletesNothingAndIsNamed(String body, String words) {
        assertRefused(DELETE, body.replace('\'', '"'), 400, "letter-unclear", words);
    }

    @Test
    void anIdIsFoundWhateverTheNameOfItsQueueIs() {
        template().sendBody("queue:a/b?deadLetter=true", "{}");
        String id = json(get(port, "/admin/dead-letters?queue=a/b", "authorization", "Bearer " + ADMIN_KEY))
                .at("/letters/0/id")
                .asText();

        assertThat(deleted(ofId(id))).isEqualTo(1);
    }

    private int deleted(String body) {
        return command(DELETE, body).path("deleted").asInt();
    }

    @Test
    void anUnknownIdAndAWrongKeyAreRefused() {
        assertRefused(DELETE, ofId("ID:x' OR '1'='1"), 404, "dead-letter-unknown", "GET /admin/dead-letters");
        assertThat(post(port, DELETE, "{\"all\":true}").statusCode()).isEqualTo(401);
    }
}

package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import java.time.Duration;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EraseNumberRouteTest extends SendingTestSupport {
    private static final String SLOW_SENDER = "+13125550777";
    private static final String NOTHING = """
            {"number":"…%s","stored":{"erased":0,"left":0,"notAsked":[]},"messages":{"erased":0,"unsent":0,"left":0},\
            "receipts":0,"deadLetters":0}""";

    @BeforeEach
    void serve() {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
    }

    @Test
    void allThatThereIsOfANumberGoesAndOtherNumbersStay() {
        Events mine = received("+13125550101");
        Events others = received("+13125550102");
        String sentToMe = delivered("+13125550101");
        String sentToOther = delivered("+13125550102");
        deadLetterAbout("+13125550101");
        deadLetterAbout("+13125550102");

        JsonNode report = json(eraseNumber("+13125550101"));

        assertThat(report.path("number").asText()).isEqualTo("…0101");
        assertThat(report.at("/stored/erased").asInt()).isEqualTo(2);
        assertThat(report.at("/messages/erased").asInt()).isEqualTo(1);
        assertThat(report.path("deadLetters").asInt()).isEqualTo(1);
        assertThat(folder("+13125550101", mine.messageId()).getParent()).doesNotExist();
        assertThat(folder("+13125550102", others.messageId())).isNotEmptyDirectory();
        assertThat(status(sentToMe)).isEqualTo(404);
        assertThat(status(sentToOther)).isEqualTo(200);
        assertThat(deadLetters().path("count").asInt()).isEqualTo(1);
        assertThat(json(eraseNumber("+13125550101")).toString()).isEqualTo(NOTHING.formatted("0101"));
        eraseNumber("+13125550102");
    }

    @Test
    void whatIsUnderWayIsLeftAndGoesWhenItIsFinal() {
        String id = send(request("under way").put("to", "+13125550103"));
        awaitState(id, "accepted");

        JsonNode first = json(eraseNumber("+13125550103"));
        assertThat(first.at("/messages/left").asInt()).isEqualTo(1);
        assertThat(state(id)).isEqualTo("accepted");
        finish(id, "+13125550103");

        JsonNode second = json(eraseNumber("+13125550103"));
        assertThat(second.at("/messages/erased").asInt()).isEqualTo(1);
        assertThat(status(id)).isEqualTo(404);
    }

    @Test
    void whatWaitsIsNeverSent() {
        String first = send(request("goes").put("from", SLOW_SENDER));
        awaitState(first, "accepted");
        String waits = send(request("waits").put("from", SLOW_SENDER).put("to", "+13125550104"));

        JsonNode report = json(eraseNumber("+13125550104"));

        assertThat(report.at("/messages/unsent").asInt()).isEqualTo(1);
        assertThat(status(waits)).isEqualTo(404);
        assertThat(telnyxApi.calls("waits")).isEmpty();
    }

    @Test
    void deadLettersGoThatNameTheNumberAndNoOthers() {
        String escaped = "{\"from\":\"%s\",\"to\":[\"\\u002b13125550105\"],\"text\":7}".formatted(FROM);
        template().sendBody("jms:queue:mms.dead.send", escaped);
        template().sendBody("jms:queue:mms.dead.other", "no JSON, but \"+13125550105\"");
        template().sendBodyAndHeader("jms:queue:mms.dead.received", "{}", "mmsFrom", "+13125550105");
        template().sendBody("jms:queue:mms.dead.other", "{\"text\":\"call +13125550105\"}");

        int erased =
                json(erase("{\"sender\":\"+13125550105\"}")).path("deadLetters").asInt();

        assertThat(erased).isEqualTo(3);
        assertThat(deadLetters().path("count").asInt()).isEqualTo(1);
        template().sendBodyAndHeader("jms:queue:mms.dead.received", "{}", "mmsFrom", "call +13125550105");
        assertThat(json(erase("{\"number\":\"call +13125550105\"}"))
                        .path("deadLetters")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void ownNumberIsRefusedAndNothingIsErased() {
        String id = delivered("+13125550106");

        HttpResponse<String> answer = eraseNumber(FROM);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("erase-own-number");
        assertThat(state(id)).isEqualTo("finalized");
    }

    @ParameterizedTest
    @ValueSource(strings = {"number", "phone_number", "phoneNumber", "sender"})
    void numberMayBeCalledAsPeopleCallIt(String name) {
        HttpResponse<String> answer = erase("{\"%s\":\" +13125550107 \"}".formatted(name));

        assertThat(json(answer).toString()).isEqualTo(NOTHING.formatted("0107"));
        assertThat(answer.headers().map()).doesNotContainKeys("authorization", "mmskey", "mmsaction");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "{}",
                "[]",
                "nonsense",
                "\"+13125550101\"",
                "{\"number\":\"\"}",
                "{\"number\":null}",
                "{\"number\":13125550101}",
                "{\"number\":\"13125550101\"}",
                "{\"number\":\"+1 312 555 0101\"}",
                "{\"number\":[\"+13125550101\"]}",
                "{\"number\":\"+13125550101\",\"all\":true}",
                "{\"number\":\"+13125550101\",\"sender\":\"+13125550102\"}",
                "{\"from\":\"+13125550101\"}"
            })
    void unclearRequestErasesNothingAndSaysWhatIsKnown(String request) {
        HttpResponse<String> answer = erase(request);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("erase-unclear");
        assertThat(json(answer).path("reason").asText()).contains("number");
    }

    @Test
    void wrongKeyIsRefused() {
        HttpResponse<String> answer =
                post(port, "/admin/erase", "{\"number\":\"+13125550101\"}", "authorization", "Bearer wrong");

        assertThat(answer.statusCode()).isEqualTo(401);
    }

    private HttpResponse<String> eraseNumber(String number) {
        return erase("{\"number\":\"%s\"}".formatted(number));
    }

    private HttpResponse<String> erase(String request) {
        return post(port, "/admin/erase", request, "authorization", "Bearer " + ADMIN_KEY);
    }

    private Events received(String number) {
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));
        event.payload().putObject("from").put("phone_number", number);
        double before = delivered();
        telnyx.post(event.json());
        await().atMost(Duration.ofSeconds(20)).until(() -> delivered() > before);
        return event;
    }

    private double delivered() {
        return metric("mms_messages_total{camelContext=\"mms-routes\",outcome=\"delivered\"");
    }

    private String delivered(String number) {
        String id = send(request("hello").put("to", number));
        awaitState(id, "accepted");
        finish(id, number);
        return id;
    }

    private void finish(String id, String number) {
        telnyx.post(Events.receipt("message.finalized", number, "delivered", id).json());
        awaitState(id, "finalized");
    }

    private void deadLetterAbout(String number) {
        Events event = Events.received();
        event.data().put("about", number).remove("payload");
        telnyx.post(event.json());
    }

    private int status(String id) {
        return get(port, "/v2/messages/" + id, "authorization", "Bearer " + API_KEY)
                .statusCode();
    }
}

package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import java.net.http.HttpResponse;
import java.nio.charset.Charset;
import java.time.Duration;
import java.time.Instant;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.UUID;
import java.util.stream.Collectors;
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
        await().until(() -> deadLetters().path("count").asInt() == 2);

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
        String digits = "{\"to\":\"+1312555\\u00301\\u00305\"}";
        template().sendBody("queue:requests?deadLetter=true", escaped);
        template().sendBody("queue:routes?deadLetter=true", "no JSON, but \"+13125550105\"");
        template().sendBody("queue:routes?deadLetter=true", digits);
        deadLetterFrom("{}", "+13125550105");
        template().sendBody("queue:routes?deadLetter=true", "{\"text\":\"call +13125550105\"}");

        int erased =
                json(erase("{\"sender\":\"+13125550105\"}")).path("deadLetters").asInt();

        assertThat(erased).isEqualTo(4);
        assertThat(deadLetters().path("count").asInt()).isEqualTo(1);
        deadLetterFrom("{}", "call +13125550105");
        assertThat(json(erase("{\"number\":\"call +13125550105\"}"))
                        .path("deadLetters")
                        .asInt())
                .isEqualTo(2);
    }

    @Test
    void whatWasErasedDoesNotComeBackWhenItIsRepeatedAndANewMessageIsNew() {
        Events dead = Events.received();
        dead.data().put("about", "+13125550160").remove("payload");
        telnyx.deliver(dead.json());
        await().until(() -> deadLetters().path("count").asInt() == 1);

        assertThat(json(eraseNumber("+13125550160")).path("deadLetters").asInt())
                .isEqualTo(1);

        assertThat(json(telnyx.post(dead.attempt(2).json())).path("status").asText())
                .isEqualTo("accepted");
        Events fresh = received("+13125550160");
        assertThat(deadLetters().path("count").asInt()).isZero();
        assertThat(folder("+13125550160", fresh.messageId())).isNotEmptyDirectory();
        Map<String, Object> left = new HashMap<>(
                rows("unreadable/" + dead.data().path("id").asText()).get(0));
        left.values().removeIf(Objects::isNull);
        assertThat(left)
                .containsEntry("state", "done")
                .containsOnlyKeys(
                        "queue", "id", "state", "attempts", "lost_leases", "entered_at", "tried_since", "changed_at");
        eraseNumber("+13125550160");
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "UTF-16LE", "UTF-16BE"})
    void whatNobodyCanReadIsErasedHoweverItIsWritten(String charset) {
        String broken = "{\"data\":{\"id\":7,, \"from\":\"\\u002b13125550161\", \"more\":\"%s".formatted(charset);
        byte[] body = broken.getBytes(Charset.forName(charset));
        assertThat(telnyx.send(telnyx.signed(body, Instant.now())).statusCode()).isEqualTo(200);
        await().until(() -> deadLetters().path("count").asInt() == 1);

        assertThat(json(eraseNumber("+13125550161")).path("deadLetters").asInt())
                .isEqualTo(1);
        assertThat(deadLetters().path("count").asInt()).isZero();
    }

    @Test
    void whatWaitsOfTheNumberIsNeverDeliveredAndWhatWaitsOfOthersIs() {
        mediaHost.status("/later.jpg", 503);
        Events mine = Events.received().media(mediaHost.url("/later.jpg"));
        mine.payload().putObject("from").put("phone_number", "+13125550170");
        Events lists = Events.received().media(mediaHost.url("/later.jpg"));
        lists.payload().putObject("from").put("phone_number", "+13125550171");
        lists.payload().withArray("cc").addObject().put("phone_number", "+13125550170");
        telnyx.deliver(mine.json());
        telnyx.deliver(lists.json());
        await().until(() -> waiting() == 2);

        await().atMost(Duration.ofSeconds(20)) // what is worked on at that moment is left, and told
                .until(() ->
                        json(eraseNumber("+13125550170")).at("/waiting/left").asInt() == 0);
        mediaHost.serve("/later.jpg", MediaHost.sample("photo.jpg"));

        await().atMost(Duration.ofSeconds(20)).until(() -> waiting() == 0);
        assertThat(folder("+13125550171", lists.messageId())).isNotEmptyDirectory();
        telnyx.deliver(mine.json());
        received("+13125550172");
        assertThat(folder("+13125550170", mine.messageId())).doesNotExist();
        assertThat(rows(mine.eventId()))
                .singleElement()
                .satisfies(row -> assertThat(row).containsEntry("state", "done").containsEntry("body", null));
        assertThat(json(eraseNumber("+13125550170")).toString()).isEqualTo(NOTHING.formatted("0170"));
    }

    @Test
    void whatOwnQueuesKeepForTheNumberGoesAndAnIdThatIsTheNumberGoesToo() {
        template().sendBodyAndHeaders("queue:orders", "{}", Map.of("mmsQueueKeys", "+13125550180", "mmsQueueId", "1"));
        template()
                .sendBodyAndHeaders(
                        "queue:orders", "{}", Map.of("mmsQueueKeys", "+13125550180", "mmsQueueId", "of +13125550180"));
        template().sendBodyAndHeader("queue:orders", "\"+13125550180\"", "mmsQueueId", "2");
        template().sendBodyAndHeader("queue:routes?deadLetter=true&headers=*", "{}", "caller", "+13125550180");

        JsonNode report = json(eraseNumber("+13125550180"));

        assertThat(report.path("deadLetters").asInt()).isEqualTo(1);
        assertThat(report.at("/waiting/erased").asInt()).isEqualTo(2);
        assertThat(rows("1")).extracting(row -> row.get("state")).containsExactly("done");
        assertThat(rows("2")).extracting(row -> row.get("state")).containsExactly("waiting");
        assertThat(rows("of +13125550180")).isEmpty();
    }

    private int waiting() {
        return queues().read(jdbc -> jdbc.sql(
                        "select count(*) from queue_entries where queue = 'inbound' and due_at is not null")
                .query(Integer.class)
                .single());
    }

    private List<Map<String, Object>> rows(String id) {
        return queues().read(jdbc -> jdbc.sql("select * from queue_entries where id = :id")
                .param("id", id)
                .query()
                .listOfRows());
    }

    private Database queues() {
        return context().getRegistry().lookupByNameAndType("database", Database.class);
    }

    @Test
    void ownNumberIsRefusedAndNothingIsErased() {
        String id = delivered("+13125550106");

        HttpResponse<String> answer = eraseNumber(FROM);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("code").asText()).isEqualTo("erase-own-number");
        assertThat(state(id)).isEqualTo("finalized");
    }

    @Test
    void nothingOfItIsInAnyTable() throws Exception {
        String number = "+13125550120";
        received(number);
        delivered(number);
        String reference = "stored:"
                + database()
                        .sql("select storage_key from stored_media where sender = :number and content_type is not null")
                        .param("number", number)
                        .query(String.class)
                        .single();
        ObjectNode other = request("call %s or 0013125550120, not 913125550120".formatted(number))
                .put("to", "+13125550121")
                .put("webhook_url", "https://shop.example.com/hook?of=%2B13125550120")
                .put("number", 13125550120L);
        other.putObject("mms_routes").put("order of " + number, "13125550120");
        other.putArray("media_urls").add(reference);
        String mentions = send(other, "Idempotency-Key", "order-13125550120");
        awaitState(mentions, "accepted");
        Events receipt = Events.receipt("message.finalized", "+13125550121", "delivered", mentions);
        receipt.payload().putArray("errors").addObject().put("code", "40001").put("detail", "about " + number);
        receipt.payload().put("text", "call " + number);
        assertThat(json(eraseNumber(number)).path("remains").toString()).contains("under way");
        telnyx.deliver(receipt.json());
        awaitState(mentions, "finalized");
        Events parked = Events.receipt(
                "message.finalized",
                "+13125550122",
                "delivered",
                UUID.randomUUID().toString());
        parked.payload().put("text", "again " + number);
        telnyx.deliver(parked.json());
        await().until(() -> dump().contains("again"));

        JsonNode report = json(eraseNumber(number));

        assertThat(report.path("mentions").asInt()).isEqualTo(1);
        assertThat(report.path("remains").isMissingNode()).as(report.toString()).isTrue();
        assertThat(dump()).doesNotContainPattern("(?<![0-9])(00)?13125550120").contains("913125550120", "…0120");
        assertThat(message(mentions).path("text").asText()).isEqualTo("call …0120 or …0120, not 913125550120");
        assertThat(json(eraseNumber(number)).toString()).isEqualTo(NOTHING.formatted("0120"));
    }

    @Test
    void aNumberThatWasASenderByMistakeIsErased() throws Exception {
        telnyxApi.answer("by mistake", TelnyxApi.error(400, "40305"));
        String id = send(request("by mistake").put("from", "+13125550130").put("to", "+13125550131"));
        awaitState(id, "rejected");

        HttpResponse<String> answer = eraseNumber("+13125550130");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(json(answer).at("/messages/erased").asInt()).isEqualTo(1);
        assertThat(dump()).doesNotContain("13125550130");
    }

    @Test
    void aNumberOfOursIsErasedByAWordOfItsOwn() throws Exception {
        String id = send(request("once ours").put("from", "+13125550140").put("to", "+13125550141"));
        awaitState(id, "accepted");
        finish(id, "+13125550141");
        assertThat(json(eraseNumber("+13125550140")).path("reason").asText()).contains("\"own\": true");

        HttpResponse<String> answer = erase("{\"number\":\"+13125550140\",\"own\":true}");

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(dump()).doesNotContain("13125550140");
        assertThat(erase("{\"number\":\"+13125550140\",\"own\":\"yes\"}").statusCode())
                .isEqualTo(400);
    }

    @Test
    void whatRemainsIsToldWithItsReason() {
        Events stop = Events.received();
        stop.payload().put("text", "STOP").putObject("from").put("phone_number", "+13125550150");
        telnyx.deliver(stop.json());
        await().until(() -> dump().contains("+13125550150"));

        assertThat(json(eraseNumber("+13125550150")).path("remains").toString()).contains("1 opt-outs stay on purpose");
    }

    /** Every row of every table, as text. */
    private String dump() {
        return database().sql("select name from sqlite_master where type = 'table'").query(String.class).list().stream()
                .map(table -> database()
                        .sql("select * from " + table)
                        .query()
                        .listOfRows()
                        .toString())
                .collect(Collectors.joining("\n"));
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
        telnyx.deliver(event.json());
        await().atMost(Duration.ofSeconds(60)).until(() -> delivered() > before);
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
        telnyx.deliver(
                Events.receipt("message.finalized", number, "delivered", id).json());
        awaitState(id, "finalized");
    }

    private void deadLetterFrom(String body, String sender) {
        template().sendBodyAndHeader("queue:inbound?deadLetter=true", body, "mmsQueueKeys", List.of("from:" + sender));
    }

    private void deadLetterAbout(String number) {
        Events event = Events.received();
        event.data().put("about", number).remove("payload");
        telnyx.deliver(event.json());
    }

    private int status(String id) {
        return get(port, "/v2/messages/" + id, "authorization", "Bearer " + API_KEY)
                .statusCode();
    }
}

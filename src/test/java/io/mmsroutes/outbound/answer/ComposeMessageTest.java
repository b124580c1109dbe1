package io.mmsroutes.outbound.answer;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

class ComposeMessageTest {
    private static final UUID ID = UUID.fromString("8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5");
    private static final Instant CREATED = Instant.parse("2026-01-16T00:00:00.123456Z");
    private static final Instant FINALIZED = Instant.parse("2026-01-16T00:01:00Z");
    private static final String MMS = """
            {"from":"+13125550001","to":"+17735550002","text":"Hello","subject":"Hi",
             "media_urls":["https://media.test/a.jpg"],"messaging_profile_id":"4001742b-90be-405d-b1b5-40a434f0ffec",
             "send_before":"2026-01-16T01:00:00Z"}""";

    private final ComposeMessage composeMessage = new ComposeMessage();

    @Test
    void aMessageThatWaitsIsToldInTelnyxsShape() {
        JsonNode answer = composeMessage.compose(queued(MMS));

        assertValid(answer);
        assertThat(answer).isEqualTo(json("""
                {"data":{"record_type":"message","direction":"outbound","id":"8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5","type":"MMS",
                 "messaging_profile_id":"4001742b-90be-405d-b1b5-40a434f0ffec",
                 "from":{"phone_number":"+13125550001","carrier":"","line_type":""},
                 "to":[{"phone_number":"+17735550002","status":"queued","carrier":"","line_type":""}],"cc":[],
                 "text":"Hello","subject":"Hi",
                 "media":[{"url":"https://media.test/a.jpg","content_type":null,"sha256":null,"size":null}],
                 "webhook_url":null,"webhook_failover_url":null,"received_at":"2026-01-16T00:00:00.123456Z","sent_at":null,
                 "completed_at":null,"valid_until":"2026-01-16T01:00:00Z","cost":null,"tags":[],"encoding":"GSM-7","num_chars":5,
                 "parts":1,"errors":[],
                 "mms_routes":{"state":"queued","checks":[]}}}"""));
    }

    @Test
    void whatOnlyTelnyxKnowsIsTakenOver() {
        JsonNode telnyx = json("""
                {"id":"40385f64-5717-4562-b3fc-2c963f66afa6","type":"MMS","to":[{"status":"queued"}],"text":"other",
                 "from":{"carrier":"Telnyx","line_type":"VoIP","phone_number":"+19995550009"},
                 "cost":{"amount":"0.0051","currency":"USD"},
                 "cost_breakdown":{"carrier_fee":{"amount":"0.003","currency":"USD"},"rate":{"amount":0.002,"currency":"USD"}},
                 "parts":1,"encoding":"GSM-7","num_chars":5,"organization_id":"b448f9cc-a842-4784-98e9-03c1a5872950",
                 "tags":["Greetings"],"tcr_campaign_billable":true,"tcr_campaign_id":"TCPA3X7",
                 "tcr_campaign_registered":"REGISTERED","sent_at":"2026-01-16T00:00:30.000+00:00",
                 "completed_at":"2026-01-16T00:00:59.000+00:00","valid_until":null,"wait_seconds":0.5,
                 "webhook_url":"https://mms.test/webhooks?ref=x"}""");
        RecipientView recipient = new RecipientView(
                new PhoneNumber("+17735550002"), "delivered", "T-MOBILE USA, INC.", "Wireless", json("[]"));

        JsonNode answer = composeMessage.compose(view(MMS, recipient, "delivered", null, FINALIZED, telnyx));

        JsonNode data = answer.path("data");
        assertValid(answer);
        assertThat(data.path("id").asText()).isEqualTo(ID.toString());
        assertThat(data.path("text").asText()).isEqualTo("Hello");
        assertThat(data.path("from"))
                .isEqualTo(json("{\"phone_number\":\"+13125550001\",\"carrier\":\"Telnyx\",\"line_type\":\"VoIP\"}"));
        assertThat(data.at("/to/0")).isEqualTo(json("""
                {"phone_number":"+17735550002","status":"delivered","carrier":"T-MOBILE USA, INC.","line_type":"Wireless"}"""));
        assertThat(data.path("webhook_url").isNull()).isTrue();
        assertThat(data.path("valid_until").isNull()).isTrue();
        assertThat(data.at("/cost_breakdown/rate/amount")).isEqualTo(json("\"0.002\""));
        for (String field : List.of(
                "cost",
                "parts",
                "encoding",
                "num_chars",
                "organization_id",
                "tags",
                "tcr_campaign_billable",
                "tcr_campaign_id",
                "tcr_campaign_registered",
                "sent_at",
                "completed_at",
                "wait_seconds")) {
            assertThat(data.path(field)).as(field).isEqualTo(telnyx.path(field));
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"{\"phone_number\":\"+13125550009\"}", "\"+13125550009\""})
    void theNumberThatTelnyxPickedIsTold(String from) {
        JsonNode telnyx = json("{\"from\":%s}".formatted(from));
        MessageView pool = new MessageView(
                ID,
                "t",
                SendKind.NUMBER_POOL,
                (ObjectNode) json("{\"text\":\"x\"}"),
                null,
                List.of(recipient("sent")),
                "accepted",
                null,
                null,
                CREATED,
                CREATED,
                CREATED,
                null,
                false,
                json("[]"),
                telnyx,
                TelnyxAccount.DEFAULT,
                null);

        JsonNode answer = composeMessage.compose(pool);

        assertValid(answer);
        assertThat(answer.at("/data/from/phone_number").asText()).isEqualTo("+13125550009");
        assertThat(answer.at("/data/type").asText()).isEqualTo("SMS");
        assertThat(answer.at("/data/subject").isNull()).isTrue();
    }

    @Test
    void textThatIsNotThereIsAbsent() {
        JsonNode answer =
                composeMessage.compose(queued("{\"text\":null,\"media_urls\":[\"https://media.test/a.jpg\"]}"));

        assertValid(answer);
        assertThat(answer.path("data").has("text")).isFalse();
    }

    @Test
    void theCallersWebhookUrlIsShownAndExplained() {
        JsonNode answer =
                composeMessage.compose(queued("{\"text\":\"x\",\"webhook_url\":\"https://application.test/hook\"}"));

        assertValid(answer);
        assertThat(answer.at("/data/webhook_url").asText()).isEqualTo("https://application.test/hook");
        assertThat(answer.at("/data/mms_routes/webhook_url_note").asText()).contains("Telnyx does not call");
    }

    @Test
    void whatBecameOfItIsTold() {
        MessageView converted = new MessageView(
                ID,
                "40385f64-5717-4562-b3fc-2c963f66afa6",
                SendKind.MESSAGES,
                (ObjectNode) json(MMS),
                new PhoneNumber("+13125550001"),
                List.of(recipient("sent")),
                "accepted",
                "connect-failed",
                "It will be tried again.",
                CREATED,
                CREATED.plusSeconds(1),
                CREATED.plusSeconds(2),
                null,
                true,
                json("[{\"url\":0}]"),
                null,
                TelnyxAccount.DEFAULT,
                null);

        JsonNode answer = composeMessage.compose(converted);

        assertValid(answer);
        assertThat(answer.at("/data/type").asText()).isEqualTo("SMS");
        assertThat(answer.at("/data/errors")).isEmpty();
        assertThat(answer.at("/data/mms_routes")).isEqualTo(json("""
                {"state":"accepted","code":"connect-failed","reason":"It will be tried again.",
                 "telnyx_id":"40385f64-5717-4562-b3fc-2c963f66afa6","submitted_at":"2026-01-16T00:00:01.123456Z",
                 "accepted_at":"2026-01-16T00:00:02.123456Z","sent_as_sms":true,"checks":[{"url":0}]}"""));
    }

    // --- Errors

    @ParameterizedTest
    @CsvSource({
        "expired,40014,Message expired in queue",
        "media-too-large,40317,Invalid MMS content",
        "answer-lost,10007,Unexpected error",
        "http-500,10007,Unexpected error",
        "40310,40310,Invalid 'to' address",
        "40300,40300,Blocked due to STOP message"
    })
    void aWordOfOursBecomesTheNearestNumberOfTelnyx(String code, String number, String title) {
        JsonNode answer =
                composeMessage.compose(view(MMS, recipient("sending_failed"), "failed", code, FINALIZED, null));

        assertValid(answer);
        assertThat(answer.at("/data/errors")).isEqualTo(json("""
                [{"code":"%s","title":"%s","detail":"The reason."}]""".formatted(number, title)));
    }

    @Test
    void errorsOfAllReceiversAreToldOnce() {
        JsonNode errors = json("""
                [{"code":"40001","title":"Not routable","detail":"Landline.","meta":{"url":"https://x"}},{"code":40008},"bad"]""");
        RecipientView recipient =
                new RecipientView(new PhoneNumber("+17735550002"), "delivery_failed", null, null, errors);
        MessageView message = new MessageView(
                ID,
                "t",
                SendKind.GROUP_MMS,
                (ObjectNode) json(MMS),
                new PhoneNumber("+13125550001"),
                List.of(recipient, recipient),
                "failed",
                "40001",
                "Landline.",
                CREATED,
                null,
                null,
                FINALIZED,
                false,
                json("[]"),
                null,
                TelnyxAccount.DEFAULT,
                null);

        JsonNode answer = composeMessage.compose(message);

        assertValid(answer);
        assertThat(answer.at("/data/errors")).isEqualTo(json("""
                [{"code":"40001","title":"Not routable","detail":"Landline.","meta":{"url":"https://x"}},
                 {"code":"40008","title":"Error 40008"},{"code":"10007","title":"Unexpected error"}]"""));
    }

    // --- Whatever Telnyx says

    @ParameterizedTest
    @ValueSource(strings = {"queued", "sending_failed", "scheduled", "unknown", "pondering"})
    void everyStatusIsTelnyxsOwnWord(String word) {
        RecipientView recipient = new RecipientView(new PhoneNumber("+1"), word, "", "long_code", json("[]"));

        JsonNode answer = composeMessage.compose(view(MMS, recipient, "sent", null, null, null));

        assertThat(answer.at("/data/to/0/status").asText()).isEqualTo(word);
        assertThat(answer.at("/data/to/0/line_type").asText()).isEmpty();
    }

    static Stream<String> fieldsOfThePayload() throws IOException {
        return Json.MAPPER
                .readTree(Path.of("src/test/resources/telnyx/openapi-messaging.json")
                        .toFile())
                .at("/components/schemas/OutboundMessagePayload/properties")
                .properties()
                .stream()
                .map(Map.Entry::getKey);
    }

    @ParameterizedTest
    @MethodSource("fieldsOfThePayload")
    void noValueOfTelnyxMakesTheAnswerInvalid(String field) {
        for (String value : List.of(
                "null",
                "true",
                "0",
                "11",
                "-1.5",
                "1e400",
                "\"\"",
                "\"x\"",
                "\"2026-02-30T00:00:00Z\"",
                "\"1-1-1-1-1\"",
                "[]",
                "[null]",
                "[1]",
                "{}",
                "{\"amount\":null,\"currency\":{}}",
                "{\"rate\":1,\"carrier_fee\":[]}",
                "{\"phone_number\":1,\"carrier\":null,\"line_type\":\"long_code\"}")) {
            ObjectNode telnyx = Json.MAPPER.createObjectNode();
            telnyx.set(field, json(value));

            JsonNode answer = composeMessage.compose(view(MMS, recipient("sent"), "sent", null, null, telnyx));

            assertValid(answer);
        }
    }

    private static MessageView queued(String body) {
        return view(body, recipient("queued"), "queued", null, null, null);
    }

    private static RecipientView recipient(String status) {
        return new RecipientView(new PhoneNumber("+17735550002"), status, null, null, json("[]"));
    }

    private static MessageView view(
            String body,
            RecipientView to,
            String state,
            @Nullable String code,
            @Nullable Instant finalizedAt,
            @Nullable JsonNode telnyx) {
        return new MessageView(
                ID,
                null,
                SendKind.MESSAGES,
                (ObjectNode) json(body),
                new PhoneNumber("+13125550001"),
                List.of(to),
                state,
                code,
                code == null ? null : "The reason.",
                CREATED,
                null,
                null,
                finalizedAt,
                false,
                json("[]"),
                telnyx,
                TelnyxAccount.DEFAULT,
                null);
    }

    private static void assertValid(JsonNode answer) {
        assertThat(TelnyxSchema.errors(
                        "OutboundMessagePayload", json(answer.toString()).path("data")))
                .as(answer.toString())
                .isEmpty();
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

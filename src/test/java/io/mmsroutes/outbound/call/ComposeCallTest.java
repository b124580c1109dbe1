package io.mmsroutes.outbound.call;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.call.ComposeCall.Call;
import io.mmsroutes.outbound.request.ReadSendRequest;
import io.mmsroutes.support.TelnyxSchema;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Random;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

class ComposeCallTest {
    private static final UUID ID = UUID.fromString("8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5");
    private static final Clock CLOCK = Clock.fixed(Instant.parse("2026-01-16T00:00:00Z"), ZoneOffset.UTC);

    /** What callers write into each field: first what is right for somebody, then what is not. */
    private static final Map<String, List<String>> WRITTEN = new TreeMap<>(Map.ofEntries(
            Map.entry(
                    "from",
                    List.of(
                            "\"+13125550001\"",
                            "\" +13125550001\"",
                            "\"55512\"",
                            "\"My Company\"",
                            "null",
                            "\"\"",
                            "1")),
            Map.entry(
                    "to",
                    List.of(
                            "\"+17735550002\"",
                            "\"+17735550002\\n\"",
                            "[\" +17735550002\",\"+17735550003 \"]",
                            "\"90210\"",
                            "[\"+17735550002\",\"+17735550002\"]",
                            "[]",
                            "null",
                            "\"17735550002\"",
                            "17735550002",
                            "{}")),
            Map.entry("text", List.of("\"Hello\"", "\"é \\ud83d\\ude00 \\u0000\"", "null", "\"\"", "\" \"", "5")),
            Map.entry("subject", List.of("\"Hi\"", "null", "\"\"", "{}")),
            Map.entry(
                    "media_urls",
                    List.of(
                            "[\"https://media.test/a.jpg\"]",
                            "[\"https://media.test/a.jpg\",\"http://media.test/b.jpg\"]",
                            "[]",
                            "null",
                            "\"https://media.test/a.jpg\"",
                            "[null]",
                            "[\"\"]",
                            "[1]")),
            Map.entry("messaging_profile_id", List.of("\"4001742b-90be-405d-b1b5-40a434f0ffec\"", "null", "\"\"", "7")),
            Map.entry("type", List.of("\"MMS\"", "null", "\"SMS\"", "\"RCS\"", "[]")),
            Map.entry("encoding", List.of("\"auto\"", "\"gsm7\"", "null", "\"utf8\"", "1")),
            Map.entry("auto_detect", List.of("true", "null", "\"true\"")),
            Map.entry("use_profile_webhooks", List.of("false", "null", "0")),
            Map.entry(
                    "send_at",
                    List.of(
                            "\"2026-01-17T00:00:00Z\"",
                            "\"2026-01-17t00:00:00.5+01:00\"",
                            "null",
                            "\"2026-01-17T00:00Z\"",
                            "\"2026-01-17T00:00:00\"",
                            "1768521968")),
            Map.entry("send_before", List.of("\"2026-01-17T00:00:00Z\"", "null", "\"5m\"")),
            Map.entry(
                    "webhook_url",
                    List.of("\"https://application.test/hook\"", "null", "\"\"", "\"application\"", "3")),
            Map.entry("webhook_failover_url", List.of("\"https://application.test/hook\"", "null", "false")),
            Map.entry("smil_template", List.of("\"<smil/>\"", "null")),
            Map.entry("mms_routes", List.of("{\"a\":1}", "null", "[]")),
            Map.entry("not_yet_known", List.of("{\"a\":[1.10,null]}", "null"))));

    private final ReadSendRequest readSendRequest = new ReadSendRequest("4001742b-90be-405d-b1b5-40a434f0ffec", CLOCK);
    private final ComposeCall composeCall = new ComposeCall("https://mms.test", CLOCK);

    @Test
    void whatIsOnlyForTheGatewayStaysHere() throws IOException {
        SendRequest request = readSendRequest.read("""
                {"to":" +17735550002","from":"+13125550001 ","text":" ","subject":"Hi","media_urls":["https://media.test/a.jpg"],
                 "webhook_url":"https://application.test/hook","webhook_failover_url":"https://application.test/hook2",
                 "send_before":"2026-01-17T00:00:00Z","mms_routes":{"x":1},"encoding":null,"price":1.10}""".getBytes(UTF_8), "");

        Call call = composeCall.compose(request, ID);

        assertThat(call.path()).isEqualTo("/messages");
        assertThat(new String(call.json(), UTF_8)).isEqualTo("""
                {"to":"+17735550002","from":"+13125550001","subject":"Hi","media_urls":["https://media.test/a.jpg"],\
                "price":1.10,"webhook_url":"https://mms.test/webhooks?ref=8d2d8a46-5a2b-4f5e-9a38-6f2a4ed0a6f5"}""");
    }

    @Test
    void theRequestItselfIsLeftAsItIs() throws IOException {
        SendRequest request = request("\"send_before\":\"2026-01-17T00:00:00Z\",\"media_urls\":[]", "");
        String before = request.body().toString();

        composeCall.compose(request, ID);

        assertThat(request.body()).hasToString(before);
    }

    @Test
    void withoutAPublicUrlNoAddressForReceiptsIsNamed() throws IOException {
        SendRequest request = request("\"webhook_url\":\"https://application.test/hook\"", "");

        JsonNode sent = json(new ComposeCall("", CLOCK).compose(request, ID));

        assertThat(sent.has("webhook_url")).isFalse();
    }

    /** Telnyx's page "Send & Receive MMS" sends false with a URL of the caller, which Telnyx does not get. */
    @Test
    void withoutAPublicUrlReceiptsComeByTheProfile() throws IOException {
        SendRequest request =
                request("\"use_profile_webhooks\":false,\"webhook_url\":\"https://application.test/hook\"", "");

        assertThat(json(new ComposeCall("", CLOCK).compose(request, ID)).has("use_profile_webhooks"))
                .isFalse();
        assertThat(json(composeCall.compose(request, ID)).path("use_profile_webhooks"))
                .isEqualTo(Json.MAPPER.getNodeFactory().booleanNode(false));
    }

    @Test
    void aSlashAtTheEndOfThePublicUrlDoesNoHarm() throws IOException {
        JsonNode sent = json(new ComposeCall("https://mms.test/", CLOCK).compose(request("", ""), ID));

        assertThat(sent.path("webhook_url").asText()).isEqualTo("https://mms.test/webhooks?ref=" + ID);
    }

    @Test
    void noMediaMakeNoMms() throws IOException {
        JsonNode sent = json(composeCall.compose(request("\"media_urls\":[]", ""), ID));

        assertThat(sent.has("media_urls")).isFalse();
        assertThat(sent.path("text").asText()).isEqualTo("Hello");
    }

    @Test
    void theDefaultProfileIsNamed() throws IOException {
        SendRequest request = readSendRequest.read("{\"to\":\"+17735550002\",\"text\":\"x\"}".getBytes(UTF_8), "");

        assertThat(json(composeCall.compose(request, ID))
                        .path("messaging_profile_id")
                        .asText())
                .isEqualTo("4001742b-90be-405d-b1b5-40a434f0ffec");
    }

    @Test
    void aGroupHasNeitherTypeNorProfile() throws IOException {
        SendRequest request = readSendRequest.read("""
                {"from":"+13125550001","to":[" +17735550002","+17735550003"],"text":"x","type":"MMS",
                 "messaging_profile_id":"p"}""".getBytes(UTF_8), "/group_mms");

        Call call = composeCall.compose(request, ID);

        assertThat(call.path()).isEqualTo("/messages/group_mms");
        assertThat(json(call).properties())
                .extracting(Map.Entry::getKey)
                .containsExactly("from", "to", "text", "webhook_url");
        assertThat(json(call).path("to")).hasToString("[\"+17735550002\",\"+17735550003\"]");
    }

    // --- Whatever callers write

    @ParameterizedTest
    @EnumSource
    void everyCallIsValidByTelnyxsSpecification(SendKind kind) throws IOException {
        Random random = new Random(20260116);
        int accepted = 0;
        int refused = 0;
        while (accepted < 150 && refused < 20_000) {
            String written = write(kind, random);
            Optional<SendRequest> request = read(written, kind);
            if (request.isPresent()) {
                accepted++;
                assertValid(composeCall.compose(request.get(), ID), request.get(), written);
            } else {
                refused++;
            }
        }

        assertThat(accepted).as("calls made").isEqualTo(150);
        assertThat(refused).as("requests refused").isPositive();
    }

    private static void assertValid(Call call, SendRequest request, String written) throws IOException {
        JsonNode sent = json(call);
        assertThat(TelnyxSchema.errors(schema(request.kind()), sent))
                .as("%s, made of %s", sent, written)
                .isEmpty();
        assertThat(sent.properties())
                .as(written)
                .noneMatch(field -> field.getValue().isNull())
                .extracting(Map.Entry::getKey)
                .doesNotContain("send_before", "mms_routes", "webhook_failover_url");
        assertThat(sent.path("webhook_url").asText()).isEqualTo("https://mms.test/webhooks?ref=" + ID);
        assertThat(sent.has("media_urls"))
                .as(written)
                .isEqualTo(!request.mediaUrls().isEmpty());
        assertThat(sent.path("text").asText() + request.mediaUrls()).as(written).isNotEqualTo("[]");
    }

    private static String schema(SendKind kind) {
        return switch (kind) {
            case MESSAGES -> "CreateMessageRequest";
            case LONG_CODE -> "CreateLongCodeMessageRequest";
            case SHORT_CODE -> "CreateShortCodeMessageRequest";
            case NUMBER_POOL -> "CreateNumberPoolMessageRequest";
            case GROUP_MMS -> "CreateGroupMMSMessageRequest";
            case SCHEDULE -> "CreateScheduledMessageRequest";
            case ALPHANUMERIC -> "CreateMessageRequest";
        };
    }

    /** Each field is mostly left out or right, else anything: so that some requests pass and some do not. */
    private static String write(SendKind kind, Random random) {
        boolean group = kind == SendKind.GROUP_MMS;
        Map<String, String> fields = new LinkedHashMap<>();
        fields.put("from", kind == SendKind.SHORT_CODE ? "\"55512\"" : "\"+13125550001\"");
        fields.put("to", group ? "[\"+17735550002\",\"+17735550003\"]" : "\"+17735550002\"");
        fields.put("text", "\"Hello\"");
        fields.put("send_at", "\"2026-01-17T00:00:00Z\"");
        if (kind == SendKind.NUMBER_POOL) {
            fields.put("from", "null");
        }
        if (kind == SendKind.ALPHANUMERIC) {
            fields.put("from", "\"My Company\"");
            fields.put("messaging_profile_id", "\"4001742b-90be-405d-b1b5-40a434f0ffec\"");
        }
        WRITTEN.forEach((field, values) -> {
            if (random.nextInt(4) == 0) {
                fields.put(field, values.get(random.nextInt(values.size())));
            }
        });
        return fields.entrySet().stream()
                .map(field -> "\"%s\":%s".formatted(field.getKey(), field.getValue()))
                .collect(Collectors.joining(",", "{", "}"));
    }

    private Optional<SendRequest> read(String written, SendKind kind) {
        try {
            return Optional.of(readSendRequest.read(written.getBytes(UTF_8), kind.path()));
        } catch (Rejected e) {
            assertThat(e.problems()).as(written).isNotEmpty();
            return Optional.empty();
        }
    }

    private SendRequest request(String field, String path) {
        String body = "{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"text\":\"Hello\"%s}"
                .formatted(field.isEmpty() ? "" : "," + field);
        return readSendRequest.read(body.getBytes(UTF_8), path);
    }

    private static JsonNode json(Call call) throws IOException {
        return Json.MAPPER.readTree(call.json());
    }
}

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.telnyx.sdk.ApiClient;
import com.telnyx.sdk.ApiException;
import com.telnyx.sdk.api.MessagesApi;
import com.telnyx.sdk.api.NumberLookupApi;
import com.telnyx.sdk.model.CreateLongCodeMessageRequest;
import com.telnyx.sdk.model.CreateMessageRequest;
import com.telnyx.sdk.model.CreateNumberPoolMessageRequest;
import com.telnyx.sdk.model.CreateShortCodeMessageRequest;
import com.telnyx.sdk.model.InboundMessage;
import com.telnyx.sdk.model.MessageResponse;
import com.telnyx.sdk.model.OutboundMessage;
import com.telnyx.sdk.model.OutboundMessagePayload;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;

/**
 * Telnyx's Java SDK against a gateway, call by call. Prints one line of JSON: what came of each call, a word or two each; a call that the
 * SDK has no method for is not in it. RECEIVED, RECEIPT: webhooks as they came, each with body, signature and timestamp. This generation of
 * the SDK has a model of webhooks and no verifier.
 */
public class SdkMatrix {
    private static final String FROM = "+18885550001";
    private static final String TO = "+17735550002";
    private static final ObjectMapper JSON = new ObjectMapper();

    private final Map<String, String> came = new LinkedHashMap<>();

    public static void main(String[] args) throws Exception {
        System.out.println(JSON.writeValueAsString(new SdkMatrix().run()));
    }

    private Map<String, String> run() throws Exception {
        MessagesApi messages = new MessagesApi(client(env("GATEWAY_KEY")));
        CreateMessageRequest mms = new CreateMessageRequest()
                .from(FROM)
                .to(TO)
                .text("Matrix")
                .subject("Hello")
                .addMediaUrlsItem(env("MEDIA_URL"));
        MessageResponse sent = messages.createMessage(mms);
        call("send", () -> words(sent));
        call("retrieve", () -> ended(messages, sent.getData().getId()));
        call("long_code", () -> words(messages.createLongCodeMessage(
                new CreateLongCodeMessageRequest().from("+13125550002").to(TO).text("Matrix"))));
        call("short_code", () -> words(messages.createShortCodeMessage(
                new CreateShortCodeMessageRequest().from("24470").to(TO).text("Matrix"))));
        call("number_pool", () -> words(messages.createNumberPoolMessage(new CreateNumberPoolMessageRequest()
                .messagingProfileId("4001742b-90be-405d-b1b5-40a434f0ffec")
                .to(TO)
                .text("Matrix"))));
        call("eleven_media", () -> words(messages.createMessage(new CreateMessageRequest()
                .from(FROM)
                .to(TO)
                .mediaUrls(Collections.nCopies(11, env("MEDIA_URL"))))));
        call("wrong_key", () -> words(new MessagesApi(client("guess")).createMessage(mms)));
        call("unknown_id", () -> words(messages.retrieveMessage(UUID.fromString("00000000-0000-4000-8000-000000000000"))));
        call("elsewhere", () -> new NumberLookupApi(client(env("GATEWAY_KEY"))).numberLookup(TO, "carrier").toString());
        call("reads_webhook", () -> {
            InboundMessage event = event("RECEIVED", InboundMessage.class);
            return event.getEventType() + " " + event.getPayload().getText();
        });
        call("reads_relayed", () -> {
            OutboundMessage event = event("RECEIPT", OutboundMessage.class);
            return event.getEventType() + " " + event.getPayload().getText();
        });
        return came;
    }

    private void call(String name, Callable<String> run) throws Exception {
        try {
            came.put(name, run.call());
        } catch (ApiException e) {
            JsonNode body = e.getResponseBody() == null ? JSON.nullNode() : JSON.readTree(e.getResponseBody());
            came.put(name, e.getCode() + " " + body.at("/errors/0/code").asText(e.getMessage()));
        }
    }

    private static String ended(MessagesApi messages, UUID id) throws Exception {
        for (long end = System.nanoTime() + 30_000_000_000L; ; Thread.sleep(100)) {
            MessageResponse message = messages.retrieveMessage(id);
            if (words(message).endsWith("delivered") || System.nanoTime() > end) {
                return words(message);
            }
        }
    }

    private static String words(MessageResponse response) {
        OutboundMessagePayload message = response.getData();
        return message.getTo().stream()
                .map(to -> " " + to.getStatus())
                .collect(Collectors.joining("", String.valueOf(message.getType()), ""));
    }

    private static <T> T event(String name, Class<T> type) throws Exception {
        JsonNode body = JSON.readTree(JSON.readTree(env(name)).path("body").asText());
        return new ApiClient().getJSON().getContext(type).treeToValue(body.path("data"), type);
    }

    private static ApiClient client(String key) {
        ApiClient client = new ApiClient();
        client.setBasePath(env("GATEWAY_URL"));
        client.setBearerToken(key);
        return client;
    }

    private static String env(String name) {
        return System.getenv(name);
    }
}

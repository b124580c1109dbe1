package io.mmsroutes.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.support.TelnyxApi;
import io.mmsroutes.support.WebhookSender;
import java.time.Duration;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** The Kamelet telnyx-message-sink in routes of somebody else's, beside telnyx-webhook-source. */
class MessageSinkTest extends HostTestSupport {
    private static final String FROM = "+18885550001";

    private final TelnyxApi api = new TelnyxApi();

    @Override
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("camel.kamelet.telnyx-webhook-source.publicKey", WebhookSender.PUBLIC_KEY);
        String sink = "camel.kamelet.telnyx-message-sink.";
        properties.setProperty(sink + "apiKey", "KEY0123456789");
        properties.setProperty(sink + "apiUrl", api.url());
        properties.setProperty(sink + "directory", folder.resolve("sending").toString());
        properties.setProperty("mms.rate-limit.numbers", "+13125550009=1/s");
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:send").to("kamelet:telnyx-message-sink");
                from("direct:again").to("kamelet:telnyx-message-sink");
                from("kamelet:telnyx-webhook-source")
                        .setBody(variable("mmsWebhook"))
                        .setHeader("mmsAction", constant("receipt"))
                        .to("kamelet:telnyx-message-sink");
            }
        };
    }

    @AfterAll
    void closeTelnyx() {
        api.close();
    }

    @Test
    void aMessageIsSentAndItsReceiptSettlesIt() {
        String id = send("direct:send", "hello", null);

        await().atMost(Duration.ofSeconds(60)).until(() -> state(id).equals("accepted"));
        String telnyxId = text("select telnyx_id from outbound_messages where id = ?", id);
        telnyx.deliver("""
                {"data": {"event_type": "message.finalized", "id": "e-%1$s", "payload": {"id": "%1$s", "type": "SMS",
                 "to": [{"phone_number": "+17735550002", "status": "delivered"}], "errors": []}}}""".formatted(telnyxId));

        await().atMost(Duration.ofSeconds(60)).until(() -> state(id).equals("finalized"));
    }

    @Test
    void theSameKeyIsOneMessageWhicheverRouteItComesBy() {
        String first = send("direct:send", "keyed", "order-1042");
        String second = send("direct:again", "keyed", "order-1042");

        assertThat(second).isEqualTo(first);
    }

    @Test
    void whatCanNeverBeSentIsRejected() {
        assertThatThrownBy(() -> template().requestBody("direct:send", "{\"to\": \"+17735550002\"}", String.class))
                .rootCause()
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("request-refused"));
    }

    private String send(String route, String text, @Nullable String key) {
        String request = "{\"from\": \"%s\", \"to\": \"+17735550002\", \"text\": \"%s\"}".formatted(FROM, text);
        Map<String, Object> headers = key == null ? Map.of() : Map.of("mmsIdempotencyKey", key);
        return template().requestBodyAndHeaders(route, request, headers, String.class);
    }

    private String state(String id) {
        return text("select state from outbound_messages where id = ?", id);
    }

    private String text(String sql, String id) {
        return JdbcClient.create(new DriverManagerDataSource("jdbc:sqlite:" + folder.resolve("sending/data/mms.db")))
                .sql(sql)
                .param(id)
                .query(String.class)
                .single();
    }
}

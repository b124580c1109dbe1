package io.mmsroutes.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.component.mock.MockEndpoint;
import org.junit.jupiter.api.Test;

/** All of our routes in an application of somebody else's, by an include pattern and nothing else. */
class IncludedRoutesTest extends HostTestSupport {
    @Override
    Properties properties() {
        Properties properties = new Properties();
        properties.setProperty("camel.main.routes-include-pattern", "classpath:routes/**/*.camel.yaml");
        properties.setProperty("telnyx.public-key", WebhookSender.PUBLIC_KEY);
        properties.setProperty("telnyx.api-key", "KEY0123456789");
        properties.setProperty("mms.data-dir", folder.resolve("data").toString());
        properties.setProperty("mms.media.trusted-hosts", mediaHost.address());
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:host").errorHandler(noErrorHandler()).to("mock:host");
            }
        };
    }

    @Test
    void aMessageIsTakenFetchedStoredAndDelivered() throws IOException {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
        Events event = Events.received().media(mediaHost.url("/photo.jpg"));

        assertThat(telnyx.post(event.json()).statusCode()).isEqualTo(200);

        Path manifest = folder.resolve("data/mms")
                .resolve(Events.SENDER)
                .resolve(event.messageId())
                .resolve("message.json");
        await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(manifest));
        assertThat(Json.MAPPER.readTree(manifest.toFile()).path("complete").asBoolean())
                .isTrue();
        assertThat(manifest.resolveSibling("0.jpg")).hasBinaryContent(MediaHost.sample("photo.jpg"));
    }

    @Test
    void theRoutesOfTheHostRunBesideThem() throws InterruptedException {
        MockEndpoint host = context().getEndpoint("mock:host", MockEndpoint.class);
        host.expectedBodiesReceived("mine");

        template().sendBody("direct:host", "mine");

        host.assertIsSatisfied();
    }
}

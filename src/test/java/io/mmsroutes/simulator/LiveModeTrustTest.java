package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.WebhookSender;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Live mode in a checkout, set up to look as much like the simulator as settings can make it. */
class LiveModeTrustTest extends GatewayTestSupport {
    private static final String PHOTO = "/simulator/media/none/11111111-2222-3333-4444-555555555555/photo.jpg";

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "telnyx.mode", "live",
                "mms.media.trusted-hosts", "",
                "camel.server.host", "127.0.0.1",
                "camel.main.routes-include-pattern", "file:routes/**/*.camel.yaml,file:simulator/*.camel.yaml");
    }

    @ParameterizedTest
    @CsvSource({
        "http://127.0.0.1,        url-scheme-refused",
        "http://localhost,        url-scheme-refused",
        "http://[::1],            url-scheme-refused",
        "https://127.0.0.1,       host-not-allowed",
        "https://localhost,       host-not-allowed",
        "https://2130706433,      host-not-allowed"
    })
    void aLoopbackMediaUrlIsRefusedThoughItIsSigned(String host, String code) {
        Events event = Events.received()
                .media(host + ":" + port + PHOTO)
                .media(host + mediaHost.address().substring("127.0.0.1".length()) + PHOTO);
        mediaHost.serve(PHOTO, new byte[] {1});

        telnyx.deliver(event.json());

        JsonNode media = manifest(event.messageId()).path("media");
        assertThat(media).hasSize(2).allSatisfy(item -> {
            assertThat(item.path("state").asText()).isEqualTo("unavailable");
            assertThat(item.path("code").asText()).isEqualTo(code);
        });
        assertThat(mediaHost.asked(PHOTO)).isZero();
    }

    @Test
    void thereIsNoSimulator() {
        assertThat(post(port, "/simulator/mms", "{}").statusCode()).isEqualTo(404);
        assertThat(get(port, PHOTO).statusCode()).isEqualTo(404);
        assertThat(context().getRegistry().lookupByName("simulatedTelnyx")).isNull();
        assertThat(context().getRoute("send-first-mms")).isNull();
    }

    @Test
    void keysAloneMeanLiveEvenInACheckout() {
        Settings settings = load("", WebhookSender.PUBLIC_KEY);

        assertThat(settings.mode()).isEqualTo(Mode.LIVE);
    }

    @Test
    void theSimulatorNeverRunsWithTheKeysOfAnAccount() {
        Properties properties =
                GatewayWiring.of(load("simulator", WebhookSender.PUBLIC_KEY)).properties();

        assertThat(properties)
                .doesNotContainValue(WebhookSender.PUBLIC_KEY)
                .doesNotContainValue("KEY0123456789")
                .containsEntry("camel.server.host", "127.0.0.1");
    }

    private static Settings load(String mode, String publicKey) {
        return Settings.load(
                Path.of("").toAbsolutePath(),
                Map.of(
                        "TELNYX_MODE",
                        mode,
                        "TELNYX_PUBLIC_KEY",
                        publicKey,
                        "TELNYX_API_KEY",
                        "KEY0123456789",
                        "CAMEL_SERVER_HOST",
                        "0.0.0.0"),
                new Properties());
    }
}

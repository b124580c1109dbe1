package io.mmsroutes.outbound;

import static com.github.tomakehurst.wiremock.client.WireMock.aResponse;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.SendingTestSupport;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class RedirectedCallTest extends SendingTestSupport {

    @Test
    void redirectIsNotFollowedAndTheKeyGoesNowhereElse() {
        mediaHost.serve("/elsewhere", "stolen".getBytes(StandardCharsets.UTF_8));
        telnyxApi.answer("moved", aResponse().withStatus(307).withHeader("Location", mediaHost.url("/elsewhere")));

        String id = send(request("moved"));

        await().untilAsserted(() ->
                assertThat(message(id).path("mms_routes").path("code").asText()).isEqualTo("redirected"));
        assertThat(mediaHost.asked("/elsewhere")).isZero();
    }
}

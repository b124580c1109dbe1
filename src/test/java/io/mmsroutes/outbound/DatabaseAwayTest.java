package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import org.awaitility.Awaitility;
import org.junit.jupiter.api.Test;

/** While the database is away nothing is taken, callers are told to try again, and dropped files wait. */
class DatabaseAwayTest extends SendingTestSupport {
    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.database.url", "jdbc:postgresql://127.0.0.1:%d/mms".formatted(Ports.free()));
        return settings;
    }

    @Test
    void callersAreToldToTryAgain() {
        HttpResponse<String> answer = ask("/v2/messages", request("not now"));

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).path("errors").path(0).path("code").asText()).isEqualTo("10037");
        assertThat(json(answer).path("errors").path(0).path("detail").asText()).contains("mms.database.url");
    }

    @Test
    void webhooksAreRefusedAndTheGatewayIsNotReady() {
        assertThat(telnyx.post(Events.of("message.finalized").json()).statusCode())
                .isEqualTo(503);
        assertThat(telnyx.post(Events.received().json()).statusCode()).isEqualTo(503);
        assertThat(get(managementPort, "/observe/health/ready").body())
                .contains("DOWN")
                .contains("mms.database.url");
    }

    @Test
    void droppedFileStaysWhereItIs() throws Exception {
        Path file = dataDir.resolve("outbox/patient.json");
        Files.createDirectories(file.getParent());
        Files.writeString(file, request("patient").toString());

        Awaitility.await()
                .during(Duration.ofSeconds(5))
                .atMost(Duration.ofSeconds(20))
                .until(() -> Files.exists(file));
        assertThat(file.resolveSibling("failed")).doesNotExist();
    }
}

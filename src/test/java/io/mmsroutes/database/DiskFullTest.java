package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

class DiskFullTest extends GatewayTestSupport {

    @Override
    protected Map<String, String> settings() {
        return Map.of("mms.database.min-free-bytes", String.valueOf(Long.MAX_VALUE));
    }

    @Test
    void aDiskThatIsFullIsSaidAtTheDoorAndInHealth() {
        HttpResponse<String> answer = telnyx.post(Events.received().json());

        assertThat(answer.statusCode()).isEqualTo(503);
        assertThat(json(answer).path("code").asText()).isEqualTo("disk-full");
        HttpResponse<String> ready = get(managementPort, "/observe/health/ready");
        assertThat(ready.statusCode()).isEqualTo(503);
        assertThat(ready.body()).contains("mms.database.min-free-bytes");
    }
}

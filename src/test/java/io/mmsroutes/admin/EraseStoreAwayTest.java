package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.repository.StoredObjects;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.net.http.HttpResponse;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Images lie in a store behind a server, at a URL that is a secret. */
class EraseStoreAwayTest extends GatewayTestSupport {
    private static final String NUMBER = "+13125550301";

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.store.image",
                "media-store-remote-sink?url=RAW(%s)".formatted(mediaHost.url("/store-secret?a=1&b=2")));
    }

    @Test
    void storeThatIsAwayIsNamedAndTheSameCommandGoesOnLater() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg")).status("/store-secret", 500);
        Events event = Events.received().media(mediaHost.url("/photo"));
        event.payload().putObject("from").put("phone_number", NUMBER);
        telnyx.deliver(event.json());
        await().until(() -> known() == 2);

        HttpResponse<String> away = erase();

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(json(away).path("code").asText()).isEqualTo("store-away");
        assertThat(json(away).path("reason").asText())
                .contains("media-store-remote-sink")
                .contains("HttpOperationFailedException")
                .doesNotContain("secret")
                .doesNotContain("3125550301");
        assertThat(known()).isPositive();

        mediaHost.serve("/store-secret", new byte[] {1});
        int routes = context().getRoutesSize();
        JsonNode report = json(erase());

        assertThat(report.at("/stored/left").asInt()).isZero();
        assertThat(report.at("/stored/erased").asInt()).isPositive();
        assertThat(known()).isZero();
        assertThat(mediaHost.paths()).contains("/store-secret?a=1&b=2");
        assertThat(context().getRoutesSize()).isEqualTo(routes);
        assertThat(folder(NUMBER, event.messageId()).getParent()).doesNotExist();
    }

    private HttpResponse<String> erase() {
        return post(
                port, "/admin/erase", "{\"number\":\"%s\"}".formatted(NUMBER), "authorization", "Bearer " + ADMIN_KEY);
    }

    private int known() {
        Database database = context().getRegistry().lookupByNameAndType("database", Database.class);
        return new StoredObjects(database).of(new PhoneNumber(NUMBER)).size();
    }
}

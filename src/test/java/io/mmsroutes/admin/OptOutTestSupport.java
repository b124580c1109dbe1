package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.SendingTestSupport;
import java.net.http.HttpResponse;
import org.jspecify.annotations.Nullable;

/** Somebody opts out, and the admin looks. */
abstract class OptOutTestSupport extends SendingTestSupport {

    void optOut(String number, @Nullable String profile, String at) {
        Events event = Events.received();
        event.data().put("occurred_at", at);
        event.payload().put("text", "STOP").put("messaging_profile_id", profile);
        event.payload().putObject("from").put("phone_number", number);
        event.payload().putArray("to").addObject().put("phone_number", profile == null ? "+13125550390" : FROM);
        telnyx.deliver(event.json());
        await().untilAsserted(() -> assertThat(
                        list("?number=" + number).path("optOuts").findValuesAsText("profile"))
                .contains(profile == null ? "*" : profile));
    }

    JsonNode list(String query) {
        return json(get(port, "/admin/opt-outs" + query, "authorization", "Bearer " + ADMIN_KEY));
    }

    HttpResponse<String> lift(String request) {
        return post(port, "/admin/opt-outs/lift", request, "authorization", "Bearer " + ADMIN_KEY);
    }
}

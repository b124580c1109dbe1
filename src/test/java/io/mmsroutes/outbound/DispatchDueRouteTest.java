package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.SendingTestSupport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each sender at its pace, first come first served, and nobody waits for another. */
class DispatchDueRouteTest extends SendingTestSupport {
    private static final String LONG_CODE = "+13125550001";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.pace.toll-free", "50/s");
        settings.put("mms.pace.numbers", "+13125550077=20/s");
        return settings;
    }

    @Test
    void slowNumberHoldsUpNoFastOne() {
        for (int i = 0; i < 20; i++) {
            send(request("slow %02d".formatted(i)).put("from", LONG_CODE));
        }
        for (int i = 0; i < 20; i++) {
            send(request("fast %02d".formatted(i)));
        }

        await().atMost(Duration.ofSeconds(20))
                .until(() -> telnyxApi.calls("fast").size() == 20);
        // A long code has one message in ten seconds.
        assertThat(telnyxApi.calls("slow")).hasSizeLessThanOrEqualTo(3);
        assertThat(telnyxApi.calls("slow").get(0).path("text").asText()).isEqualTo("slow 00");
    }

    @Test
    void messagesOfOneSenderGoInTheOrderInWhichTheyCame() {
        List<String> expected = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            String text = "ordered %02d".formatted(i);
            expected.add(text);
            send(request(text).put("from", "+13125550077"));
        }

        await().until(() -> telnyxApi.calls("ordered").size() == 15);
        assertThat(telnyxApi.calls("ordered"))
                .extracting(call -> call.path("text").asText())
                .isEqualTo(expected);
    }

    @Test
    void numberThatHasToWaitIsOvertakenByOthersOnlyAndKeepsItsOrder() {
        telnyxApi.answerOnce(
                "first of the full",
                io.mmsroutes.support.TelnyxApi.error(400, "40318").withHeader("Retry-After", "2"));
        send(request("first of the full").put("from", "+18885550040"));
        await().until(() -> telnyxApi.calls("of the full").size() == 1);
        send(request("second of the full").put("from", "+18885550040"));
        String other = send(request("of another").put("from", "+18885550041"));

        awaitState(other, "accepted");
        assertThat(telnyxApi.calls("of the full")).hasSize(1);
        await().atMost(Duration.ofSeconds(20))
                .until(() -> telnyxApi.calls("of the full").size() == 3);
        assertThat(telnyxApi.calls("of the full"))
                .extracting(call -> call.path("text").asText())
                .containsExactly("first of the full", "first of the full", "second of the full");
    }

    @Test
    void whatIsNotSentInTimeExpires() {
        String number = "+13125550050";
        send(request("takes the slot").put("from", number));
        String late = send(request("too late")
                .put("from", number)
                .put("send_before", Instant.now().plusSeconds(2).toString()));

        awaitState(late, "expired");
        assertThat(message(late).path("to").path(0).path("status").asText()).isEqualTo("expired");
        assertThat(telnyxApi.calls("too late")).isEmpty();
    }
}

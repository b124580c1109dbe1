package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Each sender at its rate, first come first served, and nobody waits for another. */
class DispatchDueRouteTest extends SendingTestSupport {
    private static final String LONG_CODE = "+13125550001";

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.rate-limit.toll-free", "50/s");
        settings.put("mms.rate-limit.long-code", "0.1/s");
        settings.put("mms.rate-limit.numbers", "+13125550077=20/s");
        settings.put("mms.send.reconcile-interval", "1s"); // also looks for what was not sent in time
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

        await().atMost(Duration.ofSeconds(60))
                .until(() -> telnyxApi.calls("fast").size() == 20);
        // A long code has one message in ten seconds.
        assertThat(telnyxApi.calls("slow")).hasSizeLessThanOrEqualTo(3);
        assertThat(telnyxApi.calls("slow").get(0).path("text").asText()).isEqualTo("slow 00");
    }

    /** The order in which they are called; calls that overlap may overtake one another on the wire. */
    @Test
    void messagesOfOneSenderGoInTheOrderInWhichTheyCame() {
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 15; i++) {
            ids.add(send(request("ordered %02d".formatted(i)).put("from", "+13125550077")));
        }

        assertThat(ids)
                .extracting(id -> Instant.parse(awaitState(id, "accepted")
                        .at("/mms_routes/submitted_at")
                        .asText()))
                .isSorted();
        assertThat(telnyxApi.calls("ordered")).hasSize(15);
    }

    @Test
    void numberThatHasToWaitIsOvertakenByOthersOnlyAndKeepsItsOrder() {
        telnyxApi.answerOnce("first of the full", TelnyxApi.error(400, "40318").withHeader("Retry-After", "5"));
        String first = send(request("first of the full").put("from", "+18885550040"));
        await().until(() -> telnyxApi.calls("of the full").size() == 1);
        awaitState(first, "queued");
        String second = send(request("second of the full").put("from", "+18885550040"));
        String other = send(request("of another").put("from", "+18885550041"));

        awaitState(other, "accepted");
        assertThat(submittedAt(awaitState(first, "accepted")))
                .isBeforeOrEqualTo(submittedAt(awaitState(second, "accepted")));
        List<Instant> calls = telnyxApi.times("of the full");
        assertThat(calls).hasSize(3);
        assertThat(calls.get(1))
                .isAfter(calls.get(0).plusSeconds(5))
                .isAfter(telnyxApi.times("of another").get(0));
    }

    /** One after the other, the fourth would not be called before the first three were answered. */
    @Test
    void callsOfOneSenderOverlapWhileTelnyxIsSlow() {
        Duration slow = Duration.ofSeconds(2);
        telnyxApi.answer("overlapping", TelnyxApi.taken().withFixedDelay((int) slow.toMillis()));
        for (int i = 0; i < 4; i++) {
            send(request("overlapping %d".formatted(i)).put("from", "+18885550060"));
        }

        await().atMost(Duration.ofSeconds(60))
                .until(() -> telnyxApi.calls("overlapping").size() == 4);
        List<Instant> times = telnyxApi.times("overlapping");
        assertThat(Duration.between(times.get(0), times.get(3))).isLessThan(slow.multipliedBy(3));
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

    private static Instant submittedAt(JsonNode message) {
        return Instant.parse(message.at("/mms_routes/submitted_at").asText());
    }
}

package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.simulator.FaultPlan.ReceiptOrder;
import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.text.Json;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ReceiptTest {
    private static final Instant NOW = Instant.parse("2026-01-16T00:06:08Z");

    private final ObjectNode request = Json.MAPPER.createObjectNode().put("to", "+13125550002");

    @ParameterizedTest
    @CsvSource({
        "IN_ORDER,     sent 300, finalized 1000",
        "AS_SMS,       sent 300, finalized 1000",
        "FAILED,       sent 300, finalized 1000",
        "OUT_OF_ORDER, finalized 1000, sent 1500",
        "LATE,         sent 20300, finalized 21000"
    })
    void receiptsHaveTheirTime(ReceiptOrder order, String first, String second) {
        assertThat(times(message(SendKind.MESSAGES, order, Ending.DELIVERED))).containsExactly(first, second);
    }

    @Test
    void doubledReceiptsComeTwice() {
        assertThat(times(message(SendKind.MESSAGES, ReceiptOrder.DOUBLED, Ending.DELIVERED)))
                .containsExactly("sent 300", "finalized 1000", "sent 800", "finalized 1500");
    }

    @Test
    void aGroupHasOneLastReceiptForEachMember() {
        request.putArray("to").add("+13125550002").add("+13125550003");

        List<Receipt> receipts = Receipt.of(message(SendKind.GROUP_MMS, ReceiptOrder.IN_ORDER, Ending.DELIVERED));

        assertThat(receipts)
                .extracting(Receipt::event)
                .containsExactly(Receipt.SENT, Receipt.FINALIZED, Receipt.FINALIZED);
        assertThat(receipts).extracting(Receipt::recipient).containsExactly(0, 0, 1);
    }

    @Test
    void whatWasNeverSentHasOnlyTheLast() {
        assertThat(times(message(SendKind.MESSAGES, ReceiptOrder.IN_ORDER, Ending.MEDIA_UNREACHABLE)))
                .containsExactly("finalized 1000");
    }

    @Test
    void scheduledMessagesCountFromTheirTime() {
        request.put("send_at", "2026-01-16T01:06:08+00:00");

        assertThat(times(message(SendKind.SCHEDULE, ReceiptOrder.IN_ORDER, Ending.DELIVERED)))
                .containsExactly("sent 3600300", "finalized 3601000");
    }

    @Test
    void eachUrlHasThreeAttemptsThatBeginAtOne() {
        Receipt first = new Receipt("id", Receipt.SENT, 0, 1, NOW);

        List<Post> posts =
                Stream.iterate((Post) first, post -> post.again(NOW)).limit(7).toList();

        assertThat(posts).extracting(Post::url).containsExactly(0, 0, 0, 1, 1, 1, 2);
        assertThat(posts).extracting(Post::attemptOfUrl).containsExactly(1, 2, 3, 1, 2, 3, 1);
        assertThat(posts.subList(1, 4))
                .extracting(Post::dueAt)
                .containsExactly(NOW.plusSeconds(1), NOW.plusSeconds(5), NOW.plusSeconds(1));
    }

    private TakenMessage message(SendKind kind, ReceiptOrder order, Ending ending) {
        return new TakenMessage(
                "id", NOW, kind, "+13125550001", List.of(), order, new TakenMessage.Ended(ending, NOW), request);
    }

    private static List<String> times(TakenMessage message) {
        return Receipt.of(message).stream()
                .map(receipt -> "%s %d"
                        .formatted(
                                receipt.event().replace("message.", ""),
                                Duration.between(NOW, receipt.dueAt()).toMillis()))
                .toList();
    }
}

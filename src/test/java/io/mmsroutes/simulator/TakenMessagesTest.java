package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.simulator.FaultPlan.ReceiptOrder;
import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@Tag("one-camel")
class TakenMessagesTest {
    private static final Instant NOW = Instant.parse("2026-01-16T00:06:08.026Z");

    @TempDir
    private Path folder;

    @Test
    void whatWasTakenIsKnownToTheNextRun() throws IOException {
        TakenMessage message = message(NOW);
        messages(NOW).add(message, "{\n  \"to\": \"+13125550002\",\r\n \"text\": \"}é\" }");

        TakenMessages next = messages(NOW);

        TakenMessage found = next.find(message.id()).orElseThrow();
        assertThat(found.at()).isEqualTo(NOW);
        assertThat(found.kind()).isEqualTo(SendKind.LONG_CODE);
        assertThat(found.request().path("text").asText()).isEqualTo("}é");
        assertThat(listed(next)).isEqualTo("[{   \"to\": \"+13125550002\",   \"text\": \"}é\" }]");
        assertThat(found(next, "+13125550002")).containsExactly(message.id());
        assertThat(found(next, null)).containsExactly(message.id());
        assertThat(found(next, "+13125550003")).isEmpty();
    }

    @Test
    void aTornLastLineIsDropped() throws IOException {
        TakenMessages killed = messages(NOW);
        killed.add(message(NOW), "{\"to\":\"1\"}");
        String whole = Files.readString(file());
        Files.writeString(file(), whole.substring(0, whole.length() / 2), StandardOpenOption.APPEND);

        TakenMessages next = messages(NOW);
        next.add(message(NOW), "{\"to\":\"2\"}");

        assertThat(listed(next)).isEqualTo("[{\"to\":\"1\"},{\"to\":\"2\"}]");
        assertThat(listed(messages(NOW))).isEqualTo("[{\"to\":\"1\"},{\"to\":\"2\"}]");
    }

    @Test
    void aFileOfSomebodyElseIsNamed() throws IOException {
        Files.createDirectories(file().getParent());
        Files.writeString(file(), "hello\n");

        assertThatThrownBy(() -> messages(NOW))
                .hasMessageContaining("accepted.jsonl")
                .hasMessageContaining("delete");
    }

    @Test
    void theNextRunPostsWhatTheLastOneMayOwe() throws IOException {
        messages(NOW).add(message(NOW), "{\"to\":\"1\"}");
        messages(NOW).add(message(NOW.minus(Duration.ofMinutes(5))), "{\"to\":\"1\"}");
        Files.delete(deliveredFile()); // as an older version left it
        DueQueue<Post> receipts = posts(NOW.plusSeconds(10));

        TakenMessages unused = new TakenMessages(
                file().toString(),
                new Delivered(deliveredFile().toString()),
                receipts,
                arrivals(NOW),
                clock(NOW.plusSeconds(10)));

        assertThat(taken(receipts)).extracting(Receipt::event).containsExactly(Receipt.SENT, Receipt.FINALIZED);
    }

    @Test
    void theNextRunDeliversWhatTheLastOneDidNotAndNothingElse() throws IOException {
        TakenMessage done = message(NOW);
        TakenMessage half = message(NOW);
        TakenMessage owed = message(NOW.minus(Duration.ofHours(3)));
        TakenMessages first = messages(NOW);
        List.of(done, half, owed).forEach(message -> first.add(message, "{\"to\":\"1\"}"));
        Delivered delivered = new Delivered(deliveredFile().toString());
        delivered.add(Arrival.of(done, NOW));
        Receipt.of(done).forEach(delivered::add);
        delivered.add(Receipt.of(half).get(0));
        Instant later = NOW.plusSeconds(600);
        DueQueue<Post> receipts = posts(later);
        DueQueue<String> arrivals = arrivals(later);

        TakenMessages unused = new TakenMessages(
                file().toString(), new Delivered(deliveredFile().toString()), receipts, arrivals, clock(later));

        assertThat(arrivals.take()).containsExactlyInAnyOrder(half.id(), owed.id());
        assertThat(taken(receipts))
                .extracting(receipt -> receipt.messageId() + receipt.event())
                .containsExactlyInAnyOrder(
                        half.id() + Receipt.FINALIZED, owed.id() + Receipt.SENT, owed.id() + Receipt.FINALIZED);
    }

    @Test
    void theOldestIsForgottenButListed() throws IOException {
        TakenMessages messages = messages(NOW);
        TakenMessage oldest = message(NOW.minusSeconds(1));
        TakenMessage newest = message(NOW.plusSeconds(1));
        messages.add(oldest, "{\"to\":\"oldest\"}");

        for (int i = 1; i < TakenMessages.MOST; i++) {
            messages.add(message(NOW), "{}");
        }
        messages.add(newest, "{}");

        assertThat(messages.find(oldest.id())).isEmpty();
        assertThat(messages.find(newest.id())).isPresent();
        assertThat(messages.between("+13125550002", Instant.EPOCH, NOW.plusSeconds(9)))
                .hasSize(TakenMessages.MOST);
        assertThat(messages.between(null, Instant.EPOCH, NOW)).isEmpty();
        assertThat(listed(messages)).startsWith("[{\"to\":\"oldest\"},{}");
    }

    private TakenMessages messages(Instant now) throws IOException {
        return new TakenMessages(
                file().toString(), new Delivered(deliveredFile().toString()), posts(now), arrivals(now), clock(now));
    }

    private Path deliveredFile() {
        return folder.resolve("simulator/delivered.txt");
    }

    private Path file() {
        return folder.resolve("simulator/accepted.jsonl");
    }

    private static DueQueue<Post> posts(Instant now) {
        return new DueQueue<>(clock(now), 1_000_000, 100);
    }

    private static DueQueue<String> arrivals(Instant now) {
        return new DueQueue<>(clock(now), 1_000_000, 100);
    }

    private static List<Receipt> taken(DueQueue<Post> posts) {
        return posts.take().stream().map(Receipt.class::cast).toList();
    }

    private static Clock clock(Instant now) {
        return Clock.fixed(now, ZoneOffset.UTC);
    }

    private static String listed(TakenMessages messages) throws IOException {
        try (InputStream list = messages.list()) {
            return new String(list.readAllBytes(), UTF_8);
        }
    }

    private static List<String> found(TakenMessages messages, @Nullable String recipient) {
        return messages.between(recipient, NOW, NOW.plusMillis(1))
                .map(entry -> entry.place().id())
                .toList();
    }

    private static TakenMessage message(Instant at) {
        ObjectNode request = Json.MAPPER.createObjectNode().put("to", "+13125550002");
        return new TakenMessage(
                UUID.randomUUID().toString(),
                at,
                SendKind.LONG_CODE,
                "+13125550001",
                List.of(),
                ReceiptOrder.IN_ORDER,
                new TakenMessage.Ended(Ending.DELIVERED, at),
                request);
    }
}

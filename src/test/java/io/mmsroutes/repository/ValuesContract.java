package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.repository.StoredObjects.StoredObject;
import io.mmsroutes.telnyx.ReadReceipt;
import io.mmsroutes.text.Json;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** Whatever the values that come from outside are like, no database makes them a failure that is tried again. */
abstract class ValuesContract extends RetentionContract {
    static List<String> hostile() {
        return List.of("x".repeat(5_000), "nul\0here", "half \ud83d pair", "\ud83d\ude00".repeat(1_000));
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aReceiptIsAppliedWhateverItsValuesAre(String value) {
        UUID id = sent();

        String outcome =
                apply(ONE, receipt(id, value, value, Instant.MAX), null).outcome();

        assertThat(outcome).isEqualTo("finalized");
        assertThat(state(id)).isEqualTo("finalized");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void aReceiptOfNoMessageIsParkedAndJoinsWhenItsMessageComes(String value) {
        Receipt receipt = receipt(null, value, value, Instant.MIN);
        assertThat(apply(ONE, receipt, null).outcome()).isEqualTo("parked");
        UUID id = sent();
        record(id, new Outcome.Accepted(value, hostileObject(value)));

        sweep();

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(count("unmatched_receipts")).isZero();
    }

    @Test
    void aReceiptAsLargeAsAWebhookMayBeIsParked() {
        String body = """
                {"data":{"event_type":"message.finalized","id":"e1","payload":{"id":"m1","errors":[],"n":[%s]}}}""".formatted("1e22,".repeat(200_000) + "1");
        Receipt receipt = new ReadReceipt().read(body.getBytes(StandardCharsets.UTF_8));

        assertThat(apply(ONE, receipt, null).outcome()).isEqualTo("parked");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anOutcomeIsRecordedWhateverTelnyxAnswers(String value) {
        UUID taken = sent();
        UUID refused = sent();
        UUID postponed = sent();
        ArrayNode errors = Json.MAPPER.createArrayNode().add(hostileObject(value));

        record(taken, new Outcome.Accepted(value, hostileObject(value)));
        record(refused, new Outcome.Refused(value, value, errors));
        record(postponed, new Outcome.Postponed(value, value, Outcome.Scope.NUMBER, Duration.ofDays(400_000)));

        assertThat(state(taken)).isEqualTo("accepted");
        assertThat(state(refused)).isEqualTo("rejected");
        assertThat(state(postponed)).isEqualTo("queued");
        assertThat(new FindMessage(database).find(value).id()).isEqualTo(taken);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void anAnswerLargerThanItsColumnIsLeftOut(String value) {
        UUID id = sent();
        ObjectNode large = hostileObject(value.repeat(1 + 1_100_000 / value.length()));

        record(id, new Outcome.Accepted("telnyx-large", large));

        assertThat(state(id)).isEqualTo("accepted");
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsStoredIsNotedWhateverItIsCalled(String value) {
        MediaMetadata found =
                new MediaMetadata("image/" + value, MediaKind.IMAGE, "jpg", 1, "0".repeat(64), false, List.of());

        int noted = database.writePatiently(transaction -> StoredObjects.insert(
                transaction,
                new StoredObject(value, "mms/x/0.jpg", "file:/x/0.jpg", "media-store-file-sink"),
                value,
                found));

        assertThat(noted).isEqualTo(1);
        assertThat(new StoredObjects(database).of(new PhoneNumber(value))).hasSize(1);
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void whatIsLookedForAndIsNotThereIsNotThere(String value) {
        assertThatThrownBy(() -> new FindMessage(database).find(value))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("message-unknown"));
        assertThat(new OptOuts(database, "", ONE).list(value, null, 1).rows()).isEmpty();
        assertThat(new OptOuts(database, "", ONE)
                        .lift(new PhoneNumber(value), value)
                        .lifted())
                .isZero();
        assertThat(new EraseOutboundMessages(database)
                        .erase(new PhoneNumber(value))
                        .erased())
                .isZero();
    }

    @ParameterizedTest
    @MethodSource("hostile")
    void findingsOfMediaAreKept(String value) {
        UUID id = inState("preparing");

        new RecordChecks(database, "refuse").record(id, List.of(new Finding(0, "media-unreachable", value)));

        assertThat(state(id)).isEqualTo("rejected");
    }

    /** The rule behind all others, for the value that nobody thought of. */
    @Test
    void anErrorOfTheDataIsNeverLater() {
        assertThatThrownBy(() -> inTransaction(
                        jdbc -> jdbc.sql("insert into own_numbers (number, seen_at) values (:number, :at)")
                                .param("number", "nnn")
                                .param("at", null)
                                .update()))
                .isInstanceOfSatisfying(Rejected.class, e -> {
                    assertThat(e.code()).isEqualTo("value-refused");
                    assertThat(e.sentence()).doesNotContain("nnn");
                });
        assertThatThrownBy(() -> inTransaction(jdbc ->
                        jdbc.sql("insert into secrets (name) values ('x')").update()))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("value-refused"));
        assertThat(count("secrets")).isNotNegative();
    }

    private UUID sent() {
        return inState("submitting");
    }

    private UUID inState(String state) {
        UUID id = enterRequest("off")
                .enterFor(request(FAST, "text"), "http", UUID.randomUUID().toString(), null);
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set state = :state where id = :id")
                .param("state", state)
                .param("id", id.toString())
                .update());
        return id;
    }

    private void sweep() {
        new SweepOutbound(
                        database,
                        new SendTimes(
                                Duration.ofSeconds(5),
                                Duration.ofSeconds(30),
                                Duration.ofHours(1),
                                "park",
                                Duration.ofHours(24)))
                .sweep();
    }

    private static Receipt receipt(@Nullable UUID ref, String telnyxId, String value, Instant at) {
        return new Receipt(
                value,
                "message.finalized",
                telnyxId,
                ref,
                at,
                value,
                List.of(new Receipt.Party(new PhoneNumber(TO), value, value, value)),
                Json.MAPPER.createArrayNode().add(hostileObject(value)),
                hostileObject(value));
    }

    private static ObjectNode hostileObject(String value) {
        ObjectNode object = Json.MAPPER.createObjectNode().put("code", value).put("title", value);
        object.put("detail", value).put("id", value).put(value, value);
        object.putArray("to").addObject().put("carrier", value).put("line_type", value);
        return object;
    }
}

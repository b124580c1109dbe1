package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.Callers;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.SpooledJson;
import io.mmsroutes.inbound.SpooledManifest;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.RateLimits;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.repository.ApplyReceipt.Applied;
import io.mmsroutes.repository.ClaimDue.Claimed;
import io.mmsroutes.repository.StoredObjects.StoredObject;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.support.StartedDatabase;
import io.mmsroutes.text.Json;
import java.io.File;
import java.net.URI;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.Set;
import java.util.UUID;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadPoolExecutor;
import java.util.function.Function;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the database promises, on every database that it runs on. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class OutboundContract {
    private static final Logger LOG = LoggerFactory.getLogger(OutboundContract.class);

    static final String FAST = "+18885550001";
    static final String SLOW = "+13125550001";
    static final String TO = "+17735550002";
    static final TelnyxAccounts ONE = OneAccount.of("");

    private final ThreadPoolExecutor pool = (ThreadPoolExecutor) Executors.newFixedThreadPool(64);
    private final RateLimits rate =
            new RateLimits("0.1/s", "0.1/s", "0.2/s", "1000/s", "15/s", "100000/s", "100000/s", "", "");
    Database database;

    /** An empty one. */
    abstract DatabaseConfig config();

    @BeforeAll
    void open() {
        database = StartedDatabase.of(new Database(config()));
    }

    @AfterAll
    void close() {
        database.stop();
        pool.shutdownNow();
    }

    @BeforeEach
    void empty() {
        inTransaction(jdbc -> List.of(
                        "queue_entries",
                        "outbound_recipients",
                        "unmatched_receipts",
                        "outbound_messages",
                        "stored_media",
                        "own_numbers",
                        "opt_outs")
                .stream()
                .mapToInt(table -> jdbc.sql("delete from " + table).update())
                .sum());
        // Of the accounts of other tests: who moves the slots of several in one statement may meet whoever claims in
        // one of them.
        inTransaction(jdbc ->
                jdbc.sql("delete from rate_limits where account <> 'default'").update());
        inTransaction(
                jdbc -> jdbc.sql("update rate_limits set next_slot = $now, held_since = null, adapted_until = null")
                        .update());
    }

    @Test
    void sameKeyIsOneMessageHoweverOftenAndHoweverManyAtOnce() throws Exception {
        EnterRequest enter = enterRequest("off");

        Set<UUID> ids = together(16, () -> enter.enterFor(request(FAST, "one"), "http", "key-1", null));

        assertThat(ids).hasSize(1);
        assertThat(enter.enterFor(request(FAST, "one"), "http", "key-1", null)).isIn(ids);
        assertThat(enter.enterFor(request(FAST, "one"), "jms", "key-1", null)).isNotIn(ids);
        assertThat(count("outbound_messages")).isEqualTo(2);
    }

    @Test
    void sameKeyWithAnotherRequestIsRefused() {
        EnterRequest enter = enterRequest("off");
        enter.enterFor(request(FAST, "one"), "http", "key-1", null);

        assertThatThrownBy(() -> enter.enterFor(request(FAST, "another"), "http", "key-1", null))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("key-reused"));
    }

    @Test
    void firstComesFirstForEachSenderAndASlowOneHoldsUpNobody() {
        UUID slow1 = enter(SLOW, "slow 1");
        UUID slow2 = enter(SLOW, "slow 2");
        UUID fast1 = enter(FAST, "fast 1");
        UUID fast2 = enter(FAST, "fast 2");

        assertThat(claimed()).containsExactlyInAnyOrder(slow1, fast1);
        assertThat(claimed()).isEmpty();
        passSlot(FAST);
        assertThat(claimed()).containsExactly(fast2);
        passSlot(SLOW);
        assertThat(claimed()).containsExactly(slow2);
    }

    @Test
    void whoeverClaimsGetsEachMessageOnce() throws Exception {
        for (int i = 0; i < 60; i++) {
            enter("+1888555%04d".formatted(i), "text");
        }

        List<UUID> claimed = Collections.synchronizedList(new ArrayList<>());
        together(8, () -> {
            for (int i = 0; i < 40; i++) {
                claimed.addAll(claimed());
                passSlot(RateLimitSlots.ACCOUNT);
            }
            return null;
        });

        assertThat(claimed).hasSize(60).doesNotHaveDuplicates();
    }

    @Test
    void senderWaitsForTheOneInFrontWhoseMediaAreLookedAt() {
        UUID first = enterRequest("warn").enterFor(mms(FAST, "first"), "http", null, null);
        enter(FAST, "second");

        assertThat(claimed()).isEmpty();
        assertThat(queued("preflight")).containsExactly(first.toString());
        new RecordChecks(database, "warn").record(first, List.of(new Finding(0, "item-too-large", "Too large.")));
        assertThat(claimed()).containsExactly(first);
    }

    @Test
    void ofEachSenderAFewMessagesAreLookedAtAtOnceAndAReplyBeforeTheOthers() {
        EnterRequest enter = enterRequest("warn");
        List<String> many = new ArrayList<>();
        for (int i = 0; i < 6; i++) {
            many.add(
                    enter.enterFor(mms(FAST, "one of many"), "http", null, null).toString());
        }
        String other =
                enter.enterFor(mms(SLOW, "another's"), "http", null, null).toString();
        RecordChecks checks = new RecordChecks(database, "warn");

        assertThat(queued("preflight")).containsExactlyInAnyOrderElementsOf(first(many, 4, other));
        checks.sweep();
        assertThat(queued("preflight")).containsExactlyInAnyOrderElementsOf(first(many, 4, other));
        end(checks, many.get(1));
        assertThat(queued("preflight")).contains(many.get(4)).doesNotContain(many.get(5));
        UUID reply = UUID.randomUUID();
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set priority = 9 where sender = :sender")
                .param("sender", FAST)
                .update());
        database.writePatiently(
                transaction -> NewOutboundMessage.of(reply, mms(FAST, "reply"), "reply:1", NewOutboundMessage.REPLY)
                        .insert(transaction, rules("warn")));
        assertThat(queued("preflight")).contains(reply.toString()).doesNotContain(many.get(5));
    }

    @Test
    void messageBehindOneThatIsGoneHasItsMediaLookedAt() {
        EnterRequest enter = enterRequest("warn");
        List<UUID> many = new ArrayList<>();
        for (int i = 0; i < 5; i++) {
            many.add(enter.enterFor(mms(FAST, "one of many"), "http", null, null));
        }
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set send_before = 0 where id = :id")
                .param("id", many.get(0).toString())
                .update());
        sweep("park");
        assertThat(state(many.get(0))).isEqualTo("expired");

        RecordChecks checks = new RecordChecks(database, "warn");
        checks.sweep();

        assertThat(queued("preflight")).contains(many.get(4).toString());
        assertThat(checks.begin(many.get(0).toString())).isNull();
        assertThat(checks.begin(many.get(4).toString())).extracting(Claimed::id).isEqualTo(many.get(4));
    }

    @ParameterizedTest
    @CsvSource({"warn, queued", "refuse, rejected"})
    void messageThatNobodyCanLookAtIsDecidedAsPreflightSays(String preflight, String state) {
        UUID id = enterRequest(preflight).enterFor(mms(FAST, "poison"), "http", null, null);
        inTransaction(jdbc -> jdbc.sql("""
                        update queue_entries set state = 'dead', due_at = null, code = 'process-died', reason = 'It died.'
                        where queue = 'preflight'""").update());

        new RecordChecks(database, preflight).sweep();

        assertThat(state(id)).isEqualTo(state);
        assertThat(find(id).checks()).isNotEmpty();
        assertThat(queued("preflight")).isEmpty();
    }

    private static List<String> first(List<String> ids, int count, String more) {
        List<String> first = new ArrayList<>(ids.subList(0, count));
        first.add(more);
        return first;
    }

    /** As the route does it. */
    private void end(RecordChecks checks, String id) {
        checks.record(UUID.fromString(id), List.of());
        inTransaction(jdbc -> jdbc.sql("delete from queue_entries where queue = 'preflight' and id = :id")
                .param("id", id)
                .update());
    }

    private List<String> queued(String queue) {
        return inTransaction(jdbc -> jdbc.sql("select id from queue_entries where queue = :queue order by due_at, id")
                .param("queue", queue)
                .query(String.class)
                .list());
    }

    @Test
    void refusingPreflightEndsTheMessageAndTellsTheApplication() {
        UUID id = enterRequest("refuse").enterFor(mms(FAST, "large"), "http", null, null);

        new RecordChecks(database, "refuse").record(id, List.of(new Finding(0, "item-too-large", "Too large.")));

        assertThat(state(id)).isEqualTo("rejected");
        assertThat(reports()).containsExactly("rejected");
    }

    @Test
    void numberThatHasToWaitKeepsItsPlaceAndTheOthersGoOn() {
        UUID first = enter(FAST, "first");
        enter(FAST, "second");
        UUID other = enter("+18885550009", "other");
        assertThat(claimed()).containsExactlyInAnyOrder(first, other);

        record(first, new Outcome.Postponed("40318", "Full.", Outcome.Scope.NUMBER, Duration.ofMinutes(10)));

        assertThat(state(first)).isEqualTo("queued");
        assertThat(claimed()).isEmpty();
        UUID next = enter("+18885550009", "other");
        passSlot("+18885550009");
        assertThat(claimed()).containsExactly(next);
        passSlot(FAST);
        assertThat(claimed()).containsExactly(first);
    }

    /** The database may have confirmed the first one too late, so that it is written once more. */
    @Test
    void whatACallCameToSaysNothingWhileALaterCallIsUnderWay() {
        UUID id = enter(FAST, "one");
        assertThat(claimed()).containsExactly(id);
        Outcome postponed = new Outcome.Postponed("40318", "Full.", Outcome.Scope.NUMBER, Duration.ofMillis(1));
        RecordOutcome outcomes = new RecordOutcome(database, Duration.ofSeconds(5));
        outcomes.record(id, 1, postponed);
        passSlot(FAST);
        assertThat(claimed()).containsExactly(id);

        outcomes.record(id, 1, postponed);

        assertThat(state(id)).isEqualTo("submitting");
        passSlot(FAST);
        assertThat(claimed()).isEmpty();
        outcomes.record(id, 2, taken("t-1"));
        assertThat(state(id)).isEqualTo("accepted");
    }

    @Test
    void accountThatHasToWaitHoldsEverybody() {
        UUID first = enter(FAST, "first");
        enter("+18885550009", "other");
        assertThat(claimed()).contains(first);

        record(first, new Outcome.Postponed("10011", "Slower.", Outcome.Scope.ACCOUNT, Duration.ofMinutes(10)));

        passSlot(FAST);
        assertThat(claimed()).isEmpty();
        passSlot(RateLimitSlots.ACCOUNT);
        assertThat(claimed()).contains(first);
    }

    @Test
    void whatIsWorthNothingLaterExpires() {
        Instant soon = Instant.now().minusSeconds(1);
        UUID late = enterRequest("off")
                .enterFor(
                        new SendRequest(
                                SendKind.MESSAGES,
                                new PhoneNumber(FAST),
                                List.of(new PhoneNumber(TO)),
                                List.of(),
                                soon,
                                body(FAST, "late")),
                        "http",
                        null,
                        null);

        assertThat(claimed()).isEmpty();
        sweep("park");

        assertThat(state(late)).isEqualTo("expired");
    }

    @Test
    void receiptThatIsFasterThanTheAnswerIsNotUndone() {
        UUID id = enter(FAST, "text");
        claimed();

        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));
        record(id, new Outcome.Unknown("answer-lost", "Lost."));

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(status(id)).isEqualTo("delivered");
    }

    @Test
    void lateSentNeverUndoesDelivered() {
        UUID id = enter(FAST, "text");
        claimed();

        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));
        apply(receipt("message.sent", "sent", id, "telnyx-1", 3));
        apply(receipt("message.sent", "sent", id, "telnyx-1", 9));

        assertThat(status(id)).isEqualTo("delivered");
        assertThat(reports()).containsExactly("finalized");
    }

    @Test
    void messageThatDidNotArriveSaysWhatToDo() {
        UUID id = enter(FAST, "text");
        claimed();
        Receipt failed = receipt("message.finalized", "delivery_failed", id, "telnyx-1", 5);

        apply(new Receipt(
                failed.eventId(),
                failed.eventType(),
                failed.telnyxId(),
                failed.ref(),
                failed.occurredAt(),
                "MMS",
                failed.recipients(),
                Json.MAPPER.createArrayNode().add(Json.MAPPER.createObjectNode().put("code", "40001")),
                failed.payload()));

        MessageView view = new FindMessage(database).find(id.toString());
        assertThat(view.code()).isEqualTo("40001");
        assertThat(view.reason()).isNotBlank();
        assertThat(view.to().get(0).errors()).hasSize(1);
    }

    // --- Receipts: one message, one recipient, one truth

    @Test
    void lateDeliveredLeavesNothingOfTheFailure() {
        UUID id = enter(FAST, "text");
        claimed();
        apply(withError(receipt("message.finalized", "delivery_failed", id, "telnyx-1", 5), "40008"));
        assertThat(find(id).code()).isEqualTo("40008");

        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 9));

        assertThat(status(id)).isEqualTo("delivered");
        assertThat(find(id).code()).isNull();
        assertThat(find(id).reason()).isNull();
        assertThat(find(id).to().get(0).errors()).isEmpty();
        assertThat(reports()).containsExactly("finalized", "finalized");
    }

    @Test
    void olderFailureThatComesLateChangesNothing() {
        UUID id = enter(FAST, "text");
        claimed();
        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 9));

        apply(withError(receipt("message.finalized", "delivery_failed", id, "telnyx-1", 5), "40008"));

        assertThat(status(id)).isEqualTo("delivered");
        assertThat(find(id).code()).isNull();
        assertThat(find(id).to().get(0).errors()).isEmpty();
        assertThat(reports()).containsExactly("finalized");
    }

    /** A carrier takes an MMS, which is "delivered", and may report later that the phone did not. */
    @Test
    void laterFailureCountsAfterDelivered() {
        UUID id = enter(FAST, "text");
        claimed();
        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));

        apply(withError(receipt("message.finalized", "delivery_failed", id, "telnyx-1", 9), "40004"));

        assertThat(status(id)).isEqualTo("delivery_failed");
        assertThat(find(id).code()).isEqualTo("40004");
    }

    @Test
    void receiptOfARefusedMessageLeavesNothingOfTheRefusal() {
        UUID id = enter(FAST, "text");
        claimed();
        record(
                id,
                new Outcome.Refused(
                        "40310",
                        "No.",
                        Json.MAPPER
                                .createArrayNode()
                                .add(Json.MAPPER.createObjectNode().put("code", "40310"))));

        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(find(id).code()).isNull();
        assertThat(find(id).to().get(0).errors()).isEmpty();
    }

    @Test
    void statusCountsHoweverItIsWrittenAndWhoeverIsNamed() {
        Map<String, String> statuses = Map.of(
                "Delivered", "delivered",
                " DELIVERY FAILED ", "delivery_failed",
                "delivery-unconfirmed", "delivery_unconfirmed",
                "Pondering", "Pondering");
        statuses.forEach((told, kept) -> {
            empty();
            UUID id = enter(FAST, "text");
            claimed();

            apply(receiptOf("message.finalized", told, id, "telnyx-1", 5, ""));

            assertThat(state(id)).isEqualTo("finalized");
            assertThat(status(id)).isEqualTo(kept);
        });
    }

    @Test
    void finalizedIsNeverQueued() {
        for (String word : new String[] {"queued", "sending", "Scheduled"}) {
            empty();
            UUID id = enter(FAST, "text");
            claimed();
            apply(receipt("message.finalized", word, id, "telnyx-1", 5));
            assertThat(status(id)).isEqualTo("delivery_unconfirmed");

            empty();
            UUID failed = enter(FAST, "text");
            claimed();
            apply(withError(receipt("message.finalized", word, failed, "telnyx-1", 5), "40001"));
            assertThat(status(failed)).isEqualTo("delivery_failed");
        }
    }

    @Test
    void ofTwoPartiesTheOneWithTheNumberOfTheMessageCounts() {
        UUID id = enter(FAST, "text");
        claimed();
        Receipt one = receipt("message.finalized", "delivered", id, "telnyx-1", 5);
        Receipt.Party other = new Receipt.Party(new PhoneNumber("+17735550099"), "delivery_failed", null, null);

        apply(new Receipt(
                one.eventId(),
                one.eventType(),
                one.telnyxId(),
                one.ref(),
                one.occurredAt(),
                "MMS",
                List.of(other, new Receipt.Party(new PhoneNumber("1 (773) 555-0002"), "delivered", null, null)),
                one.errors(),
                one.payload()));

        assertThat(status(id)).isEqualTo("delivered");
    }

    /** Support page 8255134: the webhooks of a group show all participants. */
    @Test
    void ofAGroupOnlyLastWordsCountAndErrorsAreTheirs() {
        UUID id = group();
        claimed();
        Receipt one = withError(receipt("message.finalized", "delivered", id, "telnyx-1", 5), "40001");

        apply(parties(one, "+17735550002", "delivered", "+17735550003", "sent"));
        assertThat(state(id)).isEqualTo("accepted");
        assertThat(find(id).to().get(0).errors()).isEmpty();
        assertThat(find(id).to().get(1).errors()).isEmpty();

        apply(parties(one, "+17735550002", "delivered", "+17735550003", "delivery_failed"));
        assertThat(state(id)).isEqualTo("finalized");
        assertThat(find(id).to().get(0).errors()).isEmpty();
        assertThat(find(id).to().get(1).errors()).hasSize(1);
        assertThat(find(id).code()).isEqualTo("40001");
    }

    @ParameterizedTest
    @CsvSource({"sent", "queued", "sending", "Scheduled", "Pondering", "''"})
    void aMemberIsFinalByAFinalStatusOnlyAlsoWhereTheEventNamesNobodyElse(String word) {
        UUID id = group();
        claimed();
        apply(receiptOf("message.finalized", "delivered", id, "telnyx-1", 5, "+17735550003"));

        apply(receiptOf("message.finalized", word, id, "telnyx-1", 6, "+17735550002"));
        assertThat(state(id)).isEqualTo("accepted");
        assertThat(find(id).to().get(1).status()).isEqualTo("delivered");

        apply(receiptOf("message.finalized", "delivery_unconfirmed", id, "telnyx-1", 7, "+17735550002"));
        assertThat(state(id)).isEqualTo("finalized");
    }

    @Test
    void whateverElseAnEventListsEachMemberHasItsOwnStatus() {
        UUID id = group();
        claimed();
        Receipt one = receipt("message.finalized", "delivered", id, "telnyx-1", 5);

        apply(parties(one, "+17735550002", "delivered", "+17735550002", "sent"));
        assertThat(find(id).to().get(0).status()).isEqualTo("delivered");
        assertThat(state(id)).isEqualTo("accepted");

        apply(parties(one, FAST, "webhook_delivered", "+17735550099", "delivered"));
        assertThat(state(id)).isEqualTo("accepted");

        apply(withError(receiptOf("message.finalized", "sending", id, "telnyx-1", 8, "+17735550003"), "40001"));
        assertThat(find(id).to().get(1).status()).isEqualTo("delivery_failed");
        assertThat(state(id)).isEqualTo("finalized");
    }

    private UUID group() {
        ObjectNode body = body(FAST, "hello all");
        body.putArray("to").add("+17735550002").add("+17735550003");
        return enterRequest("off")
                .enterFor(
                        new SendRequest(
                                SendKind.GROUP_MMS,
                                new PhoneNumber(FAST),
                                List.of(new PhoneNumber("+17735550002"), new PhoneNumber("+17735550003")),
                                List.of(),
                                null,
                                body),
                        "http",
                        null,
                        null);
    }

    private static Receipt parties(Receipt receipt, String one, String first, String other, String second) {
        return new Receipt(
                UUID.randomUUID().toString(),
                receipt.eventType(),
                receipt.telnyxId(),
                receipt.ref(),
                receipt.occurredAt(),
                "MMS",
                List.of(
                        new Receipt.Party(new PhoneNumber(one), first, null, null),
                        new Receipt.Party(new PhoneNumber(other), second, null, null)),
                receipt.errors(),
                receipt.payload());
    }

    private static Receipt withError(Receipt receipt, String code) {
        return new Receipt(
                receipt.eventId(),
                receipt.eventType(),
                receipt.telnyxId(),
                receipt.ref(),
                receipt.occurredAt(),
                "MMS",
                receipt.recipients(),
                Json.MAPPER.createArrayNode().add(Json.MAPPER.createObjectNode().put("code", code)),
                receipt.payload());
    }

    private MessageView find(UUID id) {
        return new FindMessage(database).find(id.toString());
    }

    // --- Holds

    @Test
    void heldAccountIsTriedWithOneMessageAndGoesOnWhenTelnyxTakesIt() {
        UUID first = enter(FAST, "first");
        UUID underWay = enter("+18885550009", "under way");
        assertThat(claimed()).containsExactlyInAnyOrder(first, underWay);
        record(first, keyUnknown(Duration.ZERO));
        enter("+18885550010", "other");
        passSlot(FAST);
        assertThat(claimed()).isEmpty();

        passSlot(RateLimitSlots.ACCOUNT);
        List<UUID> tried = claimed();
        assertThat(tried).hasSize(1);
        passSlot(FAST);
        assertThat(claimed()).as("One is tried already.").isEmpty();

        record(underWay, taken("telnyx-1"));
        assertThat(held()).as("It was called before.").hasSize(1);
        assertThat(find(enter("+18885550011", "waiting")).code()).isEqualTo("10009");

        record(tried.get(0), taken("telnyx-2"));
        assertThat(held()).isEmpty();
        passSlot(FAST);
        assertThat(claimed()).hasSize(2);
        assertThat(state(first)).isNotEqualTo("rejected");
    }

    @Test
    void holdThatWasTriedInVainGoesOn() {
        UUID first = enter(FAST, "first");
        claimed();
        record(first, keyUnknown(Duration.ZERO));
        for (Outcome vain : List.of(
                keyUnknown(Duration.ZERO),
                new Outcome.Unknown("http-500", "Who knows."),
                new Outcome.Refused("40310", "No.", Json.MAPPER.createArrayNode()),
                new Outcome.Postponed("40318", "Full.", Outcome.Scope.NUMBER, Duration.ZERO))) {
            enter(FAST, "next");
            passSlot(FAST);
            passSlot(RateLimitSlots.ACCOUNT);
            List<UUID> tried = claimed();
            assertThat(tried).hasSize(1);

            record(tried.get(0), vain);

            assertThat(held()).as(vain.toString()).hasSize(1);
            inTransaction(jdbc -> jdbc.sql("update rate_limits set next_slot = $now where next_slot < $now + 20000000")
                    .update());
            assertThat(count("rate_limits where next_slot > $now"))
                    .as("It is not put off for as long as a call may last, after %s", vain)
                    .isZero();
        }
    }

    @Test
    void heldNumberIsTriedWithOneMessageAndHoldsNoOther() {
        UUID first = enter(FAST, "first");
        claimed();
        record(
                first,
                new Outcome.Postponed(
                        "40312", "Disabled.", Outcome.Scope.NUMBER, Duration.ZERO, Outcome.Hold.UNTIL_FIXED));
        enter(FAST, "second");
        UUID other = enter("+18885550009", "other");

        assertThat(claimed()).containsExactly(other);
        passSlot(FAST);
        assertThat(claimed()).containsExactly(first);
        assertThat(claimed()).isEmpty();
        record(first, taken("telnyx-1"));
        assertThat(held()).isEmpty();
        assertThat(claimed()).hasSize(1);
    }

    @Test
    void messageThatIsRefusedAgainAndAgainWhileOthersPassIsAtFaultItself() {
        UUID disliked = enter(FAST, "disliked");
        Outcome.Postponed forbidden = new Outcome.Postponed(
                "http-403", "Forbidden.", Outcome.Scope.ACCOUNT, Duration.ZERO, Outcome.Hold.IN_DOUBT);
        int refusals = 0;
        while (!state(disliked).equals("rejected") && refusals < 20) {
            UUID good = enter(FAST, "good");
            passSlot(FAST);
            passSlot(RateLimitSlots.ACCOUNT);
            UUID tried = claimed().get(0);
            record(tried, tried.equals(disliked) ? forbidden : taken("telnyx-" + good));
            refusals += tried.equals(disliked) ? 1 : 0;
        }

        assertThat(state(disliked)).isEqualTo("rejected");
        assertThat(refusals).isEqualTo(5);
        assertThat(held()).isEmpty();
    }

    @Test
    void whatExpiresBehindAHoldSaysSo() {
        UUID first = enter(FAST, "first");
        claimed();
        record(first, keyUnknown(Duration.ZERO));
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set send_before = :past where id = :id")
                .param("past", Row.time(Row.now(jdbc).minusSeconds(1)))
                .param("id", first.toString())
                .update());

        sweep("park");

        assertThat(state(first)).isEqualTo("expired");
        assertThat(find(first).reason()).contains("held").contains("Key unknown.");
    }

    @Test
    void nothingIsDecidedOfWhatTelnyxDoesNotLetUsAskAbout() {
        for (String policy : List.of("park", "resend", "fail")) {
            empty();
            UUID id = enter(FAST, "text");
            claimed();
            record(id, new Outcome.Unknown("answer-lost", "Lost."));
            age(id, Duration.ofHours(2));
            Lookup lookup = lookups().get(0);

            reconcile(lookup, 401, "{}");
            sweep(policy);
            assertThat(state(id)).isEqualTo("unknown");
            assertThat(find(id).code()).isEqualTo("lookup-refused");
            assertThat(find(id).reason()).contains("telnyx.api-key");

            reconcile(lookup);
            sweep(policy);
            assertThat(state(id)).isNotEqualTo("unknown");
        }
    }

    private List<Holds.Hold> held() {
        return database.read(Holds::all);
    }

    private static Outcome keyUnknown(Duration atLeast) {
        return new Outcome.Postponed("10009", "Key unknown.", Outcome.Scope.ACCOUNT, atLeast, Outcome.Hold.UNTIL_FIXED);
    }

    private static Outcome taken(String telnyxId) {
        return new Outcome.Accepted(telnyxId, Json.MAPPER.createObjectNode());
    }

    @Test
    @Timeout(60)
    void recipientThatIsNamedManyTimesIsWrittenOnceWithItsErrors() {
        UUID id = enter(FAST, "text");
        claimed();
        Receipt failed = receipt("message.finalized", "delivery_failed", id, "telnyx-1", 5);
        ArrayNode errors = Json.MAPPER.createArrayNode();
        for (int i = 0; i < 2_000; i++) {
            errors.addObject().put("code", "40001").put("detail", "x".repeat(200));
        }

        apply(new Receipt(
                failed.eventId(),
                failed.eventType(),
                failed.telnyxId(),
                failed.ref(),
                failed.occurredAt(),
                "MMS",
                Collections.nCopies(20_000, failed.recipients().get(0)),
                errors,
                failed.payload()));

        assertThat(status(id)).isEqualTo("delivery_failed");
        assertThat(new FindMessage(database).find(id.toString()).to().get(0).errors())
                .hasSize(2_000);
    }

    @Test
    void wordsThatNobodyKnowsAreKept() {
        UUID id = enter(FAST, "text");
        claimed();

        apply(receipt("message.sent", "pondering", id, "telnyx-1", 3));

        assertThat(status(id)).isEqualTo("pondering");
        assertThat(state(id)).isEqualTo("accepted");
    }

    @Test
    void groupIsDoneWhenEveryMemberIs() {
        ObjectNode body = body(FAST, "hello all");
        body.putArray("to").add("+17735550002").add("+17735550003");
        UUID id = enterRequest("off")
                .enterFor(
                        new SendRequest(
                                SendKind.GROUP_MMS,
                                new PhoneNumber(FAST),
                                List.of(new PhoneNumber("+17735550002"), new PhoneNumber("+17735550003")),
                                List.of(),
                                null,
                                body),
                        "http",
                        null,
                        null);
        claimed();

        apply(receiptOf("message.finalized", "delivered", id, "telnyx-1", 5, "+17735550003"));
        assertThat(state(id)).isEqualTo("accepted");
        apply(receiptOf("message.finalized", "unknown", id, "telnyx-1", 6, "+17735550002"));

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(reports()).containsExactly("finalized", "finalized");
    }

    @Test
    void mmsThatWentOutAsSmsIsMarked() {
        UUID id = enterRequest("off").enterFor(mms(FAST, "picture"), "http", null, null);
        claimed();
        Receipt mms = receipt("message.finalized", "delivered", id, "telnyx-1", 5);

        apply(new Receipt(
                mms.eventId(),
                mms.eventType(),
                mms.telnyxId(),
                mms.ref(),
                mms.occurredAt(),
                "SMS",
                mms.recipients(),
                mms.errors(),
                mms.payload()));

        assertThat(value("select sent_as_sms from outbound_messages where id = :id", id, Boolean.class))
                .isTrue();
    }

    @Test
    void receiptThatComesBeforeItsMessageIsParkedAndJoined() {
        apply(receipt("message.finalized", "delivered", null, "telnyx-7", 5));
        UUID id = enter(FAST, "text");
        claimed();
        record(id, new Outcome.Accepted("telnyx-7", Json.MAPPER.createObjectNode()));
        assertThat(state(id)).isEqualTo("accepted");

        sweep("park");

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(count("unmatched_receipts")).isZero();
    }

    @Test
    void finalStatesDoNotDependOnTheOrderOfReceipts() {
        receiptsInRandomOrder(400);
    }

    @Test
    @Tag("proof")
    void finalStatesDoNotDependOnTheOrderOfManyReceipts() {
        receiptsInRandomOrder(10_000);
    }

    private void receiptsInRandomOrder(int many) {
        Random random = new Random(7);
        Map<UUID, String> expected = new HashMap<>();
        List<Receipt> receipts = new ArrayList<>();
        List<UUID> entered = new ArrayList<>();
        for (int i = 0; i < many / 3; i++) {
            UUID id = enter("+1888%07d".formatted(i), "text");
            entered.add(id);
            String last = random.nextInt(5) == 0 ? "delivery_failed" : "delivered";
            expected.put(id, last);
            @Nullable UUID ref = random.nextBoolean() ? id : null;
            receipts.add(receipt("message.sent", "sent", ref, "t-" + id, 3));
            receipts.add(receipt("message.finalized", last, ref, "t-" + id, 5));
            receipts.add(random.nextBoolean() ? receipts.get(receipts.size() - 1) : receipts.get(receipts.size() - 2));
        }
        Collections.shuffle(receipts, random);

        // One half of the receipts comes before Telnyx's answer is written down.
        receipts.subList(0, receipts.size() / 2).forEach(this::applyUntilItIs);
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set state = 'submitting' where state = 'queued'")
                .update());
        entered.forEach(id -> record(id, new Outcome.Accepted("t-" + id, Json.MAPPER.createObjectNode())));
        receipts.subList(receipts.size() / 2, receipts.size()).forEach(this::applyUntilItIs);
        while (count("unmatched_receipts") > 0) {
            sweep("park");
        }

        Map<UUID, String> found = new HashMap<>();
        inTransaction(jdbc -> jdbc.sql("""
                select message_id as id, status from outbound_recipients join outbound_messages on id = message_id where state = 'finalized'""")
                .query((row, number) -> found.put(Row.id(row), row.getString("status")))
                .list());
        assertThat(found).isEqualTo(expected);
    }

    @Test
    void callOfADeadGatewayIsUnknownAndNeverSentAgain() {
        UUID id = enter(FAST, "text");
        assertThat(claimed()).containsExactly(id);
        age(id, Duration.ofMinutes(5));

        sweep("park");

        assertThat(state(id)).isEqualTo("unknown");
        passSlot(FAST);
        assertThat(claimed()).isEmpty();
    }

    @Test
    void policySaysWhatFollowsALostAnswer() {
        assertThat(stateAfterLostAnswer("park")).isEqualTo("parked");
        assertThat(stateAfterLostAnswer("fail")).isEqualTo("failed");
        assertThat(stateAfterLostAnswer("resend")).isEqualTo("queued");
    }

    @Test
    void messageWithoutALastWordIsUnconfirmedAndALateOneStillCounts() {
        UUID id = enter(FAST, "text");
        claimed();
        record(id, new Outcome.Accepted("telnyx-1", Json.MAPPER.createObjectNode()));
        age(id, Duration.ofHours(25));

        sweep("park");
        assertThat(state(id)).isEqualTo("unconfirmed");

        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));
        assertThat(state(id)).isEqualTo("finalized");
    }

    @Test
    void lostAnswerIsSettledByTheOneRecordThatCanBeOurs() {
        UUID id = enter(FAST, "text");
        claimed();
        record(id, new Outcome.Unknown("answer-lost", "Lost."));
        age(id, Duration.ofSeconds(30));
        Lookup lookup = lookups().get(0);
        assertThat(lookup.uri().toString())
                .startsWith("https://api.telnyx.com/v2/detail_records?")
                .contains("filter%5Bcld%5D=%2B17735550002")
                .contains("filter%5Bcli%5D=%2B18885550001");

        reconcile(lookup, record("telnyx-9", FAST, TO), record("telnyx-8", FAST, "+17735550099"));

        assertThat(state(id)).isEqualTo("finalized");
        assertThat(status(id)).isEqualTo("delivered");
        assertThat(value("select telnyx_id from outbound_messages where id = :id", id, String.class))
                .isEqualTo("telnyx-9");
    }

    @Test
    void recordsThatCouldBeAnothersSettleNothing() {
        UUID one = enter(FAST, "text");
        claimed();
        record(one, new Outcome.Unknown("answer-lost", "Lost."));
        age(one, Duration.ofSeconds(30));
        Lookup lookup = lookups().get(0);

        reconcile(lookup, record("telnyx-1", FAST, TO), record("telnyx-2", FAST, TO));
        assertThat(state(one)).isEqualTo("unknown");

        UUID rival = enter(FAST, "text");
        passSlot(FAST);
        claimed();
        record(rival, new Outcome.Unknown("answer-lost", "Lost."));
        reconcile(lookup, record("telnyx-1", FAST, TO));
        assertThat(state(one)).isEqualTo("unknown");

        record(rival, new Outcome.Accepted("telnyx-2", Json.MAPPER.createObjectNode()));
        reconcile(lookup, record("telnyx-1", FAST, TO), record("telnyx-2", FAST, TO));
        assertThat(state(one)).isEqualTo("finalized");
    }

    @Test
    void statusEventsAreQueuedInTheirOrderAndFoundByMessageAndNumber() {
        UUID id = enter(FAST, "text");
        claimed();
        record(id, taken("telnyx-1"));
        apply(receipt("message.sent", "sent", id, "telnyx-1", 3));
        apply(receipt("message.finalized", "delivered", id, "telnyx-1", 5));

        assertThat(reports()).containsExactly("accepted", "sent", "finalized");
        assertThat(queued("status-events")).containsExactly(id + "/1", id + "/2", id + "/3");
        assertThat(keys(id + "/2")).containsExactlyInAnyOrder(id.toString(), FAST, TO);
    }

    @Test
    void whatWaitsInQueuesGoesWithItsMessage() {
        UUID looked = enterRequest("warn").enterFor(mms(SLOW, "preparing"), "http", null, null);
        UUID refused = enter(FAST, "text");
        claimed();
        record(refused, new Outcome.Refused("40310", "No.", Json.MAPPER.createArrayNode()));
        assertThat(queued("preflight")).containsExactly(looked.toString());
        assertThat(queued("status-events")).hasSize(1);

        erase(TO);

        assertThat(count("queue_entries")).isZero();
        assertThat(count("queue_keys")).isZero();
    }

    @Test
    void telnyxIsAskedOnceAboutWhatItNeverFinalized() {
        UUID id = enter(FAST, "text");
        claimed();
        record(id, taken("telnyx-1"));
        sweep("park");
        assertThat(queued("reconcile")).isEmpty();
        age(id, Duration.ofHours(13));

        sweep("park");
        sweep("park");

        assertThat(queued("reconcile")).containsExactly(id + "/accepted/1");
        assertThat(lookups())
                .extracting(lookup -> lookup.uri().toString())
                .containsExactly("https://api.telnyx.com/v2/messages/telnyx-1");
    }

    private List<String> keys(String entry) {
        return inTransaction(jdbc -> jdbc.sql("select key from queue_keys where id = :id")
                .param("id", entry)
                .query(String.class)
                .list());
    }

    @Test
    void whatIsStoredIsFoundByItsSenderUntilItIsForgotten() {
        StoredObjects record = new StoredObjects(database);
        record.record(
                received("m-1", TO, "file:///a/0.png"), manifest("file:///a/message.json"), "media-store-file-sink");
        record.record(received("m-2", TO, "file:///b/0.png"), null, null);
        record.record(received("m-3", "+17735550003", "file:///c/0.png"), null, null);

        List<StoredObject> found = stored();
        found.forEach(object -> new StoredObjects(database).forget(object.location()));

        assertThat(found)
                .containsExactlyInAnyOrder(
                        new StoredObject("m-1", "mms/m-1/0.png", "file:///a/0.png", "media-store-file-sink"),
                        new StoredObject("m-1", "a/message.json", "file:///a/message.json", "media-store-file-sink"),
                        new StoredObject("m-2", "mms/m-2/0.png", "file:///b/0.png", "media-store-file-sink"));
        assertThat(found.toString()).doesNotContain("file:");
        assertThat(stored()).isEmpty();
        assertThat(new StoredObjects(database).of(new PhoneNumber("+17735550003")))
                .hasSize(1);
    }

    private static SpooledManifest manifest(@Nullable String location) {
        return new SpooledManifest(
                new SpooledJson("a/message.json", new File("message.json"), "", 0, ""), null, location);
    }

    @Test
    void recordingAgainDoublesNothingAndLosesNothing() {
        StoredObjects record = new StoredObjects(database);
        InboundMessage message = received("m-1", TO, "file:///a/0.png");
        record.record(message, manifest("file:///a/message.json"), null);

        record.record(message, manifest(null), null);
        record.record(message, null, null);
        record.record(message, manifest("file:///a/message.json"), null);
        record.record(received("m-1", TO, "s3://b/0.png"), manifest("s3://b/message.json"), null);

        assertThat(stored())
                .extracting(StoredObject::location)
                .containsExactlyInAnyOrder(
                        "file:///a/0.png", "file:///a/message.json", "s3://b/0.png", "s3://b/message.json");
    }

    @Test
    void messageWithNothingInAStoreIsNotWrittenDown() {
        new StoredObjects(database).record(received("m-1", TO, null), manifest(null), null);

        assertThat(count("stored_media")).isZero();
    }

    @Test
    void erasedNumberLeavesNothingBehindButWhatIsUnderWay() {
        UUID done = enter(FAST, "done");
        claimed();
        record(done, new Outcome.Accepted("telnyx-1", Json.MAPPER.createObjectNode()));
        apply(receipt("message.finalized", "delivered", done, "telnyx-1", 5));
        UUID taken = enter(FAST, "taken");
        UUID called = enter("+18885550009", "called");
        passSlot(FAST);
        claimed();
        record(taken, new Outcome.Accepted("telnyx-2", Json.MAPPER.createObjectNode()));
        UUID waiting = enter(SLOW, "waiting");
        UUID preparing = enterRequest("warn").enterFor(mms(SLOW, "preparing"), "http", null, null);
        apply(receipt("message.finalized", "delivered", null, "telnyx-9", 5));

        EraseOutboundMessages.ErasedOutboundMessages first = erase(TO);
        EraseOutboundMessages.ErasedOutboundMessages again = erase(TO);

        assertThat(first).isEqualTo(new EraseOutboundMessages.ErasedOutboundMessages(1, 2, 2, 1));
        assertThat(again).isEqualTo(new EraseOutboundMessages.ErasedOutboundMessages(0, 0, 2, 0));
        assertThat(state(taken)).isEqualTo("accepted");
        assertThat(state(called)).isEqualTo("submitting");
        assertThatThrownBy(() -> new FindMessage(database).find(done.toString()))
                .isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> new FindMessage(database).find(waiting.toString()))
                .isInstanceOf(Rejected.class);
        assertThatThrownBy(() -> new FindMessage(database).find(preparing.toString()))
                .isInstanceOf(Rejected.class);
        assertThat(count("outbound_recipients")).isEqualTo(2);
        assertThat(count("unmatched_receipts")).isZero();
    }

    @Test
    void otherNumbersStay() {
        UUID other = enter(FAST, "text");
        apply(receipt("message.finalized", "delivered", null, "telnyx-9", 5));

        EraseOutboundMessages.ErasedOutboundMessages erased = erase(TO.substring(0, TO.length() - 1));
        erase("%");
        erase(TO.replace('5', '_'));

        assertThat(erased).isEqualTo(new EraseOutboundMessages.ErasedOutboundMessages(0, 0, 0, 0));
        assertThat(state(other)).isEqualTo("queued");
        assertThat(count("unmatched_receipts")).isEqualTo(1);
    }

    @Test
    void groupGoesAsAWhole() {
        List<PhoneNumber> members = List.of(new PhoneNumber(TO), new PhoneNumber("+17735550003"));
        ObjectNode body = body(FAST, "hello all");
        enterRequest("off")
                .enterFor(
                        new SendRequest(SendKind.GROUP_MMS, new PhoneNumber(FAST), members, List.of(), null, body),
                        "http",
                        null,
                        null);

        assertThat(erase(TO)).isEqualTo(new EraseOutboundMessages.ErasedOutboundMessages(0, 1, 0, 0));
        assertThat(count("outbound_recipients")).isZero();
    }

    @Test
    void manyMessagesAreErasedInManyCommits() {
        for (int i = 0; i < 230; i++) {
            enter(FAST, "text");
        }

        assertThat(erase(TO).unsent()).isEqualTo(230);
        assertThat(count("outbound_messages")).isZero();
    }

    @Test
    void ownNumbersAreProtected() {
        OwnNumbers own = new OwnNumbers(database, "", Clock.systemUTC(), ONE);
        enter(FAST, "text");

        own.protect(new PhoneNumber(TO), false);

        assertThatThrownBy(() -> own.protect(new PhoneNumber(FAST), false))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("erase-own-number"));
    }

    private EraseOutboundMessages.ErasedOutboundMessages erase(String number) {
        return new EraseOutboundMessages(database).erase(new PhoneNumber(number));
    }

    private List<StoredObject> stored() {
        return new StoredObjects(database).of(new PhoneNumber(TO));
    }

    /** @param location of its picture; null for one that could not be had */
    private static InboundMessage received(String id, String sender, @Nullable String location) {
        MediaMetadata picture = new MediaMetadata("image/png", MediaKind.IMAGE, "png", 1, "00", false, List.of());
        MessageKeys keys = new MessageKeys("mms/%s/{index}.{ext}".formatted(id), sender, TO);
        MediaItem pending =
                new MediaItem(0, keys, new DeclaredMedia(null, null, null, null, null), MediaOutcome.untried());
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event-" + id,
                id,
                "MMS",
                new PhoneNumber(sender),
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                TelnyxMetadata.NONE,
                keys,
                List.of(
                        location == null
                                ? pending
                                : pending.stored(picture, location, null).takenBy("media-store-file-sink")));
    }

    // --- Rates that senders share

    @Test
    void smsAndMmsOfTheAccountHaveRatesOfTheirOwn() {
        RateLimits limits = new RateLimits("1000/s", "1000/s", "1000/s", "1000/s", "15/s", "1/h", "100000/s", "", "");
        EnterRequest enter = enterRequest("off");
        UUID picture = enter.enterFor(mms(FAST, "picture"), "http", null, null);
        enter.enterFor(mms("+18885550009", "second picture"), "http", null, null);
        UUID text = enter("+18885550010", "text");

        assertThat(claimed(limits)).containsExactlyInAnyOrder(picture, text);
        UUID next = enter("+18885550011", "text");
        assertThat(claimed(limits)).containsExactly(next);
        assertThat(claimed(limits)).isEmpty();
        pass(Duration.ofHours(1));
        assertThat(claimed(limits)).hasSize(1);
    }

    @Test
    void numbersOfACampaignShareItsRate() {
        RateLimits limits = new RateLimits(
                "1000/s",
                "1000/s",
                "1000/s",
                "1000/s",
                "15/s",
                "100000/s",
                "100000/s",
                "",
                "C1=1/min +13125550011 +13125550012");
        UUID first = enter("+13125550011", "first");
        UUID second = enter("+13125550012", "second");
        UUID other = enter("+13125550013", "other");

        List<UUID> claimed = claimed(limits);
        assertThat(claimed).contains(other).containsAnyOf(first, second).hasSize(2);
        assertThat(claimed(limits)).isEmpty();
        pass(Duration.ofMinutes(1));
        assertThat(claimed(limits)).hasSize(1).isSubsetOf(first, second).doesNotContainAnyElementsOf(claimed);
    }

    @Test
    void telnyxsHeadersSlowTheAccountDownAndNeverUp() {
        AdaptRate adapt = new AdaptRate(database, rate);
        for (String[] headers :
                new String[][] {{"1000000", "1"}, {null, "60"}, {"1", null}, {"x", "60"}, {"-1", "60"}, {"1", "0"}}) {
            adapt.learn(headers[0], headers[1], "default");
        }
        assertThat(database.read(RateLimitSlots::adapted)).isEmpty();

        adapt.learn("2", "60", "default");

        assertThat(database.read(RateLimitSlots::adapted).get(0).adapted()).isEqualTo(Duration.ofSeconds(30));
        UUID first = enter(FAST, "first");
        UUID second = enter("+18885550009", "second");
        List<UUID> claimed = claimed();
        assertThat(claimed).hasSize(1).isSubsetOf(first, second);
        assertThat(claimed()).isEmpty();
        inTransaction(jdbc -> jdbc.sql(
                        "update rate_limits set next_slot = next_slot - 31000000, adapted_until = adapted_until - 31000000")
                .update());
        assertThat(claimed()).hasSize(1).isSubsetOf(first, second).doesNotContainAnyElementsOf(claimed);
    }

    @Test
    void noRequestsLeftIsAWaitForAll() {
        new AdaptRate(database, rate)
                .learn("0", String.valueOf(Instant.now().plusSeconds(60).getEpochSecond()), "default");
        UUID id = enter(FAST, "waits");

        assertThat(claimed()).isEmpty();
        passSlot(RateLimitSlots.ACCOUNT);
        assertThat(claimed()).containsExactly(id);
    }

    // --- Several accounts

    @Test
    void holdOfOneAccountHoldsThatAccountAlone() {
        UUID first = enterOf("shop", FAST, "first of the shop");
        UUID other = enterOf("clinic", "+18885550009", "of the clinic");
        assertThat(claimed()).containsExactlyInAnyOrder(first, other);
        record(first, keyUnknown(Duration.ZERO));
        UUID behind = enterOf("shop", "+18885550008", "behind it");
        UUID goesOn = enterOf("clinic", "+18885550007", "goes on");

        assertThat(claimed()).containsExactly(goesOn);
        assertThat(held()).extracting(Holds.Hold::account).containsExactly("shop");
        assertThat(held()).extracting(Holds.Hold::name).containsExactly("account-shop");

        record(goesOn, taken("telnyx-1"));
        assertThat(held()).hasSize(1);
        passSlot(RateLimitSlots.ACCOUNT);
        List<UUID> tried = claimed();
        assertThat(tried).hasSize(1).isSubsetOf(first, behind);
        record(tried.get(0), taken("telnyx-2"));
        assertThat(held()).isEmpty();
    }

    @Test
    void ratesOfOneAccountAreNoneOfAnother() {
        RateLimits slow = new RateLimits("1000/s", "1000/s", "1000/s", "1000/s", "1000/s", "1/min", "1/min", "", "");
        UUID first = enterOf("shop", FAST, "first");
        UUID second = enterOf("shop", "+18885550009", "second");
        UUID other = enterOf("clinic", "+18885550008", "other");
        UUID ofDefault = enter("+18885550007", "of the default one");

        List<UUID> claimed = claimed(slow);

        assertThat(claimed)
                .contains(other, ofDefault)
                .containsAnyOf(first, second)
                .hasSize(3);
        assertThat(claimed(slow)).isEmpty();
        new AdaptRate(database, rate).learn("0", "60", "clinic");
        assertThat(database.read(RateLimitSlots::adapted))
                .extracting(RateLimitSlots.Slot::account)
                .containsExactly("clinic");
    }

    @Test
    void nameOfTwoAccountsHasItsTurnInEach() {
        UUID ofShop = enterOf("shop", "MyShop", "of the shop");
        UUID ofClinic = enterOf("clinic", "MyShop", "of the clinic");

        assertThat(claimed()).containsExactlyInAnyOrder(ofShop, ofClinic);
        assertThat(count("rate_limits where sender = 'MyShop'")).isEqualTo(2);
    }

    @Test
    void receiptThatCameTooEarlyWaitsForAMessageOfItsOwnAccount() {
        UUID id = enterOf("shop", FAST, "text");
        claimed();
        record(id, taken("telnyx-1"));
        TelnyxAccounts accounts = accounts();

        assertThat(apply(accounts, receipt("message.finalized", "delivered", id, "telnyx-1", 5), "clinic")
                        .outcome())
                .isEqualTo("parked");
        sweep("park");
        assertThat(state(id)).isEqualTo("accepted");

        apply(accounts, receipt("message.finalized", "delivered", id, "telnyx-1", 6), "shop");
        assertThat(state(id)).isEqualTo("finalized");
    }

    @Test
    void messageOfAnAccountThatIsGoneIsToldOfByAnyKey() {
        UUID id = enterOf("shop", FAST, "text");
        claimed();
        record(id, taken("telnyx-1"));

        apply(ONE, receipt("message.finalized", "delivered", id, "telnyx-1", 5), "default");

        assertThat(state(id)).isEqualTo("finalized");
    }

    /** By the account whose settings name the sender. */
    private UUID enterOf(String account, String sender, String text) {
        TelnyxAccounts accounts = new TelnyxAccounts(List.of(
                new TelnyxAccount(TelnyxAccount.DEFAULT, List.of(), "", List.of(), List.of()),
                new TelnyxAccount(account, List.of(), "", List.of(), List.of(sender))));
        return new EnterRequest(database, new EntryRules("off", "", "", accounts), new Callers("", List.of()))
                .enterFor(request(sender, text), "http", null, null);
    }

    private static TelnyxAccounts accounts() {
        return new TelnyxAccounts(Stream.of(TelnyxAccount.DEFAULT, "shop", "clinic")
                .map(name -> new TelnyxAccount(name, List.of(), "", List.of(), List.of()))
                .toList());
    }

    private List<UUID> claimed(RateLimits limits) {
        return new ClaimDue(database, limits, pool, Duration.ofMillis(20), times("park"))
                .claim().stream().map(Claimed::id).toList();
    }

    // --- Scheduled messages, on a clock that goes on for days

    @Test
    void scheduledMessageIsWaitedForFromItsTimeOn() {
        UUID id = enterScheduled(Duration.ofDays(5));
        assertThat(find(id).to()).allMatch(recipient -> recipient.status().equals("scheduled"));
        assertThat(claimed()).containsExactly(id);
        record(id, taken("t-1"));
        for (int hours = 0; hours < 5 * 24 + 20; hours += 20) {
            sweep("park");
            assertThat(state(id)).as("after %s hours", hours).isEqualTo("accepted");
            assertThat(find(id).to()).allMatch(recipient -> recipient.status().equals("scheduled"));
            pass(Duration.ofHours(20));
        }

        pass(Duration.ofHours(5));
        sweep("park");

        assertThat(state(id)).isEqualTo("unconfirmed");
        assertThat(find(id).code()).isEqualTo("never-finalized");
    }

    @Test
    void scheduledMessageWhoseAnswerWasLostIsWaitedForToo() {
        UUID id = enterScheduled(Duration.ofDays(2));
        claimed();
        record(id, new Outcome.Unknown("answer-lost", "Lost."));
        pass(Duration.ofDays(1));
        sweep("resend");
        assertThat(state(id)).isEqualTo("unknown");

        pass(Duration.ofDays(2));
        sweep("park");

        assertThat(state(id)).isEqualTo("parked");
    }

    @Test
    void scheduledMessageIsFinalizedWhenItWasSent() {
        UUID id = enterScheduled(Duration.ofDays(3));
        claimed();
        record(id, taken("t-1"));
        pass(Duration.ofDays(3));

        apply(receipt("message.finalized", "delivered", id, "t-1", 5));

        assertThat(state(id)).isEqualTo("finalized");
    }

    @Test
    void scheduledMessageIsCancelledOnItsFifthDayAndStaysSo() {
        CancelMessage cancel = new CancelMessage(database, "https://api.telnyx.com/v2");
        UUID id = enterScheduled(Duration.ofDays(5));
        claimed();
        record(id, taken("t-1"));
        for (int day = 0; day < 4; day++) {
            pass(Duration.ofDays(1));
            sweep("park");
            assertThat(find(id).to()).allMatch(recipient -> recipient.status().equals("scheduled"));
        }
        pass(Duration.ofHours(23));

        assertThat(cancel.begin(id.toString(), new HashMap<>()))
                .isEqualTo(URI.create("https://api.telnyx.com/v2/messages/t-1"));
        cancel.end(id.toString(), 200, null);

        pass(Duration.ofDays(3));
        sweep("resend");
        assertThat(state(id)).isEqualTo("cancelled");
        assertThat(find(id).to()).allMatch(recipient -> recipient.status().equals("cancelled"));
        assertThat(reports()).containsExactly("accepted", "cancelled");
    }

    @Test
    void whatComesTooNearToItsTimeForTelnyxWaitsHereUntilThenAndHoldsUpNobody() {
        UUID scheduled = enterScheduled(Duration.ofMinutes(5));
        UUID other = enter(FAST, "now");

        assertThat(claimed()).containsExactly(other);
        passSlot(FAST);
        assertThat(claimed()).isEmpty();
        pass(Duration.ofMinutes(5).plusSeconds(1));
        assertThat(claimed()).containsExactly(scheduled);
    }

    @Test
    void whatWaitsHereIsCancelledHere() {
        CancelMessage cancel = new CancelMessage(database, "https://api.telnyx.com/v2");
        UUID first = enter(SLOW, "first");
        UUID second = enter(SLOW, "second");
        UUID looked = enterRequest("warn").enterFor(mms(SLOW, "looked at"), "http", null, null);
        assertThat(claimed()).containsExactly(first);

        for (UUID id : List.of(second, looked, second)) {
            assertThat(cancel.begin(id.toString(), new HashMap<>())).isNull();
            assertThat(state(id)).isEqualTo("cancelled");
            assertThat(find(id).to()).allMatch(recipient -> recipient.status().equals("cancelled"));
        }

        passSlot(SLOW);
        assertThat(claimed()).isEmpty();
        assertThat(reports()).containsExactly("cancelled", "cancelled");
        assertThatThrownBy(() -> cancel.begin(first.toString(), new HashMap<>()))
                .isInstanceOf(TryLater.class);
        assertThatThrownBy(() -> cancel.begin("none", new HashMap<>()))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("cancel-unknown"));
    }

    @Test
    void whatTelnyxHasIsCancelledThereUntilAMinuteBefore() {
        CancelMessage cancel = new CancelMessage(database, "https://api.telnyx.com/v2");
        UUID scheduled = enterScheduled(Duration.ofDays(1));
        claimed();
        record(scheduled, taken("t/1"));
        passSlot(FAST);
        UUID sent = enter(FAST, "sent");
        claimed();
        record(sent, taken("t-2"));

        assertThat(cancel.begin(scheduled.toString(), new HashMap<>()))
                .isEqualTo(URI.create("https://api.telnyx.com/v2/messages/t%2F1"));
        assertThat(state(scheduled)).isEqualTo("accepted");
        assertThatThrownBy(() -> cancel.begin("t-2", new HashMap<>()))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("scheduled");
        pass(Duration.ofDays(1).minusSeconds(30));
        assertThatThrownBy(() -> cancel.begin(scheduled.toString(), new HashMap<>()))
                .isInstanceOf(Rejected.class);
    }

    private UUID enterScheduled(Duration ahead) {
        SendRequest request = request(FAST, "scheduled");
        request.body().put("send_at", inTransaction(Row::now).plus(ahead).toString());
        return enterRequest("off").enterFor(request, "http", null, null);
    }

    /** Every time that is noted is so much longer ago; where a clock can be set, it goes on instead. */
    void pass(Duration time) {
        inTransaction(jdbc -> Map.of(
                        "outbound_messages",
                        List.of(
                                "state_at",
                                "created_at",
                                "submitted_at",
                                "accepted_at",
                                "finalized_at",
                                "asked_at",
                                "send_at"),
                        "queue_entries",
                        List.of("due_at"),
                        "rate_limits",
                        List.of("next_slot"))
                .entrySet()
                .stream()
                .flatMap(table -> table.getValue().stream()
                        .map(column -> "update %s set %s = %<s - :time".formatted(table.getKey(), column)))
                .mapToInt(update ->
                        jdbc.sql(update).param("time", time.toNanos() / 1_000).update())
                .sum());
    }

    private String stateAfterLostAnswer(String policy) {
        empty();
        UUID id = enter(FAST, "text");
        claimed();
        record(id, new Outcome.Unknown("answer-lost", "Lost."));
        age(id, Duration.ofHours(2));
        sweep(policy);
        return state(id);
    }

    UUID enter(String sender, String text) {
        EnterRequest enter = enterRequest("off");
        String key = UUID.randomUUID().toString();
        return untilItIs(() -> enter.enterFor(request(sender, text), "http", key, null));
    }

    List<UUID> claimed() {
        return claimed(rate);
    }

    void record(UUID id, Outcome outcome) {
        new RecordOutcome(database, Duration.ofSeconds(5))
                .record(id, value("select attempts from outbound_messages where id = :id", id, Integer.class), outcome);
    }

    private void apply(Receipt receipt) {
        apply(ONE, receipt, null);
    }

    /** As the queue of receipts does it. */
    private void applyUntilItIs(Receipt receipt) {
        untilItIs(() -> {
            apply(receipt);
            return receipt;
        });
    }

    /** A busy machine may take longer than callers wait. */
    private static <T> T untilItIs(Supplier<T> work) {
        for (int attempt = 1; attempt < 10; attempt++) {
            try {
                return work.get();
            } catch (TryLater e) {
                LOG.info("Once more", e);
            }
        }
        return work.get();
    }

    private void sweep(String policy) {
        new SweepOutbound(database, times(policy)).sweep();
    }

    /** What the route asks that takes these off the queue. */
    private List<Lookup> lookups() {
        FindLookup find = new FindLookup(database, "https://api.telnyx.com/v2");
        return queued("reconcile").stream()
                .map(entry -> entry.split("/", -1))
                .map(entry -> find.find(entry[0], entry[1]))
                .filter(Objects::nonNull)
                .toList();
    }

    private void reconcile(Lookup lookup, JsonNode... records) {
        ObjectNode answer = Json.MAPPER.createObjectNode();
        List.of(records).forEach(answer.putArray("data")::add);
        reconcile(lookup, 200, answer.toString());
    }

    /** What stays unknown comes back. */
    private void reconcile(Lookup lookup, int status, String answer) {
        ReconcileByLookup reconcile = new ReconcileByLookup(database);
        try {
            reconcile.reconcile(lookup, status, answer.getBytes(java.nio.charset.StandardCharsets.UTF_8));
        } catch (TryLater e) {
            assertThat(state(lookup.id())).isEqualTo("unknown");
        }
    }

    private static SendTimes times(String policy) {
        return new SendTimes(
                Duration.ofSeconds(5), Duration.ofSeconds(30), Duration.ofHours(1), policy, Duration.ofHours(24));
    }

    private static JsonNode record(String uuid, String from, String to) {
        return Json.MAPPER
                .createObjectNode()
                .put("record_type", "message_detail_record")
                .put("uuid", uuid)
                .put("cli", from)
                .put("cld", to)
                .put("status", "delivered")
                .put("message_type", "MMS")
                .put("created_at", Instant.now().minusSeconds(30).toString())
                .put("completed_at", Instant.now().toString());
    }

    static SendRequest request(String sender, String text) {
        return new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber(sender),
                List.of(new PhoneNumber(TO)),
                List.of(),
                null,
                body(sender, text));
    }

    private static SendRequest mms(String sender, String text) {
        ObjectNode body = body(sender, text);
        String url = URI.create("https://example.com/a.jpg").toString();
        body.putArray("media_urls").add(url);
        return new SendRequest(
                SendKind.MESSAGES, new PhoneNumber(sender), List.of(new PhoneNumber(TO)), List.of(url), null, body);
    }

    private static ObjectNode body(String sender, String text) {
        return Json.MAPPER.createObjectNode().put("from", sender).put("to", TO).put("text", text);
    }

    private static Receipt receipt(String type, String status, @Nullable UUID ref, String telnyxId, int second) {
        return receiptOf(type, status, ref, telnyxId, second, TO);
    }

    private static Receipt receiptOf(
            String type, String status, @Nullable UUID ref, String telnyxId, int second, String to) {
        ObjectNode payload = Json.MAPPER.createObjectNode().put("id", telnyxId);
        return new Receipt(
                UUID.randomUUID().toString(),
                type,
                telnyxId,
                ref,
                Instant.parse("2026-01-16T00:06:00Z").plusSeconds(second),
                "MMS",
                List.of(new Receipt.Party(new PhoneNumber(to), status, null, null)),
                Json.MAPPER.createArrayNode(),
                payload);
    }

    private void passSlot(String sender) {
        inTransaction(jdbc -> jdbc.sql("update rate_limits set next_slot = $now where sender = :sender")
                .param("sender", sender)
                .update());
    }

    private void age(UUID id, Duration by) {
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set state_at = :at, submitted_at = :at where id = :id")
                .param("at", Row.time(Row.now(jdbc).minus(by)))
                .param("id", id.toString())
                .update());
    }

    String state(UUID id) {
        return value("select state from outbound_messages where id = :id", id, String.class);
    }

    private String status(UUID id) {
        return value("select status from outbound_recipients where message_id = :id", id, String.class);
    }

    private List<String> reports() {
        return inTransaction(
                jdbc -> jdbc.sql("select headers from queue_entries where queue = 'status-events' order by due_at, id")
                        .query((row, number) -> Row.json(row.getString("headers"))
                                .path("mmsStatusEvent")
                                .asText())
                        .list());
    }

    long count(String table) {
        return inTransaction(jdbc ->
                jdbc.sql("select count(*) from " + table).query(Long.class).single());
    }

    private <T> T value(String sql, UUID id, Class<T> type) {
        return inTransaction(
                jdbc -> jdbc.sql(sql).param("id", id.toString()).query(type).single());
    }

    <T> T inTransaction(Function<JdbcClient, T> work) {
        return database.writePatiently(transaction -> work.apply(transaction.jdbc()));
    }

    static <T> Set<T> together(int threads, Callable<T> work) throws Exception {
        ExecutorService all = Executors.newFixedThreadPool(threads);
        try {
            Set<T> results = new HashSet<>();
            for (Future<T> future : all.invokeAll(Collections.nCopies(threads, work))) {
                results.add(future.get());
            }
            return results;
        } finally {
            all.shutdownNow();
        }
    }

    Applied apply(TelnyxAccounts accounts, Receipt receipt, @Nullable String account) {
        return new ApplyReceipt(database, accounts).applyAndRelay(receipt, account, new byte[0], "", null, null);
    }

    EnterRequest enterRequest(String preflight) {
        return new EnterRequest(database, rules(preflight), new Callers("", List.of()));
    }

    static EntryRules rules(String preflight) {
        return new EntryRules(preflight, "", "", ONE);
    }
}

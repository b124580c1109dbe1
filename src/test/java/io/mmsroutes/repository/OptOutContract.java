package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.Callers;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.OptOutKeyword;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.outbound.Outcome;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.text.Json;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Instant;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.UUID;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the database promises of numbers: which are ours, and which want no messages. */
abstract class OptOutContract extends OutboundContract {
    private static final String OTHER = "+17735550009";
    private static final Instant NOON = Instant.parse("2026-01-16T12:00:00Z");

    @Test
    void theNumberThatAMessageCameToIsOursWithItsProfile() {
        OwnNumbers own = new OwnNumbers(database, "", Clock.systemUTC(), ONE);

        own.remember(message(TO, "STOP", "profile", NOON, FAST));
        own.remember(message(TO, "hello", null, NOON.plusSeconds(1), FAST));

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    @Test
    void aProfileThatIsSaidLaterIsLearned() {
        OwnNumbers own = new OwnNumbers(database, "", Clock.systemUTC(), ONE);

        own.remember(message(TO, "hello", null, NOON, FAST));
        own.remember(message(TO, "hello", "profile", NOON.minusSeconds(9), FAST));

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    @Test
    void aNumberMovesToTheProfileThatTheNewestMessageNames() {
        for (OwnNumbers own : List.of(
                new OwnNumbers(database, "", Clock.systemUTC(), ONE),
                new OwnNumbers(database, "", Clock.systemUTC(), ONE))) {
            own.remember(message(TO, "hello", "old", NOON, FAST));
            own.remember(message(TO, "hello", "new", NOON.plusSeconds(1), FAST));
            own.remember(message(TO, "hello", "old", NOON.minusSeconds(1), FAST));
        }

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "new"));
    }

    @Test
    void inAGroupNobodyKnowsWhichNumberIsOurs() {
        new OwnNumbers(database, "", Clock.systemUTC(), ONE)
                .remember(message(TO, "hello", "profile", NOON, FAST, "+13125550002"));
        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message(TO, "hello", "profile", NOON));

        assertThat(ownNumbers()).isEmpty();
    }

    @Test
    void aNumberThatIsWrittenIsNotWrittenAgain() {
        OwnNumbers own = new OwnNumbers(database, "", Clock.systemUTC(), ONE);
        own.remember(message(TO, "hello", "profile", NOON, FAST));
        inTransaction(jdbc -> jdbc.sql("delete from own_numbers").update());

        own.remember(message(TO, "hello", "profile", NOON.plusSeconds(1), FAST));

        assertThat(ownNumbers()).isEmpty();
    }

    @Test
    void aNumberThatMovedBackWhileAnotherGatewaySawItMoveIsWrittenAfterAWhile() {
        AtomicReference<Instant> now = new AtomicReference<>(NOON);
        OwnNumbers here = new OwnNumbers(database, "", ((InstantSource) now::get).withZone(ZoneOffset.UTC), ONE);
        OwnNumbers there = new OwnNumbers(database, "", Clock.systemUTC(), ONE);

        here.remember(message(TO, "hello", "old", NOON, FAST));
        there.remember(message(TO, "hello", "new", NOON.plusSeconds(1), FAST));
        now.set(NOON.plusSeconds(61));
        here.remember(message(TO, "hello", "old", NOON.plusSeconds(61), FAST));

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "old"));
    }

    @Test
    void aNumberThatManySeeAtOnceIsThereOnce() throws Exception {
        AtomicInteger turn = new AtomicInteger();

        together(20, () -> {
            OwnNumbers own = new OwnNumbers(database, "", Clock.systemUTC(), ONE);
            own.remember(message(TO, "hello", "profile", NOON.plusSeconds(turn.getAndIncrement()), FAST));
            return true;
        });

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    @Test
    void whoSentStopGetsNothingMoreFromAnyNumberOfTheProfile() {
        optOut(stop("profile", NOON));

        assertRefused(to(TO, FAST, "profile"));
        assertTaken(to(TO, FAST, "other"));
        assertTaken(to(OTHER, FAST, "profile"));
    }

    @Test
    void theProfileOfTheSenderCountsToo() {
        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message(TO, "hello", "profile", NOON, FAST));
        optOut(stop("profile", NOON));

        assertRefused(to(TO, FAST, null));
        assertRefused(to(TO, FAST, "other"));
        assertTaken(to(TO, SLOW, "other"));
    }

    @Test
    void withoutAnyProfileTheDefaultCountsAndWithoutThatEveryOne() {
        optOut(stop("profile", NOON));

        assertRefused(to(TO, FAST, null));
        enterWithDefault("other", to(TO, FAST, null));
        assertThatThrownBy(() -> enterWithDefault("profile", to(TO, FAST, null)))
                .isInstanceOf(Rejected.class);
    }

    @Test
    void aStopToAnUnknownProfileCountsForEachUntilAnyStart() {
        optOut(stop(null, NOON));
        assertRefused(to(TO, FAST, "profile"));

        optOut(message(TO, "START", "profile", NOON.plusSeconds(1), FAST));

        assertTaken(to(TO, FAST, "profile"));
        assertTaken(to(TO, FAST, "other"));
    }

    @Test
    void aStopThatSaysNoProfileIsOfTheNumberItCameTo() {
        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message(TO, "hello", "profile", NOON, FAST));

        optOut(stop(null, NOON));

        assertRefused(to(TO, FAST, "profile"));
        assertTaken(to(TO, FAST.replace('1', '2'), "other"));
        assertThat(optOuts()).containsExactly("profile " + TO + " text");
    }

    @Test
    void aStartInOneProfileLeavesTheOthers() {
        optOut(stop("one", NOON), stop("two", NOON));

        optOut(message(TO, "START", "one", NOON.plusSeconds(1), FAST));

        assertTaken(to(TO, FAST, "one"));
        assertRefused(to(TO, FAST, "two"));
    }

    @Test
    void theNewestWordCountsInWhateverOrderWordsCome() {
        List<InboundMessage> words = List.of(
                stop("profile", NOON),
                message(TO, "START", "profile", NOON.plusSeconds(1), FAST),
                stop("profile", NOON.plusSeconds(2)),
                message(TO, "START", "profile", NOON.plusSeconds(3), FAST),
                stop(null, NOON.plusSeconds(2)));
        List<InboundMessage> backwards = new ArrayList<>(words);
        Collections.reverse(backwards);

        for (List<InboundMessage> order : List.of(words, backwards)) {
            empty();
            optOut(order.toArray(InboundMessage[]::new));
            assertThat(optOuts()).isEmpty();

            optOut(stop("profile", NOON.plusSeconds(3)));
            assertThat(optOuts()).as("Of the same instant, STOP counts.").hasSize(1);
            optOut(message(TO, "START", "profile", NOON.plusSeconds(3), FAST));
            assertThat(optOuts()).hasSize(1);
        }
    }

    @Test
    void wordsOfManyThreadsEndAsTheNewest() throws Exception {
        for (OptOutKeyword newest : List.of(OptOutKeyword.STOP, OptOutKeyword.START)) {
            empty();
            AtomicInteger turn = new AtomicInteger();

            together(20, () -> {
                int at = turn.getAndIncrement();
                boolean isNewest = at == 13;
                OptOutKeyword word =
                        isNewest == (newest == OptOutKeyword.STOP) ? OptOutKeyword.STOP : OptOutKeyword.START;
                optOut(message(TO, word.name(), "profile", NOON.plusSeconds(isNewest ? 99 : at), FAST));
                return true;
            });

            assertThat(optOuts()).hasSize(newest == OptOutKeyword.STOP ? 1 : 0);
        }
    }

    @Test
    void otherWordsAskTheDatabaseNothing() {
        Database away =
                new Database(new DatabaseConfig(Path.of("none"), "jdbc:postgresql://127.0.0.1:1/none", "", "", 1));

        new OptOuts(away, "", ONE).record(message(TO, "STOP 12345", "profile", NOON, FAST));
        new OptOuts(away, "", ONE).record(message(TO, "HELP", "profile", NOON, FAST));

        assertThatThrownBy(() -> new OptOuts(away, "", ONE).record(stop("profile", NOON)))
                .isInstanceOf(TryLater.class);
    }

    @Test
    void aRepeatKeepsItsAnswerAndTheCallIsPrevented() {
        EnterRequest enter = enterRequest("off");
        UUID id = enter.enterFor(to(TO, FAST, "profile"), "http", "key-1", null);
        optOut(stop("profile", NOON));

        assertThat(enter.enterFor(to(TO, FAST, "profile"), "http", "key-1", null))
                .isEqualTo(id);
        assertThatThrownBy(() -> new OptOuts(database, "", ONE).require(to(TO, FAST, "profile")))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("40300"));
    }

    @Test
    void aGroupIsRefusedForEachMemberThatOptedOut() {
        optOut(stop("profile", NOON));
        ObjectNode body = Json.MAPPER.createObjectNode().put("from", FAST).put("messaging_profile_id", "profile");
        body.putArray("to").add(OTHER).add(TO);
        SendRequest group = new SendRequest(
                SendKind.GROUP_MMS,
                new PhoneNumber(FAST),
                List.of(new PhoneNumber(OTHER), new PhoneNumber(TO)),
                List.of(),
                null,
                body);

        assertThatThrownBy(() -> enterWithDefault("", group))
                .isInstanceOfSatisfying(
                        Rejected.class,
                        e -> assertThat(e.problems())
                                .singleElement()
                                .satisfies(
                                        problem -> assertThat(problem.pointer()).isEqualTo("/to/1"))
                                .satisfies(
                                        problem -> assertThat(problem.detail()).doesNotContain("0002")));
    }

    @Test
    void aRefusalForStopIsLearnedAndStartLiftsIt() {
        UUID id = enter(FAST, "text");
        call(id);

        record(id, new Outcome.Refused("40300", "Stopped.", errors("Blocked due to STOP message", "")));

        assertThat(optOuts()).containsExactly("* " + TO + " telnyx");
        assertRefused(to(TO, FAST, "profile"));
        optOut(message(TO, "unstop", "profile", Instant.now().plusSeconds(60), FAST));
        assertTaken(to(TO, FAST, "profile"));
    }

    @Test
    void aStartAfterTheCallIsNotUndoneByItsRefusal() {
        UUID id = enter(FAST, "text");
        call(id);
        optOut(message(TO, "START", "profile", Instant.now().plusSeconds(60), FAST));

        record(id, new Outcome.Refused("40300", "Stopped.", errors("Blocked due to STOP message", "")));

        assertThat(optOuts()).isEmpty();
    }

    @Test
    void aReceiptThatTellsOfStopIsLearned() {
        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message(TO, "hello", "profile", NOON, FAST));
        UUID id = enter(FAST, "text");
        call(id);

        apply(ONE, receipt("message.finalized", id, errors("Rejected", "The recipient has opted out.")), null);

        assertThat(optOuts()).containsExactly("profile " + TO + " telnyx");
    }

    @Test
    void a40300ForAnotherReasonIsNoOptOut() {
        UUID id = enter(FAST, "text");
        call(id);

        record(id, new Outcome.Refused("40300", "No.", errors("Number not assigned to profile", "A nonstopper.")));
        record(id, new Outcome.Refused("40310", "No.", errors("40310", "Invalid 'to'", "STOP")));
        apply(ONE, receipt("message.sent", id, errors("STOP", "")), null);

        assertThat(optOuts()).isEmpty();
    }

    @Test
    void optOutsAreListedNewestFirstAndLiftedByHand() {
        optOut(
                stop("one", NOON),
                stop("two", NOON.plusSeconds(1)),
                message(OTHER, "STOP", "one", NOON.plusSeconds(2), FAST));

        assertThat(new OptOuts(database, "", ONE).list(null, null, 1000).rows())
                .extracting(out -> out.number() + " " + out.profile())
                .containsExactly(OTHER + " one", TO + " two", TO + " one");
        assertThat(new OptOuts(database, "", ONE).list(TO, null, 1000).rows())
                .hasSize(2)
                .allSatisfy(out -> assertThat(out.number()).isEqualTo(TO));

        assertThat(new OptOuts(database, "", ONE)
                        .lift(new PhoneNumber(TO), "one")
                        .lifted())
                .isEqualTo(1);
        assertTaken(to(TO, FAST, "one"));
        assertRefused(to(TO, FAST, "two"));
        assertThat(new OptOuts(database, "", ONE)
                        .lift(new PhoneNumber(TO), null)
                        .lifted())
                .isEqualTo(1);
        assertThat(new OptOuts(database, "", ONE).list(TO, null, 1000).rows()).isEmpty();
        optOut(stop("one", NOON.plusSeconds(9)));
        assertTaken(to(TO, FAST, "one"));
    }

    @Test
    void aThousandAreListedAndThatThereAreMore() {
        database.writePatiently(transaction -> {
            for (int i = 0; i < 1_001; i++) {
                OptOuts.change(transaction, "profile", "+1312555%04d".formatted(i), true, NOON.plusSeconds(i), "text");
            }
            return 0;
        });

        Page<OptOuts.OptOut> page = new OptOuts(database, "", ONE).list(null, null, 1_000);

        assertThat(page.rows()).hasSize(1_000);
        assertThat(page.rows().get(0).number()).isEqualTo("+13125551000");
        assertThat(page.next()).isNotNull();
        assertThat(new OptOuts(database, "", ONE).list(null, page.next(), 1_000).rows())
                .singleElement()
                .satisfies(last -> assertThat(last.number()).isEqualTo("+13125550000"));
    }

    @Test
    void pagesOfOptOutsOfOneInstantTellEachOnce() {
        database.writePatiently(transaction -> {
            for (int i = 0; i < 7; i++) {
                OptOuts.change(transaction, "profile", "+131255500%02d".formatted(i), true, NOON, "text");
            }
            return 0;
        });
        OptOuts optOuts = new OptOuts(database, "", ONE);
        List<String> numbers = new ArrayList<>();
        Page<OptOuts.OptOut> page = optOuts.list(null, null, 2);
        while (page.next() != null) {
            page.rows().forEach(row -> numbers.add(row.number()));
            page = optOuts.list(null, page.next(), 2);
        }
        page.rows().forEach(row -> numbers.add(row.number()));

        assertThat(numbers).hasSize(7).doesNotHaveDuplicates();
    }

    @Test
    void erasedNumberStaysOptedOut() {
        optOut(stop("profile", NOON));

        new EraseOutboundMessages(database).erase(new PhoneNumber(TO));

        assertRefused(to(TO, FAST, "profile"));
    }

    private void optOut(InboundMessage... messages) {
        OptOuts optOut = new OptOuts(database, "", ONE);
        Stream.of(messages).forEach(optOut::record);
    }

    private void assertRefused(SendRequest request) {
        assertThatThrownBy(() -> enterWithDefault("", request)).isInstanceOfSatisfying(Rejected.class, e -> {
            assertThat(e.code()).isEqualTo("request-refused");
            assertThat(e.problems().get(0).code()).isEqualTo("40300");
            assertThat(e.problems().get(0).pointer()).isEqualTo("/to");
        });
    }

    private void assertTaken(SendRequest request) {
        assertThat(enterWithDefault("", request)).isNotNull();
    }

    private UUID enterWithDefault(String profile, SendRequest request) {
        return new EnterRequest(
                        database,
                        new EntryRules("off", "", profile, OneAccount.of(profile)),
                        new Callers("", List.of()))
                .enterFor(request, "http", null, null);
    }

    private void call(UUID id) {
        database.writePatiently(transaction -> OutboundMessages.move(transaction, id, SendState.SUBMITTING, null, null)
                && transaction
                                .sql("update outbound_messages set submitted_at = $now where id = :id")
                                .param("id", id.toString())
                                .update()
                        == 1);
    }

    private List<String> optOuts() {
        return new OptOuts(database, "", ONE)
                .list(null, null, 1000).rows().stream()
                        .map(out -> "%s %s %s".formatted(out.profile(), out.number(), out.source()))
                        .toList();
    }

    private static InboundMessage stop(@Nullable String profile, Instant at) {
        return message(TO, "STOP", profile, at, FAST);
    }

    private static SendRequest to(String to, String from, @Nullable String profile) {
        ObjectNode body =
                Json.MAPPER.createObjectNode().put("from", from).put("to", to).put("text", "hello");
        if (profile != null) {
            body.put("messaging_profile_id", profile);
        }
        return new SendRequest(
                SendKind.MESSAGES, new PhoneNumber(from), List.of(new PhoneNumber(to)), List.of(), null, body);
    }

    private static ArrayNode errors(String title, String detail) {
        return errors("40300", title, detail);
    }

    private static ArrayNode errors(String code, String title, String detail) {
        ArrayNode errors = Json.MAPPER.createArrayNode();
        errors.addObject().put("code", "10007").put("title", "Unexpected");
        errors.addObject().put("code", code).put("title", title).put("detail", detail);
        return errors;
    }

    private static Receipt receipt(String type, UUID id, ArrayNode errors) {
        return new Receipt(
                UUID.randomUUID().toString(),
                type,
                "telnyx",
                id,
                NOON,
                "SMS",
                List.of(new Receipt.Party(new PhoneNumber(TO), "sending_failed", null, null)),
                errors,
                Json.MAPPER.createObjectNode());
    }

    private Map<String, String> ownNumbers() {
        return inTransaction(jdbc -> {
            Map<String, String> numbers = new TreeMap<>();
            jdbc.sql("select number, coalesce(profile, '') as profile from own_numbers")
                    .query(row -> {
                        numbers.put(row.getString("number"), row.getString("profile"));
                    });
            return numbers;
        });
    }

    private static InboundMessage message(
            String from, @Nullable String text, @Nullable String profile, Instant at, String... to) {
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event",
                "message",
                "SMS",
                new PhoneNumber(from),
                Stream.of(to).map(PhoneNumber::new).toList(),
                List.of(),
                null,
                text,
                at,
                null,
                new TelnyxMetadata(profile, null, null, false),
                new MessageKeys("{index}.{ext}", from, "to"),
                List.of());
    }
}

package io.mmsroutes.repository;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.TelnyxMetadata;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.reply.Reply;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.List;
import java.util.UUID;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** What the database promises of answers: one for a message, and an end to them. */
abstract class ReplyContract extends OptOutContract {
    /** Of ours, and nothing was sent from it before. */
    private static final String OWN = "+18885550070";

    private static final String OTHER = "+17735550009";
    private static final String THIRD = "+17735550010";

    @BeforeEach
    void forgetOwnNumbers() {
        inTransaction(jdbc -> jdbc.sql("delete from rate_limits where sender not in ('*', :fast, :slow)")
                .param("fast", FAST)
                .param("slow", SLOW)
                .update());
    }

    @Test
    void messageIsAnsweredOnce() {
        EnterReply reply = replies(5);

        assertThat(reply.enter(message("m-1", TO), text("m-1"))).isEqualTo("replied");
        assertThat(reply.enter(message("m-1", TO), text("m-1"))).isEqualTo("repeated");
        assertThat(replies(5).enter(message("m-1", TO), new Reply("m-1", "other words", List.of(), null)))
                .isEqualTo("repeated");
        assertThat(reply.enter(message("m-2", TO), text("m-2"))).isEqualTo("replied");

        assertThat(count("outbound_messages")).isEqualTo(2);
    }

    @Test
    void answerGoesFromTheNumberThatWasWrittenTo() {
        replies(5).enter(message("m-1", TO), text("m-1"));

        SendRequest sent = sent();
        assertThat(sent.from()).isEqualTo(new PhoneNumber(OWN));
        assertThat(sent.to()).containsExactly(new PhoneNumber(TO));
        assertThat(sent.body().path("to").asText()).isEqualTo(TO);
        assertThat(sent.body().path("text").asText()).isEqualTo("Thanks!");
    }

    @Test
    void manyWhoAnswerOneMessageFromANewNumberAnswerItOnce() throws Exception {
        for (int most : List.of(5, 1)) {
            empty();
            forgetOwnNumbers();
            EnterReply reply = replies(most);
            List<String> outcomes = new CopyOnWriteArrayList<>();

            together(20, () -> outcomes.add(reply.enter(message("m-1", TO), text("m-1"))));

            assertThat(outcomes).containsOnlyOnce("replied");
            assertThat(Collections.frequency(outcomes, "repeated")).isEqualTo(19);
            assertThat(count("outbound_messages")).isEqualTo(1);
        }
    }

    @Test
    void answerGoesBeforeWhatWaitsInBulk() {
        UUID bulk = enter(FAST, "bulk 1");
        enter(FAST, "bulk 2");

        replies(5).enter(message("m-1", TO, FAST), text("m-1"));

        assertThat(claimed()).hasSize(1).doesNotContain(bulk);
        assertThat(count("outbound_messages where state = 'submitting' and request_key = 'reply:m-1'"))
                .isEqualTo(1);
    }

    @Test
    void answersToOneSenderEndAtTheLimitHoweverManyComeAtOnce() throws Exception {
        EnterReply reply = replies(3);
        AtomicInteger turn = new AtomicInteger();
        List<String> outcomes = new CopyOnWriteArrayList<>();

        together(20, () -> {
            String id = "m-" + turn.incrementAndGet();
            return outcomes.add(reply.enter(message(id, TO), text(id)));
        });

        assertThat(Collections.frequency(outcomes, "replied")).isEqualTo(3);
        assertThat(Collections.frequency(outcomes, "too-many")).isEqualTo(17);
        assertThat(count("outbound_messages")).isEqualTo(3);
    }

    @Test
    void theLimitIsOfOneSenderAndOneOfOurs() {
        EnterReply reply = replies(1);
        reply.enter(message("m-1", TO), text("m-1"));

        assertThat(reply.enter(message("m-2", TO), text("m-2"))).isEqualTo("too-many");
        assertThat(reply.enter(message("m-3", OTHER), text("m-3"))).isEqualTo("replied");
        assertThat(reply.enter(message("m-4", TO, FAST), text("m-4"))).isEqualTo("replied");
    }

    @Test
    void whatWasSentToThemOtherwiseIsNotCounted() {
        enter(OWN, "bulk");

        assertThat(replies(1).enter(message("m-1", TO), text("m-1"))).isEqualTo("replied");
    }

    @Test
    void afterAnHourTheyAreAnsweredAgain() {
        EnterReply reply = replies(1);
        reply.enter(message("m-1", TO), text("m-1"));

        passed(Duration.ofMinutes(59));
        assertThat(reply.enter(message("m-2", TO), text("m-2"))).isEqualTo("too-many");
        passed(Duration.ofMinutes(61));
        assertThat(reply.enter(message("m-2", TO), text("m-2"))).isEqualTo("replied");
    }

    @Test
    void ourOwnNumbersAreNotAnswered() {
        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message("m-1", OTHER, THIRD));
        EnterReply reply = new EnterReply(database, rules("off"), own(" +17735550011,," + TO + " "), 5, false);

        assertThat(reply.enter(message("m-2", TO), text("m-2")))
                .as("by the setting")
                .isEqualTo("own-number");
        assertThat(reply.enter(message("m-3", THIRD), text("m-3")))
                .as("a message came to it")
                .isEqualTo("own-number");
        assertThat(reply.enter(message("m-4", OTHER), text("m-4")))
                .as("not ours yet")
                .isEqualTo("replied");
        enter(OTHER, "text");
        assertThat(reply.enter(message("m-5", OTHER), text("m-5")))
                .as("something was sent from it")
                .isEqualTo("own-number");
    }

    @Test
    void groupIsAnsweredToItsSenderAlone() {
        replies(5).enter(group("m-1", List.of(OWN), OTHER, THIRD), text("m-1"));

        assertThat(sent().kind()).isEqualTo(SendKind.MESSAGES);
        assertThat(sent().to()).containsExactly(new PhoneNumber(TO));
    }

    @Test
    void groupIsAnsweredAsAWholeWhereThatIsWanted() {
        toGroup("").enter(group("m-1", List.of(OWN), OTHER, THIRD, OTHER), text("m-1"));

        assertThat(sent().kind()).isEqualTo(SendKind.GROUP_MMS);
        assertThat(sent().from()).isEqualTo(new PhoneNumber(OWN));
        assertThat(sent().to())
                .as("each once, the sender first, none of ours")
                .extracting(PhoneNumber::value)
                .containsExactly(TO, OTHER, THIRD);
    }

    @Test
    void allOfOursInAGroupAreLeftOut() {
        toGroup(THIRD).enter(group("m-1", List.of(OTHER, OWN, THIRD), OWN, "+17735550012"), text("m-1"));

        assertThat(sent().from()).as("the one of them that is known").isEqualTo(new PhoneNumber(THIRD));
        assertThat(sent().to()).extracting(PhoneNumber::value).containsExactly(TO, OTHER, OWN, "+17735550012");

        empty();
        toGroup(THIRD + "," + OWN).enter(group("m-1", List.of(OTHER, OWN, THIRD), "+17735550012"), text("m-1"));

        assertThat(sent().from()).isEqualTo(new PhoneNumber(OWN));
        assertThat(sent().to()).extracting(PhoneNumber::value).containsExactly(TO, OTHER, "+17735550012");
    }

    @Test
    void groupThatIsTooLargeIsAnsweredToItsSenderAlone() {
        toGroup("").enter(group("m-1", List.of(OWN), others(7)), text("m-1"));
        assertThat(sent().to()).hasSize(8);

        empty();
        toGroup("").enter(group("m-1", List.of(OWN), others(8)), text("m-1"));
        assertThat(sent().kind()).isEqualTo(SendKind.MESSAGES);
        assertThat(sent().to()).containsExactly(new PhoneNumber(TO));
    }

    @Test
    void groupInWhichNobodyKnowsWhoWeAreIsNotAnswered() {
        InboundMessage message = group("m-1", List.of(OTHER, OWN));

        assertThat(replies(5).enter(message, text("m-1"))).isEqualTo("own-number-unknown");
        assertThat(toGroup("").enter(message, text("m-1"))).isEqualTo("own-number-unknown");
        assertThat(count("outbound_messages")).isZero();

        new OwnNumbers(database, "", Clock.systemUTC(), ONE).remember(message("m-0", THIRD));
        assertThat(replies(5).enter(message, text("m-1"))).isEqualTo("replied");
    }

    @Test
    void whoOptedOutIsNotAnswered() {
        new OptOuts(database, "", ONE).record(received("m-0", TO, "STOP", List.of(OWN)));

        assertThat(replies(5).enter(message("m-1", TO), text("m-1"))).isEqualTo("40300");
        assertThat(toGroup("").enter(group("m-2", List.of(OWN), OTHER), text("m-2")))
                .isEqualTo("40300");
        assertThat(replies(5).enter(message("m-3", OTHER), text("m-3"))).isEqualTo("replied");
        assertThat(count("outbound_messages")).isEqualTo(1);
    }

    @Test
    void mediaThatAreGoneAreNotPromised() {
        Reply reply = new Reply("m-1", "Thanks!", List.of("stored:mms/+1/m-1/0.jpg"), null);

        assertThat(replies(5).enter(message("m-1", TO), reply)).isEqualTo("10003");
        assertThat(count("outbound_messages")).isZero();
        assertThat(count("rate_limits where sender = '" + OWN + "'")).isZero();
    }

    @Test
    void nothingIsNotSent() {
        assertThat(replies(5).enter(message("m-1", TO), new Reply("m-1", "", List.of(), "too-many-media")))
                .isEqualTo("nothing-to-say");
        assertThat(count("outbound_messages")).isZero();
    }

    @Test
    void erasedSenderLeavesNoAnswerBehind() {
        replies(5).enter(message("m-1", TO), text("m-1"));
        replies(5).enter(message("m-2", OTHER), text("m-2"));

        EraseOutboundMessages.ErasedOutboundMessages erased =
                new EraseOutboundMessages(database).erase(new PhoneNumber(TO));

        assertThat(erased.unsent()).isEqualTo(1);
        assertThat(sent().to()).containsExactly(new PhoneNumber(OTHER));
    }

    private EnterReply replies(int mostInAnHour) {
        return new EnterReply(database, rules("off"), own(""), mostInAnHour, false);
    }

    private EnterReply toGroup(String ownNumbers) {
        return new EnterReply(database, rules("off"), own(ownNumbers), 5, true);
    }

    private OwnNumbers own(String setting) {
        return new OwnNumbers(database, setting, Clock.systemUTC(), ONE);
    }

    private static Reply text(String messageId) {
        return new Reply(messageId, "Thanks!", List.of(), null);
    }

    /** As if all that was sent had been entered so long ago. */
    private void passed(Duration time) {
        inTransaction(jdbc -> jdbc.sql("update outbound_messages set created_at = :at")
                .param("at", Row.time(Row.now(jdbc).minus(time)))
                .update());
    }

    /** The only message that there is. */
    private SendRequest sent() {
        return inTransaction(jdbc -> jdbc.sql("select kind, request, send_before from outbound_messages")
                .query((row, number) -> Row.request(row))
                .single());
    }

    private static String[] others(int count) {
        return IntStream.range(0, count).mapToObj("+1646555%04d"::formatted).toArray(String[]::new);
    }

    private static InboundMessage message(String id, String from) {
        return received(id, from, "Look", List.of(OWN));
    }

    private static InboundMessage message(String id, String from, String to) {
        return received(id, from, "Look", List.of(to));
    }

    private static InboundMessage group(String id, List<String> to, String... cc) {
        return received(id, TO, "Look", to, cc);
    }

    private static InboundMessage received(String id, String from, String text, List<String> to, String... cc) {
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key"),
                "event-" + id,
                id,
                "MMS",
                new PhoneNumber(from),
                to.stream().map(PhoneNumber::new).toList(),
                Stream.of(cc).map(PhoneNumber::new).toList(),
                null,
                text,
                Instant.EPOCH,
                null,
                TelnyxMetadata.NONE,
                new MessageKeys("{index}.{ext}", from, "to"),
                List.of());
    }
}

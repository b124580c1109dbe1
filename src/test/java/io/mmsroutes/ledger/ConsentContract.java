package io.mmsroutes.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.JournaledEvent;
import io.mmsroutes.message.MessageKeys;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.message.Progress;
import io.mmsroutes.message.TelnyxNotes;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;

/** What the ledger promises of numbers: which are ours. */
abstract class ConsentContract extends LedgerContract {
    private static final Instant NOON = Instant.parse("2026-01-16T12:00:00Z");

    @Test
    void theNumberThatAMessageCameToIsOursWithItsProfile() {
        RememberOwnNumber own = new RememberOwnNumber(ledger);

        own.remember(message(TO, "STOP", "profile", NOON, FAST));
        own.remember(message(TO, "hello", null, NOON.plusSeconds(1), FAST));

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    @Test
    void aProfileThatIsSaidLaterIsLearned() {
        RememberOwnNumber own = new RememberOwnNumber(ledger);

        own.remember(message(TO, "hello", null, NOON, FAST));
        own.remember(message(TO, "hello", "profile", NOON.minusSeconds(9), FAST));

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    @Test
    void aNumberMovesToTheProfileThatTheNewestMessageNames() {
        for (RememberOwnNumber own : List.of(new RememberOwnNumber(ledger), new RememberOwnNumber(ledger))) {
            own.remember(message(TO, "hello", "old", NOON, FAST));
            own.remember(message(TO, "hello", "new", NOON.plusSeconds(1), FAST));
            own.remember(message(TO, "hello", "old", NOON.minusSeconds(1), FAST));
        }

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "new"));
    }

    @Test
    void inAGroupNobodyKnowsWhichNumberIsOurs() {
        new RememberOwnNumber(ledger).remember(message(TO, "hello", "profile", NOON, FAST, "+13125550002"));
        new RememberOwnNumber(ledger).remember(message(TO, "hello", "profile", NOON));

        assertThat(ownNumbers()).isEmpty();
    }

    @Test
    void aNumberThatIsWrittenIsNotWrittenAgain() {
        RememberOwnNumber own = new RememberOwnNumber(ledger);
        own.remember(message(TO, "hello", "profile", NOON, FAST));
        ledger.inTransaction(jdbc -> jdbc.sql("delete from own_numbers").update());

        own.remember(message(TO, "hello", "profile", NOON.plusSeconds(1), FAST));

        assertThat(ownNumbers()).isEmpty();
    }

    @Test
    void aNumberThatManySeeAtOnceIsThereOnce() throws Exception {
        AtomicInteger turn = new AtomicInteger();

        together(20, () -> {
            RememberOwnNumber own = new RememberOwnNumber(ledger);
            own.remember(message(TO, "hello", "profile", NOON.plusSeconds(turn.getAndIncrement()), FAST));
            return true;
        });

        assertThat(ownNumbers()).containsExactly(Map.entry(FAST, "profile"));
    }

    private Map<String, String> ownNumbers() {
        return ledger.inTransaction(jdbc -> {
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
                new JournaledEvent(new byte[0], Progress.beginning(Instant.EPOCH, "key")),
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
                new TelnyxNotes(profile, null, null, false),
                new MessageKeys("{index}.{ext}", from, "to"),
                List.of());
    }
}

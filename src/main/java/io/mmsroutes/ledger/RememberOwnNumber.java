package io.mmsroutes.ledger;

import io.mmsroutes.message.InboundMessage;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DuplicateKeyException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Learns from messages that came in which numbers are ours, and in which messaging profile each is. A message to more than one
 * number says neither: nobody knows which of them is ours.
 */
public final class RememberOwnNumber {
    /** Numbers of which this gateway knows what it wrote, so that a usual message costs no statement. */
    private static final int KNOWN = 1_000;

    private static final int LONGEST_PROFILE = 200;

    /** Another gateway may have seen a newer message meanwhile, and a number that moved back is to be written again. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final Ledger ledger;
    private final Clock clock;

    private final Map<String, Written> written = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
            return size() > KNOWN;
        }
    });

    public RememberOwnNumber(Ledger ledger, Clock clock) {
        this.ledger = ledger;
        this.clock = clock;
    }

    /** Throws TryLater {@code ledger-away} or {@code ledger-busy} where there is something to write. */
    public void remember(InboundMessage message) {
        if (message.to().size() != 1) {
            return;
        }
        String number = Row.number(message.to().get(0));
        String profile = Row.atMost(LONGEST_PROFILE, message.notes().profileId());
        Written before = written.get(number);
        if (before != null
                && before.at().plus(KNOWN_FOR).isAfter(clock.instant())
                && (profile == null || profile.equals(before.profile()))) {
            return;
        }
        Seen seen = new Seen(number, profile, message);
        try {
            ledger.inTransaction(jdbc -> write(jdbc, seen));
        } catch (DuplicateKeyException e) {
            // Another message to the same new number was a moment faster.
            ledger.inTransaction(jdbc -> write(jdbc, seen));
        }
        written.put(number, new Written(profile == null ? "" : profile, clock.instant()));
    }

    /** The newest message that names a profile is right, in whatever order messages come. */
    private static int write(JdbcClient jdbc, Seen seen) {
        int changed = seen.in(jdbc.sql("""
                update own_numbers set profile = :profile, seen_at = :at
                where number = :number and :profile is not null and (profile is null or (profile <> :profile and seen_at <= :at))"""));
        return changed + seen.in(jdbc.sql("""
                        insert into own_numbers (number, profile, seen_at)
                        select :number, :profile, :at
                        where not exists (select 1 from own_numbers where number = :number)"""));
    }

    /** @param profile empty for one that nobody knows */
    private record Written(String profile, Instant at) {}

    private record Seen(String number, @Nullable String profile, InboundMessage message) {
        int in(JdbcClient.StatementSpec statement) {
            return statement
                    .param("number", number)
                    .param("profile", profile, Types.VARCHAR)
                    .param("at", Row.time(message.happenedAt()))
                    .update();
        }
    }
}

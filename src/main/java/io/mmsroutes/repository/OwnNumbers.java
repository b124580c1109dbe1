package io.mmsroutes.repository;

import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.text.UntrustedText;
import java.sql.Types;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Which numbers are ours, by the setting, by messages that came to one number alone, and by what was sent from them; and in which
 * messaging profile each is, for Telnyx keeps opt-outs by profile. A message to more than one number says neither.
 */
public final class OwnNumbers {
    /** Stands for a profile that is not known, and then for each of them. */
    static final String ANY_PROFILE = "*";

    private static final int LONGEST_PROFILE = 200;

    /** Numbers of which this gateway knows what is written, so that a usual message costs no statement. */
    private static final int KNOWN = 1_000;

    /** Another gateway may have seen a newer message meanwhile, and a number that moved back is to be written again. */
    private static final Duration KNOWN_FOR = Duration.ofMinutes(1);

    private final Database database;
    private final Set<String> set;
    private final Clock clock;

    private final Map<String, Written> written = Collections.synchronizedMap(new LinkedHashMap<>() {
        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Written> eldest) {
            return size() > KNOWN;
        }
    });

    /**
     * @param setting {@code mms.own-numbers}: separated by commas
     * @param accounts numbers that their settings name are ours too
     */
    public OwnNumbers(Database database, String setting, Clock clock, TelnyxAccounts accounts) {
        this.database = database;
        this.set = Stream.concat(
                        Arrays.stream(setting.split(",")).map(String::strip),
                        accounts.all().stream().flatMap(account -> account.numbers().stream()))
                .filter(number -> !number.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
        this.clock = clock;
    }

    /** Learns from a message to one number that it is ours. What is known already is not written again. */
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
        if (!database.<Boolean>read(jdbc -> isKnown(jdbc, number, profile))) {
            int unused = database.write(transaction -> transaction
                    .sql("""
                    insert into own_numbers (number, profile, seen_at) values (:number, :profile, :at)
                    on conflict (number) do update set profile = excluded.profile, seen_at = excluded.seen_at
                    where excluded.profile is not null
                        and (own_numbers.profile is null
                            or (own_numbers.profile <> excluded.profile and own_numbers.seen_at <= excluded.seen_at))""")
                    .param("number", number)
                    .param("profile", profile, Types.VARCHAR)
                    .param("at", Row.time(message.happenedAt()))
                    .update());
        }
        written.put(number, new Written(profile == null ? "" : profile, clock.instant()));
    }

    /**
     * Keeps a slip of the hand from erasing a number of ours instead of a customer's.
     *
     * @param own the caller says that it is, or was, one of ours
     * @throws Rejected {@code erase-own-number}
     */
    public void protect(PhoneNumber number, boolean own) {
        if (set.contains(number.value())) {
            throw refused("take it out of mms.own-numbers and telnyx.accounts.<name>.numbers first");
        }
        if (!own && database.<Boolean>read(jdbc -> isProven(jdbc, number))) {
            throw refused("if that is meant, or it was one of ours once, say so with \"own\": true");
        }
    }

    /** The number that a message came to; empty where several may be it. */
    Optional<PhoneNumber> receiver(JdbcClient jdbc, InboundMessage message) {
        if (message.to().size() == 1) {
            return Optional.of(message.to().get(0));
        }
        Set<String> ours = among(jdbc, message.to());
        return message.to().stream()
                .filter(number -> ours.contains(number.value()))
                .findFirst();
    }

    /** Those of the numbers that are ours. */
    Set<String> among(JdbcClient jdbc, List<PhoneNumber> numbers) {
        Set<String> ours = new TreeSet<>(set);
        ours.retainAll(numbers.stream().map(PhoneNumber::value).toList());
        if (!numbers.isEmpty()) {
            ours.addAll(jdbc.sql("""
                            select number from own_numbers where number in (:numbers)
                            union select sender from rate_limits where sender in (:numbers)""")
                    .param("numbers", numbers.stream().map(Row::number).toList())
                    .query(String.class)
                    .list());
        }
        return ours;
    }

    /**
     * Everybody else, the sender first; each once.
     *
     * @param own the number that the message came to, which may be known of it alone
     */
    List<PhoneNumber> others(JdbcClient jdbc, InboundMessage message, PhoneNumber own) {
        List<PhoneNumber> all = Stream.of(List.of(message.from()), message.to(), message.cc())
                .flatMap(List::stream)
                .distinct()
                .toList();
        Set<String> ours = among(jdbc, all);
        return all.stream()
                .filter(number -> !number.equals(own) && !ours.contains(number.value()))
                .toList();
    }

    /** That of the number that a message came to. */
    static String profile(JdbcClient jdbc, InboundMessage message) {
        String said = message.notes().profileId();
        if (said != null) {
            return UntrustedText.atMost(LONGEST_PROFILE, said);
        }
        List<String> known = profilesOf(jdbc, message.to());
        return known.size() == 1 ? known.get(0) : ANY_PROFILE;
    }

    /** That a request names, and that of its sender; none where neither is known. */
    static List<String> profiles(JdbcClient jdbc, SendRequest request) {
        String named = request.body().path("messaging_profile_id").asText("").strip();
        List<PhoneNumber> senders = Stream.ofNullable(request.from()).toList();
        return Stream.concat(
                        Optional.of(named).filter(id -> !id.isEmpty()).stream(), profilesOf(jdbc, senders).stream())
                .distinct()
                .toList();
    }

    private static boolean isKnown(JdbcClient jdbc, String number, @Nullable String profile) {
        return jdbc.sql("select coalesce(profile, '') from own_numbers where number = :number")
                .param("number", number)
                .query(String.class)
                .optional()
                .filter(known -> profile == null || profile.equals(known))
                .isPresent();
    }

    /**
     * Whether a message came to it alone, or Telnyx took one from it, or may take one. That a request named it as sender, and
     * came to nothing, may have been a slip.
     */
    private static boolean isProven(JdbcClient jdbc, PhoneNumber number) {
        return jdbc.sql("""
                        select exists (select 1 from own_numbers where number = :number)
                            or exists (select 1 from outbound_messages where sender = :number
                                and (accepted_at is not null or state not in ('rejected', 'expired', 'failed', 'cancelled')))""")
                .param("number", Row.number(number))
                .query(Boolean.class)
                .single();
    }

    private static List<String> profilesOf(JdbcClient jdbc, Collection<PhoneNumber> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select distinct profile from own_numbers where number in (:numbers) and profile is not null")
                .param("numbers", numbers.stream().map(Row::number).toList())
                .query(String.class)
                .list();
    }

    private static Rejected refused(String fix) {
        return new Rejected("erase-own-number", "This number is one of ours; nothing was erased: %s.".formatted(fix));
    }

    /** @param profile empty for one that is not known */
    private record Written(String profile, Instant at) {}
}

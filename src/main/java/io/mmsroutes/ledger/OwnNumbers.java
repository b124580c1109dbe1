package io.mmsroutes.ledger;

import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.PhoneNumber;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Which parties of a message are we: by the setting, by messages that came to one number alone, and by what we sent from. */
final class OwnNumbers {
    private final Set<String> set;

    /** @param setting {@code mms.own-numbers}: separated by commas */
    OwnNumbers(String setting) {
        this.set = Arrays.stream(setting.split(","))
                .map(String::strip)
                .filter(number -> !number.isEmpty())
                .collect(Collectors.toUnmodifiableSet());
    }

    /** The number that a message came to; empty where nobody knows which of several it is. */
    Optional<PhoneNumber> receiver(JdbcClient jdbc, InboundMessage message) {
        if (message.to().size() == 1) {
            return Optional.of(message.to().get(0));
        }
        Set<String> ours = among(jdbc, message.to());
        return message.to().stream()
                .filter(number -> ours.contains(number.value()))
                .findFirst();
    }

    /** Whether the setting names it. */
    boolean isSet(PhoneNumber number) {
        return set.contains(number.value());
    }

    /**
     * Whether a message came to it alone, or Telnyx took one from it, or may take one. That a request named it as sender, and
     * came to nothing, may have been a slip.
     */
    boolean isProven(JdbcClient jdbc, PhoneNumber number) {
        return jdbc.sql("""
                        select exists (select 1 from own_numbers where number = :number)
                            or exists (select 1 from sends where sender = :number
                                and (accepted_at is not null or state not in ('rejected', 'expired', 'failed')))""")
                .param("number", Row.number(number))
                .query(Boolean.class)
                .single();
    }

    /** Those of the numbers that are ours. */
    Set<String> among(JdbcClient jdbc, List<PhoneNumber> numbers) {
        Set<String> ours = new TreeSet<>(set);
        ours.retainAll(numbers.stream().map(PhoneNumber::value).toList());
        if (!numbers.isEmpty()) {
            ours.addAll(jdbc.sql("""
                            select number from own_numbers where number in (:numbers)
                            union select sender from lanes where sender in (:numbers)""")
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
}

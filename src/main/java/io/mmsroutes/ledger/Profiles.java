package io.mmsroutes.ledger;

import io.mmsroutes.OutsideText;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendRequest;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whose opt-outs count: Telnyx keeps them by messaging profile, for all of its numbers together. */
final class Profiles {
    /** Stands for a profile that nobody knows, and then for each of them. */
    static final String ANY = "*";

    private static final int LONGEST = 200;

    private Profiles() {}

    /** Of the number that a message came to. */
    static String of(JdbcClient jdbc, InboundMessage message) {
        String said = message.notes().profileId();
        if (said != null) {
            return OutsideText.atMost(LONGEST, said);
        }
        List<String> known = ofNumbers(jdbc, message.to());
        return known.size() == 1 ? known.get(0) : ANY;
    }

    /** That a request names, and that of its sender; none where nobody knows. */
    static List<String> of(JdbcClient jdbc, SendRequest request) {
        String named = request.body().path("messaging_profile_id").asText("").strip();
        List<PhoneNumber> senders = Stream.ofNullable(request.from()).toList();
        return Stream.concat(Optional.of(named).filter(id -> !id.isEmpty()).stream(), ofNumbers(jdbc, senders).stream())
                .distinct()
                .toList();
    }

    private static List<String> ofNumbers(JdbcClient jdbc, Collection<PhoneNumber> numbers) {
        if (numbers.isEmpty()) {
            return List.of();
        }
        return jdbc.sql("select distinct profile from own_numbers where number in (:numbers) and profile is not null")
                .param("numbers", numbers.stream().map(Row::number).toList())
                .query(String.class)
                .list();
    }
}

package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.ErrorCode;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.sending.call.TelnyxCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who wants no more messages, by messaging profile. The newest word counts, in whatever order words come. */
final class OptOuts {
    /** Telnyx's 40300 has more meanings than this one, which only its words tell. */
    private static final Pattern STOP = Pattern.compile("(?i)\\bstop\\b|\\bopted[ -]out\\b|\\bopt-out\\b");

    private OptOuts() {}

    /**
     * Of two words of one instant STOP is the one that counts.
     *
     * @param at when it was said
     * @param source {@code autoresponse}, {@code text} or {@code telnyx}
     * @return whether anything changed
     */
    static boolean change(JdbcClient jdbc, String profile, String number, boolean out, Instant at, String source) {
        String older = out ? "changed_at <= :at and not (opted_out and changed_at = :at)" : "changed_at < :at";
        int changed = jdbc.sql("""
                        update opt_outs set opted_out = :out, changed_at = :at, source = :source
                        where profile = :profile and number = :number and\s""" + older)
                .param("out", out)
                .param("at", Row.time(at))
                .param("source", source)
                .param("profile", profile)
                .param("number", number)
                .update();
        return changed
                        + jdbc.sql("""
                                insert into opt_outs (profile, number, opted_out, changed_at, source)
                                select :profile, :number, :out, :at, :source
                                where not exists (select 1 from opt_outs where profile = :profile and number = :number)""")
                                .param("profile", profile)
                                .param("number", number)
                                .param("out", out)
                                .param("at", Row.time(at))
                                .param("source", source)
                                .update()
                > 0;
    }

    /**
     * What keeps a request from being sent: one for each recipient who opted out, without the number.
     *
     * @param defaultProfile for a request of which no profile is known; where it is empty too, every opt-out counts
     */
    static List<Problem> problems(JdbcClient jdbc, SendRequest request, String defaultProfile) {
        Set<String> out = of(jdbc, request.to(), profiles(jdbc, request, defaultProfile));
        List<Problem> problems = new ArrayList<>();
        for (int i = 0; !out.isEmpty() && i < request.to().size(); i++) {
            if (out.contains(Row.number(request.to().get(i)))) {
                String pointer = request.body().path("to").isArray() ? "/to/" + i : "/to";
                problems.add(
                        ErrorCode.OPTED_OUT.at(pointer, TelnyxCodes.sentence(ErrorCode.OPTED_OUT.code(), null, null)));
            }
        }
        return problems;
    }

    /**
     * Takes down that Telnyx refused a message to one number because of a STOP.
     *
     * @param errors an array of Telnyx's error objects
     * @param at when Telnyx said so; null for when it was called
     */
    static void learn(JdbcClient jdbc, UUID id, JsonNode errors, @Nullable Instant at) {
        boolean told = false;
        for (JsonNode error : errors) {
            told |= ErrorCode.OPTED_OUT.code().equals(error.path("code").asText()) && saysStop(error);
        }
        if (told) {
            refused(jdbc, id)
                    .ifPresent(send -> change(
                            jdbc, send.profile(), send.number(), true, at == null ? send.calledAt() : at, "telnyx"));
        }
    }

    private static boolean saysStop(JsonNode error) {
        return STOP.matcher(error.path("title").asText("") + " "
                        + error.path("detail").asText(""))
                .find();
    }

    private static Optional<Refused> refused(JdbcClient jdbc, UUID id) {
        Instant now = Ledger.now(jdbc);
        return jdbc.sql("select kind, request, send_before, submitted_at from sends where id = :id")
                .param("id", id)
                .query((row, number) -> {
                    SendRequest request = Row.request(row);
                    Instant called = Row.instant(row, "submitted_at");
                    String profile =
                            Profiles.of(jdbc, request).stream().findFirst().orElse(Profiles.ANY);
                    return request.to().size() == 1
                            ? Optional.of(new Refused(
                                    profile, Row.number(request.to().get(0)), called == null ? now : called))
                            : Optional.<Refused>empty();
                })
                .single();
    }

    private static List<String> profiles(JdbcClient jdbc, SendRequest request, String defaultProfile) {
        List<String> known = Profiles.of(jdbc, request);
        return known.isEmpty() && !defaultProfile.isBlank() ? List.of(defaultProfile.strip()) : known;
    }

    private static Set<String> of(JdbcClient jdbc, List<PhoneNumber> numbers, List<String> profiles) {
        List<String> counting = new ArrayList<>(profiles);
        counting.add(Profiles.ANY);
        return new HashSet<>(jdbc.sql("""
                        select distinct number from opt_outs
                        where number in (:numbers) and opted_out and (:all or profile in (:profiles))""")
                .param("numbers", numbers.stream().map(Row::number).toList())
                .param("all", profiles.isEmpty())
                .param("profiles", counting)
                .query(String.class)
                .list());
    }

    private record Refused(String profile, String number, Instant calledAt) {}
}

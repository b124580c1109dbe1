package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.OptOutKeyword;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.call.TelnyxCodes;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.UUID;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Who wants no more messages, by messaging profile. The newest word counts, in whatever order words come. */
public final class OptOuts {
    private static final Logger LOG = LoggerFactory.getLogger(OptOuts.class);
    private static final String NOTE =
            "Only the gateway sends again: Telnyx's own block stays until the recipient sends START.";

    /** Telnyx's 40300 has more meanings than this one, which only its words tell. */
    private static final Pattern STOP = Pattern.compile("(?i)\\bstop\\b|\\bopted[ -]out\\b|\\bopt-out\\b");

    private final Database database;
    private final String defaultProfile;
    private final TelnyxAccounts accounts;

    /** @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty */
    public OptOuts(Database database, String defaultProfile, TelnyxAccounts accounts) {
        this.database = database;
        this.defaultProfile = defaultProfile;
        this.accounts = accounts;
    }

    /** Writes down a STOP or START; of other messages the database is asked nothing. */
    public void record(InboundMessage message) {
        OptOutKeyword word = OptOutKeyword.of(message)
                .filter(said -> said != OptOutKeyword.HELP)
                .orElse(null);
        if (word != null && database.<Boolean>write(transaction -> write(transaction, message, word))) {
            LOG.info("Noted {}, messageId={} number={}", word, message.messageId(), message.from());
        }
    }

    /**
     * Looks once more right before the call: the recipient may have sent STOP since the request was taken.
     *
     * @throws Rejected {@code 40300}
     */
    public void require(SendRequest request) {
        List<Problem> problems = database.read(jdbc -> problems(jdbc, request, defaultProfile, accounts));
        if (!problems.isEmpty()) {
            throw new Rejected(ErrorCode.OPTED_OUT.code(), problems.get(0).detail());
        }
    }

    /**
     * The newest first. What changes meanwhile moves none of those that are left to tell.
     *
     * @param number of whom alone to tell; null for all
     * @param after {@link Page#next()} of the page before, whose id counts those of its instant that were told; it holds no number, for it
     *     goes into URLs
     */
    public Page<OptOut> list(@Nullable String number, Page.@Nullable Position after, int limit) {
        int told = after == null ? 0 : Integer.parseInt(after.id());
        List<OptOut> found = database.read(jdbc -> find(jdbc, number, after, told, limit + 1));
        List<OptOut> rows = found.subList(0, Math.min(limit, found.size()));
        if (found.size() <= limit) {
            return new Page<>(rows, null);
        }
        Long last = Row.time(rows.get(limit - 1).changedAt());
        long same = rows.stream()
                .filter(row -> Objects.equals(Row.time(row.changedAt()), last))
                .count();
        boolean goesOn = after != null && Objects.equals(last, after.at());
        return new Page<>(rows, new Page.Position(last == null ? 0 : last, String.valueOf(same + (goesOn ? told : 0))));
    }

    /**
     * Lifts opt-outs by hand, for a recipient who said so in other ways than by START.
     *
     * @param profile in which alone; null for all
     */
    public Lifted lift(PhoneNumber number, @Nullable String profile) {
        int lifted = database.write(transaction -> transaction
                .sql("""
                        update opt_outs set opted_out = false, source = 'admin', changed_at = $now
                        where number = :number and opted_out and (:all or profile = :profile)""")
                .param("number", Row.number(number))
                .param("all", profile == null)
                .param("profile", Row.atMost(200, profile == null ? "" : profile))
                .update());
        return new Lifted(lifted, NOTE);
    }

    /**
     * Of two words of one instant STOP is the one that counts.
     *
     * @param at when it was said
     * @param source {@code autoresponse}, {@code text} or {@code telnyx}
     * @return whether anything changed
     */
    static boolean change(
            Transaction transaction, String profile, String number, boolean out, Instant at, String source) {
        return transaction
                        .sql("""
                        insert into opt_outs (profile, number, opted_out, changed_at, source)
                        values (:profile, :number, :out, :at, :source)
                        on conflict (profile, number) do update
                        set opted_out = excluded.opted_out, changed_at = excluded.changed_at, source = excluded.source
                        where opt_outs.changed_at < excluded.changed_at
                            or (opt_outs.changed_at = excluded.changed_at and excluded.opted_out and not opt_outs.opted_out)""")
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
     * @param accounts the profiles of the sender's own account take its place
     */
    static List<Problem> problems(
            JdbcClient jdbc, SendRequest request, String defaultProfile, TelnyxAccounts accounts) {
        Set<String> out = of(jdbc, request.to(), profiles(jdbc, request, defaultProfile, accounts));
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
    static void learn(Transaction transaction, UUID id, JsonNode errors, @Nullable Instant at) {
        boolean told = false;
        for (JsonNode error : errors) {
            told |= ErrorCode.OPTED_OUT.code().equals(error.path("code").asText()) && saysStop(error);
        }
        if (!told) {
            return;
        }
        Refused refused = transaction
                .sql("select kind, request, send_before, submitted_at from outbound_messages where id = :id")
                .param("id", id.toString())
                .query((row, number) -> new Refused(Row.request(row), Row.instant(row, "submitted_at")))
                .single();
        if (refused.request().to().size() == 1) {
            String profile = OwnNumbers.profiles(transaction.jdbc(), refused.request()).stream()
                    .findFirst()
                    .orElse(OwnNumbers.ANY_PROFILE);
            Instant said = at == null ? refused.calledAt() : at;
            change(
                    transaction,
                    profile,
                    Row.number(refused.request().to().get(0)),
                    true,
                    said == null ? Row.now(transaction.jdbc()) : said,
                    "telnyx");
        }
    }

    private static boolean saysStop(JsonNode error) {
        return STOP.matcher(error.path("title").asText("") + " "
                        + error.path("detail").asText(""))
                .find();
    }

    /** START lifts what counts for every profile too: who sent it wants messages. */
    private static boolean write(Transaction transaction, InboundMessage message, OptOutKeyword word) {
        String profile = OwnNumbers.profile(transaction.jdbc(), message);
        String source = OptOutKeyword.found(message.notes().autoresponse()).isPresent() ? "autoresponse" : "text";
        boolean changed = change(transaction, profile, message, word, source);
        if (word == OptOutKeyword.START && !OwnNumbers.ANY_PROFILE.equals(profile)) {
            changed |= change(transaction, OwnNumbers.ANY_PROFILE, message, word, source);
        }
        return changed;
    }

    private static boolean change(
            Transaction transaction, String profile, InboundMessage message, OptOutKeyword word, String source) {
        return change(
                transaction,
                profile,
                Row.number(message.from()),
                word == OptOutKeyword.STOP,
                message.happenedAt(),
                source);
    }

    private static List<OptOut> find(
            JdbcClient jdbc, @Nullable String number, Page.@Nullable Position after, int told, int limit) {
        return jdbc.sql("""
                select number, profile, changed_at, source from opt_outs
                where opted_out%s and changed_at <= :at
                order by changed_at desc, number, profile limit :limit offset :told""".formatted(number == null ? "" : " and number = :number"))
                .param("number", Row.id(Objects.requireNonNullElse(number, "")))
                .param("at", after == null ? Long.MAX_VALUE : after.at())
                .param("told", told)
                .param("limit", limit)
                .query((row, index) -> new OptOut(
                        row.getString("number"),
                        row.getString("profile"),
                        Row.instant(row, "changed_at"),
                        row.getString("source")))
                .list();
    }

    private static List<String> profiles(
            JdbcClient jdbc, SendRequest request, String defaultProfile, TelnyxAccounts accounts) {
        List<String> known = OwnNumbers.profiles(jdbc, request);
        if (!known.isEmpty()) {
            return known;
        }
        return accounts.ofNumber(request.sender())
                .map(TelnyxAccount::profiles)
                .orElseGet(() -> defaultProfile.isBlank() ? List.of() : List.of(defaultProfile.strip()));
    }

    private static Set<String> of(JdbcClient jdbc, List<PhoneNumber> numbers, List<String> profiles) {
        List<String> counting = new ArrayList<>(profiles);
        counting.add(OwnNumbers.ANY_PROFILE);
        return new HashSet<>(jdbc.sql("""
                        select distinct number from opt_outs
                        where number in (:numbers) and opted_out and (:all or profile in (:profiles))""")
                .param("numbers", numbers.stream().map(Row::number).toList())
                .param("all", profiles.isEmpty())
                .param("profiles", counting)
                .query(String.class)
                .list());
    }

    private record Refused(SendRequest request, @Nullable Instant calledAt) {}

    /**
     * @param number in full: it cannot be lifted by its last digits
     * @param profile id of the messaging profile; {@code *} where it is not known, and then it counts for each
     * @param source {@code autoresponse} or {@code text} of a message, or {@code telnyx} for a refusal
     */
    public record OptOut(
            String number, String profile, @Nullable Instant changedAt, String source) {}

    /** @param lifted how many, one for each profile */
    public record Lifted(int lifted, String note) {}
}

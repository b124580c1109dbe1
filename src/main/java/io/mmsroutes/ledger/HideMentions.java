package io.mmsroutes.ledger;

import io.mmsroutes.message.NumberInText;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.SendState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hides a number in what the ledger has of messages to others: texts, references to stored media, webhook URLs, fields that
 * only their caller knows, answers of Telnyx. One that is under way stays as it is, for it is still to be sent or reported.
 */
final class HideMentions {
    private static final List<String> UNDER_WAY = Stream.of(
                    SendState.PREPARING, SendState.QUEUED, SendState.SUBMITTING, SendState.UNKNOWN, SendState.ACCEPTED)
            .map(SendState::word)
            .toList();

    private static final List<String> JSON_COLUMNS = List.of("request", "errors", "checks", "telnyx");
    /** In one commit. */
    private static final int MOST = 100;

    private final Ledger ledger;

    HideMentions(Ledger ledger) {
        this.ledger = ledger;
    }

    Mentions hide(PhoneNumber number) {
        Optional<NumberInText> wanted = NumberInText.of(number);
        int hidden = 0;
        if (wanted.isPresent()) {
            long after = Long.MIN_VALUE;
            for (Page page = page(wanted.get(), after); page.last() > after; page = page(wanted.get(), after)) {
                hidden += page.hidden();
                after = page.last();
            }
        }
        List<String> remains = new ArrayList<>();
        ledger.inTransaction(jdbc -> remains.addAll(remains(jdbc, number, wanted)));
        return new Mentions(hidden, List.copyOf(remains));
    }

    private Page page(NumberInText number, long after) {
        return ledger.inTransaction(jdbc -> {
            List<Found> found = jdbc.sql("""
                    select id, position, request_key, reason, request, errors, checks, telnyx from sends
                    where position > :after and state not in (:underWay)
                        and (request like :mention or telnyx like :mention or errors like :mention
                            or checks like :mention or reason like :mention or request_key like :mention
                            or exists (select 1 from recipients where send_id = sends.id and errors like :mention))
                    order by position limit :most""")
                    .param("after", after)
                    .param("underWay", UNDER_WAY)
                    .param("mention", "%" + number.digits() + "%")
                    .param("most", MOST)
                    .query((row, index) -> found(row))
                    .list();
            int hidden = 0;
            for (Found one : found) {
                hidden += write(jdbc, number, one) ? 1 : 0;
            }
            return new Page(
                    hidden,
                    found.isEmpty() ? after : found.get(found.size() - 1).position());
        });
    }

    private static Found found(ResultSet row) throws SQLException {
        List<@Nullable String> json = new ArrayList<>();
        for (String column : JSON_COLUMNS) {
            json.add(row.getString(column));
        }
        return new Found(
                Row.id(row), row.getLong("position"), row.getString("request_key"), row.getString("reason"), json);
    }

    /** A key that named the number is another one then, and knows no repeat any more. */
    private static boolean write(JdbcClient jdbc, NumberInText number, Found found) {
        List<@Nullable String> hidden = found.json().stream()
                .<@Nullable String>map(json -> hideJson(number, json))
                .toList();
        boolean keyNames = number.isIn(found.key());
        boolean changes = keyNames || !hidden.equals(found.json()) || names(number, found.reason());
        if (changes) {
            JdbcClient.StatementSpec update = jdbc.sql("""
                    update sends set request = :request, errors = :errors, checks = :checks, telnyx = :telnyx,
                        reason = :reason, request_key = :key
                    where id = :id""")
                    .param("reason", found.reason() == null ? null : number.hide(found.reason()), Types.VARCHAR)
                    .param("key", keyNames ? "erased:" + found.id() : found.key())
                    .param("id", found.id());
            for (int i = 0; i < JSON_COLUMNS.size(); i++) {
                update = update.param(JSON_COLUMNS.get(i), hidden.get(i), Types.VARCHAR);
            }
            update.update();
        }
        return writeRecipients(jdbc, number, found.id()) || changes;
    }

    private static boolean writeRecipients(JdbcClient jdbc, NumberInText number, UUID id) {
        boolean changed = false;
        List<Errors> all = jdbc.sql("select ordinal, errors from recipients where send_id = :id and errors is not null")
                .param("id", id)
                .query((row, index) -> new Errors(row.getInt("ordinal"), row.getString("errors")))
                .list();
        for (Errors errors : all) {
            String hidden = hideJson(number, errors.json());
            if (!errors.json().equals(hidden)) {
                changed = true;
                jdbc.sql("update recipients set errors = :errors where send_id = :id and ordinal = :ordinal")
                        .param("errors", hidden, Types.VARCHAR)
                        .param("id", id)
                        .param("ordinal", errors.ordinal())
                        .update();
            }
        }
        return changed;
    }

    private static @Nullable String hideJson(NumberInText number, @Nullable String json) {
        return names(number, json) ? number.hide(Row.json(json)).toString() : json;
    }

    private static boolean names(NumberInText number, @Nullable String text) {
        return text != null && number.isIn(text);
    }

    /** What the tables have of the number still, each with its reason. */
    private static List<String> remains(JdbcClient jdbc, PhoneNumber number, Optional<NumberInText> wanted) {
        List<String> remains = new ArrayList<>();
        if (wanted.isPresent()) {
            add(
                    remains,
                    named(
                            wanted.get(),
                            jdbc.sql("""
                            select concat(request, ' ', telnyx, ' ', reason, ' ', request_key) as text from sends
                            where state in (:underWay) and sender <> :number
                                and not exists (select 1 from recipients where send_id = sends.id and number = :number)
                                and (request like :mention or telnyx like :mention or reason like :mention
                                    or request_key like :mention)""").param("underWay", UNDER_WAY).param("number", Row.number(number))),
                    "messages under way to others name it: call again when they are final");
            add(
                    remains,
                    named(wanted.get(), jdbc.sql("""
                            select concat(storage_key, ' ', location) as text from stored
                            where sender <> :number and (storage_key like :mention or location like :mention)""").param("number", Row.number(number))),
                    "objects of other senders have it in their names, as mms.storage.key says");
        }
        add(
                remains,
                count(jdbc.sql("select count(*) from stored where sender = :number")
                        .param("number", Row.number(number))),
                "objects from it are left: no store said it had them");
        add(
                remains,
                count(jdbc.sql("select count(*) from opt_outs where number = :number")
                        .param("number", Row.number(number))),
                "opt-outs stay on purpose: without them it would be written to again");
        add(
                remains,
                count(jdbc.sql("select count(*) from sends where sender = :number")
                        .param("number", Row.number(number))),
                "messages from it are under way: call again when they are final");
        return remains;
    }

    private static long named(NumberInText number, JdbcClient.StatementSpec query) {
        return query.param("mention", "%" + number.digits() + "%").query(String.class).list().stream()
                .filter(number::isIn)
                .count();
    }

    private static long count(JdbcClient.StatementSpec query) {
        return query.query(Long.class).single();
    }

    private static void add(List<String> remains, long count, String what) {
        if (count > 0) {
            remains.add(count + " " + what + ".");
        }
    }

    private record Page(int hidden, long last) {}

    private record Errors(int ordinal, String json) {}

    private record Found(
            UUID id, long position, String key, @Nullable String reason, List<@Nullable String> json) {}
}

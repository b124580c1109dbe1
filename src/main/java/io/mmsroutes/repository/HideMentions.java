package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.inbound.NumberInText;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.repository.EraseOutboundMessages.Mentions;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Types;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Hides a number in what there is of messages to others: texts, references to stored media, webhook URLs, fields that
 * only their caller knows, answers of Telnyx. One that is under way stays as it is, for it is still to be sent or reported.
 */
final class HideMentions {
    private static final List<String> UNDER_WAY = Stream.of(
                    SendState.PREPARING, SendState.QUEUED, SendState.SUBMITTING, SendState.UNKNOWN, SendState.ACCEPTED)
            .map(SendState::word)
            .toList();

    private static final List<String> JSON_COLUMNS = List.of("request", "errors", "checks", "telnyx");
    private static final String FIND =
            "select id, position, request_key, reason, request, errors, checks, telnyx from outbound_messages ";
    /** In one commit. */
    private static final int MOST = 100;

    private final Database database;

    HideMentions(Database database) {
        this.database = database;
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
        return new Mentions(hidden, database.read(jdbc -> remains(jdbc, number, wanted)));
    }

    /** Looked for beside the writer, for all has to be read; each is written as it is then. */
    private Page page(NumberInText number, long after) {
        List<Found> found = database.read(jdbc -> jdbc.sql(FIND + """
                    where position > :after and state not in (:underWay)
                        and (request like :mention or telnyx like :mention or errors like :mention
                            or checks like :mention or reason like :mention or request_key like :mention
                            or exists (
                                select 1 from outbound_recipients
                                where message_id = outbound_messages.id and errors like :mention))
                    order by position limit :most""")
                .param("after", after)
                .param("underWay", UNDER_WAY)
                .param("mention", "%" + number.digits() + "%")
                .param("most", MOST)
                .query((row, index) -> found(row))
                .list());
        if (found.isEmpty()) {
            return new Page(0, after);
        }
        int hidden = database.writePatiently(transaction -> {
            int changed = 0;
            for (Found one : found) {
                Optional<Found> now = transaction
                        .sql(FIND + "where id = :id and state not in (:underWay) $forUpdate")
                        .param("id", one.id().toString())
                        .param("underWay", UNDER_WAY)
                        .query((row, index) -> found(row))
                        .optional();
                changed += now.isPresent() && write(transaction, number, now.get()) ? 1 : 0;
            }
            return changed;
        });
        return new Page(hidden, found.get(found.size() - 1).position());
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
    private static boolean write(Transaction transaction, NumberInText number, Found found) {
        List<@Nullable String> hidden = found.json().stream()
                .<@Nullable String>map(json -> hideJson(number, json))
                .toList();
        boolean keyNames = number.isIn(found.key());
        boolean changes = keyNames || !hidden.equals(found.json()) || names(number, found.reason());
        if (changes) {
            JdbcClient.StatementSpec update = transaction
                    .sql("""
                    update outbound_messages set request = :request, errors = :errors, checks = :checks, telnyx = :telnyx,
                        reason = :reason, request_key = :key
                    where id = :id""")
                    .param("reason", found.reason() == null ? null : number.hide(found.reason()), Types.VARCHAR)
                    .param("key", keyNames ? "erased:" + found.id() : found.key())
                    .param("id", found.id().toString());
            for (int i = 0; i < JSON_COLUMNS.size(); i++) {
                update = update.param(JSON_COLUMNS.get(i), hidden.get(i), Types.VARCHAR);
            }
            update.update();
        }
        return writeRecipients(transaction, number, found.id()) || changes;
    }

    private static boolean writeRecipients(Transaction transaction, NumberInText number, UUID id) {
        boolean changed = false;
        List<Errors> all = transaction
                .sql("select ordinal, errors from outbound_recipients where message_id = :id and errors is not null")
                .param("id", id.toString())
                .query((row, index) -> new Errors(row.getInt("ordinal"), row.getString("errors")))
                .list();
        for (Errors errors : all) {
            String hidden = hideJson(number, errors.json());
            if (!errors.json().equals(hidden)) {
                changed = true;
                transaction
                        .sql(
                                "update outbound_recipients set errors = :errors where message_id = :id and ordinal = :ordinal")
                        .param("errors", hidden, Types.VARCHAR)
                        .param("id", id.toString())
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
        Map<String, Long> counts = new LinkedHashMap<>();
        wanted.ifPresent(named -> {
            counts.put(
                    "messages under way to others name it: call again when they are final",
                    named(named, jdbc.sql("""
                            select concat(request, ' ', telnyx, ' ', reason, ' ', request_key) as text from outbound_messages
                            where state in (:underWay) and sender <> :number
                                and not exists (select 1 from outbound_recipients where message_id = outbound_messages.id and number = :number)
                                and (request like :mention or telnyx like :mention or reason like :mention
                                    or request_key like :mention)""").param("underWay", UNDER_WAY).param("number", Row.number(number))));
            counts.put(
                    "objects of other senders have it in their names, as mms.storage.key says",
                    named(named, jdbc.sql("""
                            select concat(storage_key, ' ', location) as text from stored_media
                            where sender <> :number and (storage_key like :mention or location like :mention)""").param("number", Row.number(number))));
        });
        counts.put(
                "objects from it are left: no store said it had them",
                count(jdbc, number, "select count(*) from stored_media where sender = :number"));
        counts.put(
                "opt-outs stay on purpose: without them it would be written to again",
                count(jdbc, number, "select count(*) from opt_outs where number = :number"));
        counts.put(
                "messages from it are under way: call again when they are final",
                count(jdbc, number, "select count(*) from outbound_messages where sender = :number"));
        return counts.entrySet().stream()
                .filter(one -> one.getValue() > 0)
                .map(one -> "%s %s.".formatted(one.getValue(), one.getKey()))
                .toList();
    }

    private static long named(NumberInText number, JdbcClient.StatementSpec query) {
        return query.param("mention", "%" + number.digits() + "%").query(String.class).list().stream()
                .filter(number::isIn)
                .count();
    }

    private static long count(JdbcClient jdbc, PhoneNumber number, String query) {
        return jdbc.sql(query)
                .param("number", Row.number(number))
                .query(Long.class)
                .single();
    }

    private record Page(int hidden, long last) {}

    private record Errors(int ordinal, String json) {}

    private record Found(
            UUID id, long position, String key, @Nullable String reason, List<@Nullable String> json) {}
}

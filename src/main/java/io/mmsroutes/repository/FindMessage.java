package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.RecipientView;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.SendState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads all that is known of one message. */
public final class FindMessage {
    private final Database database;

    public FindMessage(Database database) {
        this.database = database;
    }

    /**
     * @param id ours, or Telnyx's
     * @throws Rejected {@code message-unknown}
     */
    public MessageView find(@Nullable String id) {
        // Camel hands over the word null as null.
        return Optional.ofNullable(id)
                .flatMap(given -> database.read(jdbc -> find(jdbc, Row.id(given))))
                .orElseThrow(FindMessage::unknown);
    }

    /**
     * The same for a caller, who sees its own messages only.
     *
     * @param caller with a key of its own; null for others, who see all
     * @throws Rejected {@code message-unknown}
     */
    public MessageView findOwn(@Nullable String id, @Nullable String caller) {
        MessageView message = find(id);
        if (caller != null && !caller.equals(message.caller())) {
            throw unknown();
        }
        return message;
    }

    private static Rejected unknown() {
        return new Rejected("message-unknown", "There is no message with this id.");
    }

    static Optional<MessageView> find(JdbcClient jdbc, String id) {
        Optional<Found> ours = ours(id).flatMap(uuid ->
                one(jdbc.sql("select * from outbound_messages where id = :id").param("id", uuid.toString())));
        return ours.or(() ->
                        one(jdbc.sql("select * from outbound_messages where telnyx_id = :id order by position limit 1")
                                .param("id", id)))
                .map(found -> view(jdbc, found));
    }

    private static Optional<Found> one(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> Found.of(row)).optional();
    }

    static MessageView view(JdbcClient jdbc, Found found) {
        SendRequest request = found.request();
        SendState state = found.state();
        Optional<Holds.Hold> hold = state == SendState.QUEUED && found.code() == null
                ? Holds.of(jdbc, found.id()).stream().findFirst()
                : Optional.empty();
        return new MessageView(
                found.id(),
                found.telnyxId(),
                request.kind(),
                request.body(),
                request.from(),
                recipients(jdbc, found.id(), state, found.errors()),
                state.word(),
                hold.map(Holds.Hold::code).orElse(found.code()),
                hold.map(Holds.Hold::reason).orElse(found.reason()),
                found.createdAt(),
                found.submittedAt(),
                found.acceptedAt(),
                found.finalizedAt() == null && state.isRefusal() ? found.stateAt() : found.finalizedAt(),
                found.sentAsSms(),
                Row.json(found.checks()),
                found.telnyx() == null ? null : Row.json(found.telnyx()),
                found.account(),
                found.caller());
    }

    private static List<RecipientView> recipients(
            JdbcClient jdbc, UUID id, SendState state, @Nullable String errorsOfAll) {
        return jdbc.sql("select * from outbound_recipients where message_id = :id order by ordinal")
                .param("id", id.toString())
                .query((row, number) -> {
                    JsonNode errors = Row.json(row.getString("errors"));
                    return new RecipientView(
                            new PhoneNumber(row.getString("number")),
                            row.getBoolean("final") ? row.getString("status") : state.status(row.getString("status")),
                            row.getString("carrier"),
                            row.getString("line_type"),
                            errors.isEmpty() ? Row.json(errorsOfAll) : errors);
                })
                .list();
    }

    private static Optional<UUID> ours(String id) {
        try {
            return Optional.of(UUID.fromString(id));
        } catch (IllegalArgumentException e) {
            return Optional.empty();
        }
    }

    /** A row, read whole before anything else is asked: a reader has one connection at a time. */
    record Found(
            UUID id,
            SendRequest request,
            SendState state,
            Instant stateAt,
            Instant createdAt,
            @Nullable Instant submittedAt,
            @Nullable Instant acceptedAt,
            @Nullable Instant finalizedAt,
            @Nullable String telnyxId,
            @Nullable String code,
            @Nullable String reason,
            @Nullable String errors,
            @Nullable String checks,
            @Nullable String telnyx,
            boolean sentAsSms,
            String account,
            @Nullable String caller) {
        static Found of(ResultSet row) throws SQLException {
            return new Found(
                    Row.id(row),
                    Row.request(row),
                    SendState.of(row.getString("state")),
                    Row.instant(row.getLong("state_at")),
                    Row.instant(row.getLong("created_at")),
                    Row.instant(row, "submitted_at"),
                    Row.instant(row, "accepted_at"),
                    Row.instant(row, "finalized_at"),
                    row.getString("telnyx_id"),
                    row.getString("code"),
                    row.getString("reason"),
                    row.getString("errors"),
                    row.getString("checks"),
                    row.getString("telnyx"),
                    row.getBoolean("sent_as_sms"),
                    row.getString("account"),
                    row.getString("caller"));
        }
    }
}

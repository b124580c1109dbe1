package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.message.PhoneNumber;
import io.mmsroutes.sending.MessageView;
import io.mmsroutes.sending.RecipientView;
import io.mmsroutes.sending.SendRequest;
import io.mmsroutes.sending.SendState;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Instant;
import java.time.OffsetDateTime;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads all that the ledger knows of one message. */
public final class FindMessage {
    private final Ledger ledger;

    public FindMessage(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * @param id ours, or Telnyx's
     * @throws Rejected {@code message-unknown}
     */
    public MessageView find(@Nullable String id) {
        // Camel hands over the word null as null.
        return Optional.ofNullable(id)
                .flatMap(given -> ledger.inTransaction(jdbc -> find(jdbc, Row.id(given))))
                .orElseThrow(() -> new Rejected("message-unknown", "There is no message with this id."));
    }

    private static Optional<MessageView> find(JdbcClient jdbc, String id) {
        Optional<MessageView> ours = ours(id).flatMap(uuid ->
                find(jdbc, jdbc.sql("select * from sends where id = :id").param("id", uuid)));
        return ours.or(() -> find(
                jdbc,
                jdbc.sql("select * from sends where telnyx_id = :id order by position limit 1")
                        .param("id", id)));
    }

    private static Optional<MessageView> find(JdbcClient jdbc, JdbcClient.StatementSpec query) {
        return query.query((row, number) -> view(jdbc, row)).optional();
    }

    private static MessageView view(JdbcClient jdbc, ResultSet row) throws SQLException {
        SendRequest request = Row.request(row);
        SendState state = SendState.of(row.getString("state"));
        Instant stateAt = row.getObject("state_at", OffsetDateTime.class).toInstant();
        Instant finalizedAt = Row.instant(row, "finalized_at");
        String code = row.getString("code");
        Optional<Holds.Hold> hold = state == SendState.QUEUED && code == null
                ? Holds.of(jdbc, Row.id(row)).stream().findFirst()
                : Optional.empty();
        return new MessageView(
                Row.id(row),
                row.getString("telnyx_id"),
                request.kind(),
                request.body(),
                request.from(),
                recipients(jdbc, Row.id(row), state, row.getString("errors")),
                state.word(),
                hold.map(Holds.Hold::code).orElse(code),
                hold.map(Holds.Hold::reason).orElse(row.getString("reason")),
                row.getObject("created_at", OffsetDateTime.class).toInstant(),
                Row.instant(row, "submitted_at"),
                Row.instant(row, "accepted_at"),
                finalizedAt == null && state.isRefusal() ? stateAt : finalizedAt,
                row.getBoolean("sent_as_sms"),
                Row.json(row.getString("checks")),
                row.getString("telnyx") == null ? null : Row.json(row.getString("telnyx")));
    }

    private static List<RecipientView> recipients(
            JdbcClient jdbc, UUID id, SendState state, @Nullable String errorsOfAll) {
        return jdbc.sql("select * from recipients where send_id = :id order by ordinal")
                .param("id", id)
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
}

package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.MessageView;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.outbound.call.AnswerSubject;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Takes a message back that is not sent yet: here while it waits, at Telnyx where it is scheduled. API reference, "Cancel a
 * scheduled message". To ask again is harmless.
 */
public final class CancelMessage {
    /** Telnyx cancels none that is due sooner. */
    private static final Duration LATEST = Duration.ofMinutes(1);

    private static final int MAX_WAITS = 15;

    private final Database database;
    private final String apiUrl;

    public CancelMessage(Database database, String apiUrl) {
        this.database = database;
        this.apiUrl = apiUrl;
    }

    /**
     * Says whether the call to Telnyx is under way, after which the message can be cancelled there.
     *
     * @param waited how often this was asked before; after {@value #MAX_WAITS} times it is false
     */
    public boolean isBeingSent(@Nullable String id, @Nullable Integer waited) {
        return (waited == null || waited < MAX_WAITS)
                && found(id)
                        .filter(message -> SendState.of(message.state()) == SendState.SUBMITTING)
                        .isPresent();
    }

    /**
     * Cancels what Telnyx does not have.
     *
     * @param id ours, or Telnyx's
     * @param headers get the account of the message
     * @return what to DELETE at Telnyx; null where nothing is left to do
     * @throws Rejected {@code cancel-unknown}, {@code cancel-refused}
     * @throws TryLater {@code cancel-not-now} while nobody knows whether Telnyx has it
     */
    public @Nullable URI begin(@Nullable String id, Map<String, Object> headers) {
        return database.<Optional<URI>>write(transaction -> {
                    MessageView message = find(transaction.jdbc(), id).orElseThrow(CancelMessage::unknown);
                    headers.put("mmsAccount", message.account());
                    return switch (SendState.of(message.state())) {
                        case PREPARING, QUEUED -> here(transaction, message.id());
                        case CANCELLED -> Optional.empty();
                        case SUBMITTING, UNKNOWN ->
                            throw new TryLater(
                                    "cancel-not-now",
                                    "Telnyx is being called, or its answer was lost: ask again in a while.");
                        case ACCEPTED -> Optional.of(atTelnyx(transaction, message));
                        case FINALIZED, UNCONFIRMED, PARKED, FAILED, REJECTED, EXPIRED ->
                            throw refused("cancel-refused", "10010", "The message is %s.".formatted(message.state()));
                    };
                })
                .orElse(null);
    }

    /**
     * Has a caller cancel its own messages only.
     *
     * @param caller with a key of its own; null for others, who may cancel all
     * @throws Rejected {@code cancel-unknown}, as for a message that is not there
     */
    public void requireOwn(@Nullable String id, @Nullable String caller) {
        if (caller != null
                && found(id).filter(message -> caller.equals(message.caller())).isEmpty()) {
            throw unknown();
        }
    }

    /**
     * Writes down what Telnyx answered.
     *
     * @throws Rejected {@code cancel-unknown} or {@code cancel-refused} with Telnyx's own error
     * @throws TryLater {@code cancel-not-now} for any other answer
     */
    public void end(String id, int status, byte @Nullable [] body) {
        byte[] answer = body == null ? new byte[0] : body;
        if (status / 100 == 2) {
            boolean unused = database.writePatiently(transaction -> cancelled(
                    transaction,
                    find(transaction.jdbc(), id)
                            .orElseThrow(CancelMessage::unknown)
                            .id()));
            return;
        }
        JsonNode json = json(answer);
        JsonNode error = json.has("errors") ? json.path("errors").path(0) : json;
        if ((status == 403 || status == 404)
                && error.hasNonNull("code")
                && AnswerSubject.of(status, answer) != AnswerSubject.ACCOUNT) {
            throw refused(
                    status == 404 ? "cancel-unknown" : "cancel-refused",
                    error.path("code").asText(),
                    error.path("detail").asText(error.path("title").asText()));
        }
        throw new TryLater(
                "cancel-not-now", "Telnyx answers %s, so it may still send the message: ask again.".formatted(status));
    }

    private Optional<MessageView> found(@Nullable String id) {
        return database.read(jdbc -> find(jdbc, id));
    }

    private static Optional<MessageView> find(JdbcClient jdbc, @Nullable String id) {
        return FindMessage.find(jdbc, Row.id(id == null ? "" : id));
    }

    private static Rejected unknown() {
        return refused("cancel-unknown", "10005", "There is no message with this id.");
    }

    private static Optional<URI> here(Transaction transaction, UUID id) {
        if (!cancelled(transaction, id)) {
            throw new TryLater("cancel-not-now", "The message is being worked on: ask again in a while.");
        }
        return Optional.empty();
    }

    private static boolean cancelled(Transaction transaction, UUID id) {
        boolean moved = OutboundMessages.move(transaction, id, SendState.CANCELLED, null, null);
        if (moved) {
            OutboundMessages.report(transaction, id, SendState.CANCELLED.word());
            transaction.becameDue(OutboundMessages.DUE); // those behind it
        }
        return moved;
    }

    private URI atTelnyx(Transaction transaction, MessageView message) {
        boolean inTime = transaction
                .sql("select exists (select 1 from outbound_messages where id = :id and send_at > :latest)")
                .param("id", message.id().toString())
                .param("latest", Row.time(Row.now(transaction.jdbc()).plus(LATEST)))
                .query(Boolean.class)
                .single();
        if (!inTime || message.telnyxId() == null) {
            throw refused(
                    "cancel-refused",
                    "10010",
                    "Telnyx has the message, and cancels only what is scheduled for more than a minute from now.");
        }
        return URI.create(apiUrl + "/messages/" + URLEncoder.encode(message.telnyxId(), StandardCharsets.UTF_8));
    }

    private static Rejected refused(String code, String number, String detail) {
        String title = number.equals("10005") ? "Resource not found" : "The message cannot be cancelled";
        return new Rejected(code, List.of(new Problem(number, title, detail, null)));
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            return Json.MAPPER.missingNode();
        }
    }
}

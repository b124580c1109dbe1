package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.call.AnswerSubject;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.sql.Types;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Reads what Telnyx says of a message and takes it as a receipt. A detail record is taken only when it must be this message's:
 * it is the only one of its numbers and time that no other message has, and no other message waits for one.
 */
public final class ReconcileByLookup {
    private static final Logger LOG = LoggerFactory.getLogger(ReconcileByLookup.class);
    /** Between our call and Telnyx's record of it, with room for clocks that differ. */
    private static final Duration NEAR = Duration.ofMinutes(2);

    /** A record may be near two calls that lie this far apart. */
    static final Duration RIVALS_WITHIN = NEAR.multipliedBy(2);

    /** {@code page[size]} of the question; behind a full page there may be more. */
    private static final int FULL_PAGE = 50;

    /** Code of an unknown message that Telnyx does not let us ask about. */
    static final String REFUSED = "lookup-refused";

    private static final String CANNOT_ASK =
            "Telnyx may have it, and refuses to be asked with this account: check telnyx.api-key and the balance. Until then nothing is decided.";

    private final Database database;

    public ReconcileByLookup(Database database) {
        this.database = database;
    }

    /**
     * What is not a 2xx, or cannot be read, reconciles nothing: the next look-up or the time-out will. Where the account is
     * refused, the time-out does not count: Telnyx could tell, if it were asked with a good key.
     *
     * @throws TryLater where the message is still unknown
     */
    public void reconcile(Lookup lookup, int status, byte @Nullable [] body) {
        JsonNode data = status / 100 == 2 && body != null ? data(body) : Json.MAPPER.createArrayNode();
        boolean refused = isRefused(status, body);
        if (database.writePatiently(transaction -> noteRefusal(transaction, lookup, refused))
                || (status / 100 != 2 && !refused)) {
            LOG.warn("Telnyx does not tell of the message, id={} status={}", lookup.id(), status);
        }
        Optional<ApplyReceipt.Applied> settled = database.writePatiently(transaction ->
                receipt(transaction, lookup, data).flatMap(receipt -> ApplyReceipt.apply(transaction, receipt)));
        settled.ifPresent(applied -> LOG.info("Telnyx was asked and has the message, id={}", applied.id()));
        if (settled.isEmpty() && lookup.of() == Lookup.Of.RECORDS) {
            throw refused
                    ? new TryLater(REFUSED, TelnyxAccount.sentence(lookup.account(), CANNOT_ASK))
                    : new TryLater("outcome-unknown", "Telnyx does not tell yet whether it has the message.");
        }
    }

    private static boolean isRefused(int status, byte @Nullable [] body) {
        return status / 100 == 4
                && AnswerSubject.of(status, body == null ? new byte[0] : body) == AnswerSubject.ACCOUNT;
    }

    /** Returns whether that is new. */
    private static boolean noteRefusal(Transaction transaction, Lookup lookup, boolean refused) {
        int noted = transaction
                .sql("""
                        update outbound_messages set code = :code, reason = :reason
                        where id = :id and state = 'unknown' and (code = :refusedCode) <> :refused""")
                .param("code", refused ? REFUSED : "answer-lost")
                .param(
                        "reason",
                        refused
                                ? TelnyxAccount.sentence(lookup.account(), CANNOT_ASK)
                                : "The answer was lost; Telnyx has been asked and does not know yet.")
                .param("refusedCode", REFUSED)
                .param("refused", refused)
                .param("id", lookup.id().toString())
                .update();
        return refused && noted > 0;
    }

    private static Optional<Receipt> receipt(Transaction transaction, Lookup lookup, JsonNode data) {
        if (lookup.of() == Lookup.Of.MESSAGE) {
            return Optional.of(data).filter(message -> message.hasNonNull("id")).map(lookup::ofMessage);
        }
        List<JsonNode> ours = StreamSupport.stream(data.spliterator(), false)
                .filter(record -> isNear(lookup.asked(), record))
                .filter(record -> !isKnown(transaction, record.path("uuid").asText()))
                .toList();
        return ours.size() == 1 && data.size() < FULL_PAGE && !hasRival(transaction, lookup)
                ? Optional.of(lookup.ofRecord(ours.get(0)))
                : Optional.empty();
    }

    private static boolean isNear(Lookup.Asked asked, JsonNode record) {
        Instant at = Lookup.instant(record.path("created_at").asText());
        return record.path("cli").asText().equals(asked.from())
                && record.path("cld").asText().equals(asked.to())
                && record.hasNonNull("uuid")
                && at != null
                && (isNear(asked.submittedAt(), at) || isNear(asked.sendAt(), at));
    }

    private static boolean isNear(@Nullable Instant one, Instant other) {
        return one != null && Duration.between(one, other).abs().compareTo(NEAR) <= 0;
    }

    private static boolean isKnown(Transaction transaction, String telnyxId) {
        return transaction
                        .sql("select count(*) from outbound_messages where telnyx_id = :telnyxId")
                        .param("telnyxId", Row.id(telnyxId))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Another message to the same number, called about the same time, of which nobody knows Telnyx's id. */
    private static boolean hasRival(Transaction transaction, Lookup lookup) {
        return transaction
                        .sql("""
                        select count(*) from outbound_messages
                        where id <> :id and telnyx_id is null and sender = :from
                            and (submitted_at between :from_time and :to_time
                                or send_at between :from_time and :to_time or send_at = :sendAt)
                            and exists (select 1 from outbound_recipients where message_id = outbound_messages.id and number = :to)""")
                        .param("id", lookup.id().toString())
                        .param("sendAt", Row.time(lookup.asked().sendAt()), Types.BIGINT)
                        .param("from", lookup.asked().from())
                        .param("to", lookup.asked().to())
                        .param(
                                "from_time",
                                Row.time(lookup.asked().submittedAt().minus(RIVALS_WITHIN)))
                        .param("to_time", Row.time(lookup.asked().submittedAt().plus(RIVALS_WITHIN)))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static JsonNode data(byte[] body) {
        try {
            return UntrustedJson.storable(Json.MAPPER.readTree(body)).path("data");
        } catch (IOException e) {
            return Json.MAPPER.createArrayNode();
        }
    }
}

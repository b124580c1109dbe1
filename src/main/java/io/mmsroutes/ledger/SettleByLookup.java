package io.mmsroutes.ledger;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Json;
import io.mmsroutes.OutsideJson;
import io.mmsroutes.sending.Receipt;
import io.mmsroutes.sending.call.AnswerSubject;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.stream.StreamSupport;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Reads what Telnyx says of a message and takes it as a receipt. A detail record is taken only when it must be this message's:
 * it is the only one of its numbers and time that no other message has, and no other message waits for one.
 */
public final class SettleByLookup {
    private static final Logger LOG = LoggerFactory.getLogger(SettleByLookup.class);
    /** Between our call and Telnyx's record of it, with room for clocks that differ. */
    private static final Duration NEAR = Duration.ofMinutes(2);

    /** {@code page[size]} of the question; behind a full page there may be more. */
    private static final int FULL_PAGE = 50;

    /** Code of an unknown message that Telnyx does not let us ask about. */
    static final String REFUSED = "lookup-refused";

    private static final String CANNOT_ASK =
            "Telnyx may have it, and refuses to be asked with this account: check telnyx.api-key and the balance. Until then nothing is decided.";

    private final Ledger ledger;

    public SettleByLookup(Ledger ledger) {
        this.ledger = ledger;
    }

    /**
     * What is not a 2xx, or cannot be read, settles nothing: the next look-up or the time-out will. Where the account is
     * refused, the time-out does not count: Telnyx could tell, if it were asked with a good key.
     */
    public void settle(Lookup lookup, int status, byte @Nullable [] body) {
        JsonNode data = status / 100 == 2 && body != null ? data(body) : Json.MAPPER.createArrayNode();
        boolean refused = isRefused(status, body);
        if (ledger.inTransaction(jdbc -> noteRefusal(jdbc, lookup, refused)) || (status / 100 != 2 && !refused)) {
            LOG.warn("Telnyx does not tell of the message, id={} status={}", lookup.id(), status);
        }
        ledger.inTransaction(jdbc -> receipt(jdbc, lookup, data).flatMap(receipt -> ApplyReceipt.apply(jdbc, receipt)))
                .ifPresent(applied -> LOG.info("Telnyx was asked and has the message, id={}", applied.id()));
    }

    private static boolean isRefused(int status, byte @Nullable [] body) {
        return status / 100 == 4
                && AnswerSubject.of(status, body == null ? new byte[0] : body) == AnswerSubject.ACCOUNT;
    }

    /** Returns whether that is new. */
    private static boolean noteRefusal(JdbcClient jdbc, Lookup lookup, boolean refused) {
        int noted = jdbc.sql("""
                        update sends set code = :code, reason = :reason
                        where id = :id and state = 'unknown' and (code = :refusedCode) <> :refused""")
                .param("code", refused ? REFUSED : "answer-lost")
                .param(
                        "reason",
                        refused ? CANNOT_ASK : "The answer was lost; Telnyx has been asked and does not know yet.")
                .param("refusedCode", REFUSED)
                .param("refused", refused)
                .param("id", lookup.id())
                .update();
        return refused && noted > 0;
    }

    private static Optional<Receipt> receipt(JdbcClient jdbc, Lookup lookup, JsonNode data) {
        if (lookup.of() == Lookup.Of.MESSAGE) {
            return Optional.of(data)
                    .filter(message -> message.hasNonNull("id"))
                    .map(message -> LookupReceipt.ofMessage(lookup, message));
        }
        List<JsonNode> ours = StreamSupport.stream(data.spliterator(), false)
                .filter(record -> isNear(lookup.asked(), record))
                .filter(record -> !isKnown(jdbc, record.path("uuid").asText()))
                .toList();
        return ours.size() == 1 && data.size() < FULL_PAGE && !hasRival(jdbc, lookup)
                ? Optional.of(LookupReceipt.ofRecord(lookup, ours.get(0)))
                : Optional.empty();
    }

    private static boolean isNear(Lookup.Asked asked, JsonNode record) {
        Instant at = LookupReceipt.instant(record.path("created_at").asText());
        return record.path("cli").asText().equals(asked.from())
                && record.path("cld").asText().equals(asked.to())
                && record.hasNonNull("uuid")
                && at != null
                && Duration.between(asked.submittedAt(), at).abs().compareTo(NEAR) <= 0;
    }

    private static boolean isKnown(JdbcClient jdbc, String telnyxId) {
        return jdbc.sql("select count(*) from sends where telnyx_id = :telnyxId")
                        .param("telnyxId", Row.id(telnyxId))
                        .query(Long.class)
                        .single()
                > 0;
    }

    /** Another message to the same number, called about the same time, of which nobody knows Telnyx's id. */
    private static boolean hasRival(JdbcClient jdbc, Lookup lookup) {
        return jdbc.sql("""
                        select count(*) from sends
                        where id <> :id and telnyx_id is null and sender = :from
                            and submitted_at between :from_time and :to_time
                            and exists (select 1 from recipients where send_id = sends.id and number = :to)""")
                        .param("id", lookup.id())
                        .param("from", lookup.asked().from())
                        .param("to", lookup.asked().to())
                        .param(
                                "from_time",
                                Row.time(lookup.asked().submittedAt().minus(NEAR.multipliedBy(2))))
                        .param("to_time", Row.time(lookup.asked().submittedAt().plus(NEAR.multipliedBy(2))))
                        .query(Long.class)
                        .single()
                > 0;
    }

    private static JsonNode data(byte[] body) {
        try {
            return OutsideJson.storable(Json.MAPPER.readTree(body)).path("data");
        } catch (IOException e) {
            return Json.MAPPER.createArrayNode();
        }
    }
}

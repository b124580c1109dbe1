package io.mmsroutes.repository;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.outbound.Receipt;
import io.mmsroutes.outbound.SendState;
import io.mmsroutes.outbound.call.TelnyxCodes;
import io.mmsroutes.repository.RelayWebhooks.SignedWebhook;
import io.mmsroutes.text.Json;
import java.io.UncheckedIOException;
import java.sql.Types;
import java.time.Instant;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.TreeMap;
import java.util.UUID;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Writes a receipt into the message it belongs to, by our own id where it carries it, else by Telnyx's. Every recipient moves
 * forward only, whatever the order in which receipts come. A receipt whose message is not known yet is parked.
 */
public final class ApplyReceipt {
    private static final String WEBHOOK = "webhook";

    private static final String FIND =
            "select id, kind, request, send_before, telnyx_at, account from outbound_messages ";

    private final Database database;
    private final List<String> accounts;

    public ApplyReceipt(Database database, TelnyxAccounts accounts) {
        this.database = database;
        this.accounts = accounts.all().stream().map(TelnyxAccount::name).toList();
    }

    /**
     * The URL that the message names gets the webhook as it came, also when its message is known later only.
     *
     * @param account whose key signed it: of the messages of the other accounts it tells nothing; null for the default one
     * @param raw the webhook
     * @param key of the event
     * @param signature null for what no receiver could verify
     */
    public Applied applyAndRelay(
            Receipt receipt,
            @Nullable String account,
            byte[] raw,
            String key,
            @Nullable String signature,
            @Nullable String timestamp) {
        SignedWebhook webhook = SignedWebhook.of(raw, key, signature, timestamp);
        String signer = account == null ? TelnyxAccount.DEFAULT : account;
        List<String> others =
                accounts.stream().filter(name -> !name.equals(signer)).toList();
        return database.writePatiently(transaction -> apply(transaction, receipt, others, webhook)
                .orElseGet(() -> park(transaction, receipt, signer, webhook)));
    }

    /** One that was parked. */
    static void applyParked(Transaction transaction, String json) {
        try {
            ObjectNode parked = (ObjectNode) Json.MAPPER.readTree(json);
            JsonNode webhook = parked.remove(WEBHOOK);
            Optional<Applied> unused = apply(
                    transaction,
                    Json.MAPPER.treeToValue(parked, Receipt.class),
                    List.of(),
                    webhook == null ? null : Json.MAPPER.treeToValue(webhook, SignedWebhook.class));
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Empty where no message is known to which it belongs. */
    static Optional<Applied> apply(Transaction transaction, Receipt receipt) {
        return apply(transaction, receipt, List.of(), null);
    }

    private static Optional<Applied> apply(
            Transaction transaction, Receipt receipt, List<String> others, @Nullable SignedWebhook webhook) {
        return find(transaction, receipt)
                .filter(send -> !others.contains(send.account()))
                .map(send -> {
                    if (webhook != null) {
                        RelayWebhooks.toCaller(transaction, send.id(), webhook);
                    }
                    boolean news = Recipients.apply(transaction, send.id(), receipt);
                    if (news) {
                        MessageChanges.note(transaction, send.id().toString(), "receipt", null, statuses(receipt));
                    }
                    keep(transaction, send, receipt);
                    news |= advance(transaction, send.id());
                    explain(transaction, send.id(), receipt);
                    if (receipt.isFinal()) {
                        JsonNode errors = receipt.recipients().stream()
                                .findFirst()
                                .map(receipt::errorsOf)
                                .orElse(receipt.errors());
                        OptOuts.learn(transaction, send.id(), errors, receipt.occurredAt());
                    }
                    String event = receipt.isFinal() ? SendState.FINALIZED.word() : "sent";
                    if (news) {
                        OutboundMessages.report(transaction, send.id(), event);
                    }
                    return new Applied(send.id(), news ? event : "no-news");
                });
    }

    /** Such as "2 delivered, 1 delivery_failed". */
    private static String statuses(Receipt receipt) {
        return receipt.recipients().stream()
                .collect(Collectors.groupingBy(
                        one -> Objects.requireNonNullElse(one.status(), "unknown"),
                        TreeMap::new,
                        Collectors.counting()))
                .entrySet()
                .stream()
                .map(entry -> entry.getValue() + " " + entry.getKey())
                .collect(Collectors.joining(", "));
    }

    private static Optional<Send> find(Transaction transaction, Receipt receipt) {
        Optional<Send> byRef = receipt.ref() == null
                ? Optional.empty()
                : find(transaction
                        .sql(FIND + "where id = :ref $forUpdate")
                        .param("ref", receipt.ref().toString()));
        return byRef.or(() -> find(transaction
                .sql(FIND + "where telnyx_id = :telnyxId order by position limit 1 $forUpdate")
                .param("telnyxId", Row.id(receipt.telnyxId()))));
    }

    private static Optional<Send> find(JdbcClient.StatementSpec query) {
        return query.query((row, number) -> new Send(
                        Row.id(row), Row.request(row).isMms(), Row.instant(row, "telnyx_at"), row.getString("account")))
                .optional();
    }

    /** What Telnyx told last of the message as a whole. */
    private static void keep(Transaction transaction, Send send, Receipt receipt) {
        String telnyx = Row.json(receipt.payload());
        boolean newer = telnyx != null
                && !receipt.payload().isEmpty()
                && (send.toldAt() == null
                        || receipt.occurredAt() == null
                        || !receipt.occurredAt().isBefore(send.toldAt()));
        transaction
                .sql("""
                update outbound_messages set telnyx_id = coalesce(telnyx_id, :telnyxId),
                    telnyx = case when :newer then :telnyx else telnyx end,
                    telnyx_at = case when :newer then :at else telnyx_at end,
                    accepted_at = coalesce(accepted_at, $now),
                    sent_as_sms = sent_as_sms or :asSms, errors = null
                where id = :id""")
                .param("telnyxId", Row.id(receipt.telnyxId()))
                .param("newer", newer)
                .param("telnyx", telnyx, Types.VARCHAR)
                .param("at", Row.time(receipt.occurredAt()), Types.BIGINT)
                .param("asSms", send.isMms() && receipt.isFinal() && "SMS".equals(receipt.type()))
                .param("id", send.id().toString())
                .update();
    }

    private static boolean advance(Transaction transaction, UUID id) {
        boolean done = Recipients.areFinal(transaction, id);
        if (!done) {
            return OutboundMessages.move(transaction, id, SendState.ACCEPTED, null, null);
        }
        boolean moved = OutboundMessages.move(transaction, id, SendState.FINALIZED, null, null);
        if (moved) {
            transaction
                    .sql("update outbound_messages set finalized_at = $now where id = :id")
                    .param("id", id.toString())
                    .update();
        }
        return moved;
    }

    /** What staff can do about a message that did not arrive; nothing any more where it did after all. */
    private static void explain(Transaction transaction, UUID id, Receipt receipt) {
        if (!receipt.isFinal()) {
            return;
        }
        Optional<Recipients.RecipientError> problem = Recipients.problem(transaction, id);
        if (problem.isEmpty()) {
            transaction
                    .sql(
                            "update outbound_messages set code = null, reason = null where id = :id and state = 'finalized'")
                    .param("id", id.toString())
                    .update();
            return;
        }
        JsonNode error = problem.get().error();
        String code = error.path("code").asText("").replaceAll("[^\\w.-]", "");
        String known = code.isEmpty() ? problem.get().status().replace('_', '-') : code;
        transaction
                .sql("update outbound_messages set code = :code, reason = :reason where id = :id")
                .param("code", Row.atMost(OutboundMessages.LONGEST_CODE, known))
                .param(
                        "reason",
                        Row.atMost(
                                OutboundMessages.LONGEST_REASON,
                                TelnyxCodes.sentence(
                                        known,
                                        error.path("title").textValue(),
                                        error.path("detail").textValue())))
                .param("id", id.toString())
                .update();
    }

    private static Applied park(
            Transaction transaction, Receipt receipt, String account, @Nullable SignedWebhook webhook) {
        try {
            String json = Json.MAPPER.writeValueAsString(receipt);
            String kept = json.length() <= Row.LONGEST_JSON ? json : Json.MAPPER.writeValueAsString(receipt.inShort());
            transaction
                    .sql("""
                    insert into unmatched_receipts (event_id, telnyx_id, receipt, arrived_at, account)
                    values (:eventId, :telnyxId, :receipt, $now, :account)
                    on conflict (event_id) do nothing""")
                    .param("eventId", Row.id(receipt.eventId()))
                    .param("telnyxId", Row.id(receipt.telnyxId()))
                    .param("account", account)
                    .param("receipt", webhook == null ? kept : with(webhook, kept))
                    .update();
            return new Applied(null, "parked");
        } catch (JsonProcessingException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static String with(SignedWebhook webhook, String receipt) throws JsonProcessingException {
        ObjectNode json = (ObjectNode) Json.MAPPER.readTree(receipt);
        json.set(WEBHOOK, Json.MAPPER.valueToTree(webhook));
        return Json.MAPPER.writeValueAsString(json);
    }

    /** For the log. */
    public String summary(Receipt receipt, Applied applied) {
        return "telnyxId=%s event=%s id=%s outcome=%s"
                .formatted(
                        receipt.telnyxId(),
                        receipt.eventType(),
                        applied.id() == null ? "" : applied.id(),
                        applied.outcome());
    }

    public String outcome(Applied applied) {
        return applied.outcome();
    }

    /**
     * @param id of the message; null when the receipt was parked
     * @param outcome sent, finalized, no-news or parked
     */
    public record Applied(@Nullable UUID id, String outcome) {}

    private record Send(UUID id, boolean isMms, @Nullable Instant toldAt, String account) {}
}

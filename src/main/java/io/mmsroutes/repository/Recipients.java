package io.mmsroutes.repository;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.DeliveryStatus;
import io.mmsroutes.outbound.Receipt;
import java.sql.Types;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.UUID;

/** Those a message goes to, and the furthest that is known of each. */
final class Recipients {
    private Recipients() {}

    /** Returns false where the receipt says nothing new of anybody. */
    static boolean apply(Transaction transaction, UUID id, Receipt receipt) {
        List<Recipient> recipients = of(transaction, id);
        // One that is named many times is written once: each write has all errors in it.
        Map<Recipient, Receipt.Party> told = new LinkedHashMap<>();
        for (Receipt.Party party : partiesOf(receipt, recipients)) {
            find(recipients, party).ifPresent(recipient -> told.merge(recipient, party, Recipients::furthest));
        }
        boolean news = false;
        for (Map.Entry<Recipient, Receipt.Party> one : told.entrySet()) {
            news |= apply(transaction, id, one.getKey(), recipients.size() > 1, one.getValue(), receipt);
        }
        return news;
    }

    /** Whether everybody has a last word. */
    static boolean areFinal(Transaction transaction, UUID id) {
        return of(transaction, id).stream()
                .allMatch(recipient -> recipient.status().isFinal());
    }

    /** Why it did not arrive, as far as Telnyx said so last: the first error of the first recipient who has one. */
    static Optional<RecipientError> problem(Transaction transaction, UUID id) {
        return transaction
                .sql(
                        "select status, errors from outbound_recipients where message_id = :id and final and errors is not null order by ordinal")
                .param("id", id.toString())
                .query((row, number) -> new RecipientError(
                        row.getString("status"),
                        Row.json(row.getString("errors")).path(0)))
                .list()
                .stream()
                .findFirst();
    }

    private static boolean apply(
            Transaction transaction,
            UUID id,
            Recipient recipient,
            boolean ofSeveral,
            Receipt.Party party,
            Receipt receipt) {
        String word = party.status() == null ? null : DeliveryStatus.canonical(party.status());
        JsonNode errors = receipt.errorsOf(party);
        boolean alone = receipt.recipients().size() == 1;
        DeliveryStatus told = receipt.isFinal()
                ? DeliveryStatus.last(word, ofSeveral, alone, !errors.isEmpty(), receipt.occurredAt())
                : new DeliveryStatus(word == null ? onItsWay(recipient, receipt) : word, false, receipt.occurredAt());
        DeliveryStatus furthest = recipient.status().furthest(told);
        if (furthest.equals(recipient.status())) {
            return false;
        }
        boolean wellSoFar = furthest.word().equals(DeliveryStatus.DELIVERED) || (receipt.isFinal() && !told.isFinal());
        transaction
                .sql("""
                update outbound_recipients set status = :status, final = :final, status_at = :at, errors = :errors,
                    carrier = coalesce(:carrier, carrier), line_type = coalesce(:lineType, line_type)
                where message_id = :id and ordinal = :ordinal""")
                .param("status", furthest.word())
                .param("final", furthest.isFinal())
                .param("at", Row.time(furthest.at()), Types.BIGINT)
                .param("errors", wellSoFar || errors.isEmpty() ? null : Row.json(errors))
                .param("carrier", Row.atMost(200, party.carrier()))
                .param("lineType", Row.atMost(100, party.lineType()))
                .param("id", id.toString())
                .param("ordinal", recipient.ordinal())
                .update();
        return true;
    }

    /** Of two words on one member in one event. */
    private static Receipt.Party furthest(Receipt.Party one, Receipt.Party next) {
        return DeliveryStatus.isFinalWord(one.status()) && !DeliveryStatus.isFinalWord(next.status()) ? one : next;
    }

    private static String onItsWay(Recipient recipient, Receipt receipt) {
        return receipt.payload().hasNonNull("sent_at")
                ? "sent"
                : recipient.status().word();
    }

    /** A message to one number has one recipient: of several parties the one with its number, else the first. */
    private static List<Receipt.Party> partiesOf(Receipt receipt, List<Recipient> recipients) {
        if (recipients.size() != 1 || receipt.recipients().size() < 2) {
            return receipt.recipients();
        }
        return List.of(receipt.recipients().stream()
                .filter(party -> recipients.get(0).is(party.number()))
                .findFirst()
                .orElse(receipt.recipients().get(0)));
    }

    /** A message to one number has one recipient, however a receipt writes the number. */
    private static Optional<Recipient> find(List<Recipient> recipients, Receipt.Party party) {
        return recipients.stream()
                .filter(recipient -> recipients.size() == 1 || recipient.is(party.number()))
                .findFirst();
    }

    private static List<Recipient> of(Transaction transaction, UUID id) {
        return transaction
                .sql("select ordinal, number, status, final, status_at from outbound_recipients where message_id = :id")
                .param("id", id.toString())
                .query((row, number) -> new Recipient(
                        row.getInt("ordinal"),
                        row.getString("number"),
                        new DeliveryStatus(
                                row.getString("status"), row.getBoolean("final"), Row.instant(row, "status_at"))))
                .list();
    }

    /** @param error one of Telnyx's error objects */
    record RecipientError(String status, JsonNode error) {}

    private record Recipient(int ordinal, String number, DeliveryStatus status) {
        /** Whatever stands between the digits, and with or without the plus. */
        boolean is(PhoneNumber other) {
            return number.equals(other.value())
                    || (digits(number).length() >= 8 && digits(number).equals(digits(other.value())));
        }

        private static String digits(String text) {
            return text.replaceAll("\\D", "");
        }
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.sending.DeliveryStatus;
import io.mmsroutes.sending.Receipt;
import java.sql.Types;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Those a message goes to, and the furthest that is known of each. */
final class Recipients {
    private Recipients() {}

    /** Returns false where the receipt says nothing new of anybody. */
    static boolean apply(JdbcClient jdbc, UUID id, Receipt receipt) {
        List<Recipient> recipients = of(jdbc, id);
        boolean news = false;
        for (Receipt.Party party : receipt.recipients()) {
            Optional<Recipient> recipient = find(recipients, party);
            news |= recipient.isPresent() && apply(jdbc, id, recipient.get(), party, receipt);
        }
        return news;
    }

    /** Whether everybody has a last word. */
    static boolean areFinal(JdbcClient jdbc, UUID id) {
        return of(jdbc, id).stream().allMatch(recipient -> recipient.status().isFinal());
    }

    private static boolean apply(JdbcClient jdbc, UUID id, Recipient recipient, Receipt.Party party, Receipt receipt) {
        String status = Row.atMost(100, party.status());
        String word = status == null ? recipient.status().word() : status;
        DeliveryStatus told = new DeliveryStatus(word, receipt.isFinal(), receipt.occurredAt());
        DeliveryStatus furthest = recipient.status().furthest(told);
        if (furthest.equals(recipient.status())) {
            return false;
        }
        jdbc.sql("""
                update recipients set status = :status, final = :final, status_at = :at, errors = :errors,
                    carrier = coalesce(:carrier, carrier), line_type = coalesce(:lineType, line_type)
                where send_id = :id and ordinal = :ordinal""")
                .param("status", furthest.word())
                .param("final", furthest.isFinal())
                .param("at", Row.time(furthest.at()), Types.TIMESTAMP_WITH_TIMEZONE)
                .param("errors", receipt.errors().isEmpty() ? null : Row.json(receipt.errors()))
                .param("carrier", Row.atMost(200, party.carrier()))
                .param("lineType", Row.atMost(100, party.lineType()))
                .param("id", id)
                .param("ordinal", recipient.ordinal())
                .update();
        return true;
    }

    /** A message to one number has one recipient, however a receipt writes the number. */
    private static Optional<Recipient> find(List<Recipient> recipients, Receipt.Party party) {
        return recipients.stream()
                .filter(recipient -> recipients.size() == 1
                        || recipient.number().equals(party.number().value()))
                .findFirst();
    }

    private static List<Recipient> of(JdbcClient jdbc, UUID id) {
        return jdbc.sql("select ordinal, number, status, final, status_at from recipients where send_id = :id")
                .param("id", id)
                .query((row, number) -> new Recipient(
                        row.getInt("ordinal"),
                        row.getString("number"),
                        new DeliveryStatus(
                                row.getString("status"), row.getBoolean("final"), Row.instant(row, "status_at"))))
                .list();
    }

    private record Recipient(int ordinal, String number, DeliveryStatus status) {}
}

package io.mmsroutes.ledger;

import io.mmsroutes.Json;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.Transaction;
import io.mmsroutes.sending.Finding;
import io.mmsroutes.sending.SendState;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Ends the look at a message's media: it gets into its queue with what was found, or is refused for it. */
public final class RecordChecks {
    private static final Logger LOG = LoggerFactory.getLogger(RecordChecks.class);

    private final Database database;
    private final boolean refuses;

    /** @param mode {@code mms.send.preflight}: warn, refuse or off */
    public RecordChecks(Database database, String mode) {
        if (!List.of("warn", "refuse", "off").contains(mode)) {
            throw new IllegalArgumentException(
                    "mms.send.preflight is '%s': write warn, refuse or off.".formatted(mode));
        }
        this.database = database;
        this.refuses = "refuse".equals(mode);
    }

    public void record(UUID id, List<Finding> findings) {
        findings.forEach(finding -> LOG.warn(
                "Media will give trouble, id={} index={} code={}: {}",
                id,
                finding.index(),
                finding.code(),
                finding.sentence()));
        boolean unused = database.writePatiently(transaction -> record(transaction, id, findings));
    }

    private boolean record(Transaction transaction, UUID id, List<Finding> findings) {
        transaction
                .sql("update outbound_messages set checks = :checks where id = :id")
                .param("checks", findings.isEmpty() ? null : Row.json(Json.MAPPER.valueToTree(findings)))
                .param("id", id.toString())
                .update();
        transaction.becameDue(Sends.UNPREPARED); // the next one of its sender
        Optional<Finding> fatal = findings.stream().filter(Finding::isFatal).findFirst();
        if (!refuses || fatal.isEmpty()) {
            return Sends.move(transaction, id, SendState.QUEUED, null, null);
        }
        boolean refused = Sends.move(
                transaction,
                id,
                SendState.REJECTED,
                fatal.get().code(),
                fatal.get().sentence());
        if (refused) {
            Sends.report(transaction, id, SendState.REJECTED.word());
        }
        return refused;
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.database.Database;

/** The house has been told. */
public final class DropReport {
    private final Database database;

    public DropReport(Database database) {
        this.database = database;
    }

    public void drop(TakeReports.Report report) {
        database.writePatiently(transaction -> transaction
                .sql("delete from status_events where position = :position")
                .param("position", report.position())
                .update());
    }
}

package io.mmsroutes.ledger;

/** The house has been told. */
public final class DropReport {
    private final Ledger ledger;

    public DropReport(Ledger ledger) {
        this.ledger = ledger;
    }

    public void drop(TakeReports.Report report) {
        ledger.inTransaction(jdbc -> jdbc.sql("delete from reports where position = :position")
                .param("position", report.position())
                .update());
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.ledger.TakeReports.Report;
import java.util.UUID;

/** Plain values of a report, for routes. */
public final class ReportValues {
    /** Of the message. */
    public UUID id(Report report) {
        return report.id();
    }

    public String event(Report report) {
        return report.event();
    }

    /** By which a repeat is known. */
    public String deliveryId(Report report) {
        return "%s/%s".formatted(report.id(), report.position());
    }
}

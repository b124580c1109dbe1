package io.mmsroutes.ledger;

import java.time.Instant;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Says who wants no more messages. */
public final class ListOptOuts {
    private static final int MOST = 1_000;

    private final Ledger ledger;

    public ListOptOuts(Ledger ledger) {
        this.ledger = ledger;
    }

    /** @param number of whom alone to tell; null for all. A plus that became a blank on its way through a URL is one again */
    public Listing list(@Nullable String number) {
        String one = number == null || number.isBlank()
                ? null
                : number.replaceFirst("^ ", "+").strip();
        List<OptOut> found = ledger.inTransaction(jdbc -> find(jdbc, one));
        return new Listing(found.subList(0, Math.min(MOST, found.size())), found.size() > MOST);
    }

    private static List<OptOut> find(JdbcClient jdbc, @Nullable String number) {
        return jdbc.sql("""
                select number, profile, changed_at, source from opt_outs
                where opted_out and (:all or number = :number)
                order by changed_at desc, number, profile limit :most""")
                .param("all", number == null)
                .param("number", Row.id(Objects.requireNonNullElse(number, "")))
                .param("most", MOST + 1)
                .query((row, index) -> new OptOut(
                        row.getString("number"),
                        row.getString("profile"),
                        Row.instant(row, "changed_at"),
                        row.getString("source")))
                .list();
    }

    /** @param more whether there are more than these thousand, the newest */
    public record Listing(List<OptOut> optOuts, boolean more) {}

    /**
     * @param number in full: it cannot be lifted by its last digits
     * @param profile id of the messaging profile; {@code *} where nobody knows it, and then it counts for each
     * @param source {@code autoresponse} or {@code text} of a message, or {@code telnyx} for a refusal
     */
    public record OptOut(
            String number, String profile, @Nullable Instant changedAt, String source) {}
}

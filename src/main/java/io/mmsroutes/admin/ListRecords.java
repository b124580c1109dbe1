package io.mmsroutes.admin;

import io.mmsroutes.admin.AdminAccess.View;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.AdminRecords;
import io.mmsroutes.repository.OptOuts;
import io.mmsroutes.repository.Page;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is looked up beside messages, newest first: who opted out, and who gave which command. */
public final class ListRecords {
    private static final String NUMBER = "number";
    private static final int MOST = 1_000;
    private static final int COMMANDS = 50;

    private final OptOuts optOuts;
    private final AdminRecords records;

    public ListRecords(OptOuts optOuts, AdminRecords records) {
        this.optOuts = optOuts;
        this.records = records;
    }

    /**
     * @param query as it came: limit, after, number; a plus in it is one
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public OptedOut optOuts(View view, @Nullable String query) {
        ListQuery asked = ListQuery.of(query, List.of(NUMBER), MOST, MOST);
        String number = asked.filters().get(NUMBER);
        view.requireNumbers(number);
        Page.Position after = asked.position();
        if (after != null && !after.id().matches("\\d{1,9}")) {
            throw new Rejected(ListQuery.REFUSAL, ListQuery.NO_POSITION);
        }
        Page<OptOuts.OptOut> page = optOuts.list(number, after, asked.limit());
        return new OptedOut(page.rows(), page.next() != null, ListQuery.next(page.next()));
    }

    /**
     * @param query as it came: limit, after
     * @throws Rejected {@code list-unclear} with the name of the parameter
     */
    public Commands commands(@Nullable String query) {
        ListQuery asked = ListQuery.of(query, List.of(), COMMANDS, MOST);
        Page<AdminRecords.Command> page = records.commands(asked.position(), asked.limit());
        return new Commands(page.rows(), ListQuery.next(page.next()));
    }

    /**
     * @param more whether there is another page
     * @param next position of the next page; null on the last one
     */
    public record OptedOut(
            List<OptOuts.OptOut> optOuts,
            boolean more,
            @Nullable String next) {}

    /** @param next position of the next page; null on the last one */
    public record Commands(
            List<AdminRecords.Command> commands, @Nullable String next) {}
}

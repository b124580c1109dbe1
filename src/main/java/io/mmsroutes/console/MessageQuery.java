package io.mmsroutes.console;

import io.mmsroutes.admin.AdminAccess.View;
import io.mmsroutes.admin.ListQuery;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.MessageFilter;
import io.mmsroutes.repository.Page;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Which page of a list of messages is asked for.
 *
 * @param after where the page before ended; null for the first
 * @param limit most rows, 1 to 200
 */
record MessageQuery(MessageFilter filter, Page.@Nullable Position after, int limit) {
    private static final List<String> NAMES = List.of("id", "number", "kind", "state", "code", "since", "until");
    private static final int MOST = 200;
    private static final int USUAL = 50;

    /**
     * @param query as it came
     * @param states that the list knows
     * @throws Rejected {@code list-unclear} with the name of the parameter; {@code read-only} for a number that the view does not show
     */
    static MessageQuery of(View view, @Nullable String query, List<String> states) {
        ListQuery asked = ListQuery.of(query, NAMES, USUAL, MOST);
        Map<String, String> given = asked.filters();
        String state = given.get("state");
        if (state != null && !states.contains(state)) {
            throw new Rejected(ListQuery.REFUSAL, "state is none of %s.".formatted(String.join(", ", states)));
        }
        view.requireNumbers(given.get("number"));
        MessageFilter filter = new MessageFilter(
                given.get("id"),
                given.get("number"),
                given.get("kind"),
                state,
                given.get("code"),
                ListQuery.time("since", given, ListQuery.REFUSAL),
                ListQuery.time("until", given, ListQuery.REFUSAL));
        return new MessageQuery(filter, asked.position(), asked.limit());
    }
}

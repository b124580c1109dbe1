package io.mmsroutes.database;

import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What a piece of work runs in.
 *
 * @param due queues that are woken after the commit
 */
public record Transaction(JdbcClient jdbc, Set<String> due) {
    /** A statement of this transaction, as {@link Dialect#filling} fills it in. */
    public JdbcClient.StatementSpec sql(String text) {
        return jdbc.sql(text);
    }

    /** Wakes the consumers of a queue, here and in other gateways, once this is committed. */
    public void becameDue(String queue) {
        due.add(queue);
    }
}

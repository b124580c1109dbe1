package io.mmsroutes.repository;

import io.mmsroutes.database.Database;
import java.time.Instant;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Which sessions of staff are over, and who gave which command. */
public final class AdminRecords {
    private static final Logger LOG = LoggerFactory.getLogger(AdminRecords.class);

    private final Database database;

    public AdminRecords(Database database) {
        this.database = database;
    }

    /** Counts from now on, at every gateway of this database. */
    public void endSession(String id, Instant endsAt) {
        int unused = database.write(transaction -> {
            transaction.sql("delete from ended_sessions where ends_at < $now").update();
            return transaction
                    .sql("insert into ended_sessions (id, ends_at) values (:id, :endsAt) on conflict (id) do nothing")
                    .param("id", id)
                    .param("endsAt", Row.time(endsAt))
                    .update();
        });
    }

    public boolean isEnded(String id) {
        return database.read(jdbc -> jdbc.sql("select count(*) from ended_sessions where id = :id")
                        .param("id", id)
                        .query(Integer.class)
                        .single())
                > 0;
    }

    /**
     * Writes down a command before it is carried out.
     *
     * @param who the key or the session that it came with, not the key itself
     * @param command method and path
     */
    public void note(String who, String command) {
        LOG.info("Command of staff, who={} command={}", who, command);
        int unused = database.write(transaction -> transaction
                .sql("insert into admin_commands (given_at, who, command) values ($now, :who, :command)")
                .param("who", Row.atMost(100, who))
                .param("command", Row.atMost(500, command))
                .update());
    }

    /** @param after {@link Page#next()} of the page before; null for the first */
    public Page<Command> commands(Page.@Nullable Position after, int limit) {
        List<Given> found = database.read(jdbc -> jdbc.sql("""
                        select position, given_at, who, command from admin_commands
                        where position < :before order by position desc limit :limit""")
                .param("before", after == null ? Long.MAX_VALUE : after.at())
                .param("limit", limit + 1)
                .query((row, number) -> new Given(
                        row.getLong("position"),
                        new Command(
                                Row.instant(row.getLong("given_at")), row.getString("who"), row.getString("command"))))
                .list());
        Page<Given> page = Page.of(found, limit, given -> new Page.Position(given.position(), "0"));
        return new Page<>(page.rows().stream().map(Given::command).toList(), page.next());
    }

    private record Given(long position, Command command) {}

    /**
     * @param who the key or the session that it came with
     * @param command method and path
     */
    public record Command(Instant at, String who, String command) {}
}

package io.mmsroutes.database;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.flywaydb.core.Flyway;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database of a version before there were accounts. */
@Tag("one-camel")
class UpgradedDatabaseTest {
    private static final String BEFORE_ACCOUNTS = "4";

    @TempDir
    private Path home;

    @Test
    void whatItHoldsIsOfTheDefaultAccountAlsoAfterARestart() {
        DriverManagerDataSource old = new DriverManagerDataSource("jdbc:sqlite:" + home.resolve("mms.db"));
        Flyway.configure()
                .dataSource(old)
                .locations("classpath:io/mmsroutes/database/migrations")
                .placeholders(Map.of("counted", Dialect.SQLITE.counted()))
                .target(BEFORE_ACCOUNTS)
                .load()
                .migrate();
        JdbcClient before = JdbcClient.create(old);
        before.sql("""
                insert into outbound_messages (id, request_key, request_hash, kind, sender, priority, request, state, state_at,
                    created_at, attempts, doubts, status_events, sent_as_sms)
                values ('one', 'http:key', 'hash', 'MESSAGES', '+13125550001', 5, '{}', 'queued', 1, 1, 0, 0, 0, false)""").update();
        before.sql("insert into rate_limits (sender, next_slot) values ('+13125550001', 7)")
                .update();
        before.sql(
                        "update rate_limits set held_since = 3, held_code = '10009', held_reason = 'Key.' where sender = '*'")
                .update();

        assertThat(read("select account || coalesce(caller, ' nobody') from outbound_messages"))
                .containsExactly("default nobody");
        List<String> limits = read(
                "select account || ' ' || sender || ' ' || next_slot || ' ' || coalesce(held_code, '') from rate_limits order by sender");
        assertThat(limits)
                .containsExactlyInAnyOrder(
                        "default * 0 10009", "default *mms 0 ", "default *sms 0 ", "default +13125550001 7 ");
        assertThat(read("select held_since from rate_limits where sender = '*'"))
                .containsExactly("3");
    }

    /** By a gateway that starts, each time. */
    private List<String> read(String sql) {
        Database database = new Database(new DatabaseConfig(home, "", "", "", 2));
        database.start();
        try {
            return database.read(jdbc -> jdbc.sql(sql).query(String.class).list());
        } finally {
            database.stop();
        }
    }
}

package io.mmsroutes.admin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.account.Callers;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.Retention;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.repository.EnterRequest;
import io.mmsroutes.repository.EntryRules;
import io.mmsroutes.repository.FindMessage;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.LoggedLines;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.text.Json;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.support.DefaultExchange;
import org.apache.logging.log4j.Level;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class SweepQueuesRouteTest extends GatewayTestSupport {
    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.retention.done-events", "24h",
                "mms.retention.dead-letters", "30d",
                "mms.retention.sent-messages", "90d");
    }

    @Test
    void whatIsPastItsTimeIsRemovedCountedAndLoggedOnce() throws Exception {
        enter("done-1", "done", Duration.ofHours(25));
        enter("done-2", "done", Duration.ofHours(25));
        enter("done-3", "done", Duration.ofHours(23));
        enter("dead-1", "dead", Duration.ofDays(31));
        enter("dead-2", "dead", Duration.ofDays(29));
        enter("waiting", "waiting", Duration.ofDays(400));
        List<String> lines;
        try (LoggedLines log = LoggedLines.record()) {
            sweep();
            lines = log.messages(Level.INFO).stream()
                    .filter(line -> line.contains("retention"))
                    .toList();
        }

        assertThat(ids()).containsExactly("dead-2", "done-3", "waiting");
        assertThat(metric("mms_retention_removed_total{kind=\"done-event\"")).isEqualTo(2);
        assertThat(metric("mms_retention_removed_total{kind=\"dead-letter\"")).isEqualTo(1);
        assertThat(lines).singleElement().asString().contains("doneEvents=2", "deadLetters=1");
    }

    @Test
    void sentMessageIsGoneAfterItsTime() throws Exception {
        String old = sent(Duration.ofDays(91));
        String young = sent(Duration.ofDays(89));

        sweep();

        FindMessage find = new FindMessage(queues());
        assertThat(find.find(young).id()).hasToString(young);
        assertThatThrownBy(() -> find.find(old))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("message-unknown"));
        assertThat(metric("mms_retention_removed_total{kind=\"sent-message\"")).isEqualTo(1);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"23h", "0", "1439m", "-30d", "30", "30 days", "P30D", "ever", "36501d", "9999999999d", "1e9d"})
    void timeThatCannotBeMeantIsRefusedWithTheSettingAndTheFix(String time) {
        for (String key :
                List.of("mms.retention.done-events", "mms.retention.dead-letters", "mms.retention.sent-messages")) {
            assertThatIllegalArgumentException()
                    .isThrownBy(() -> retention(Map.of(key, time)))
                    .withMessageStartingWith("%s is '%s': ".formatted(key, time))
                    .withMessageContaining("from 24h to 36500d")
                    .withMessageContaining("leave it empty to keep everything");
        }
    }

    @ParameterizedTest
    @CsvSource({"24h, PT24H", "30d, P30D", "1440m, PT24H", "86400s, PT24H", "36500d, P36500D"})
    void timeIsReadAsEveryOtherDuration(String time, Duration meant) {
        assertThat(retention(Map.of("mms.retention.dead-letters", time)).deadLetters())
                .contains(meant);
    }

    @Test
    void byDefaultEverythingIsKept() {
        assertThat(retention(Map.of()).doneEvents()).isEmpty();
        assertThat(retention(Map.of()).deadLetters()).isEmpty();
        assertThat(retention(Map.of()).sentMessages()).isEmpty();
    }

    private static Retention retention(Map<String, String> values) {
        Properties given = new Properties();
        given.putAll(values);
        given.put("telnyx.mode", "simulator");
        return Retention.of(Settings.of(Path.of(""), given, Map.of(), new Properties()));
    }

    private void sweep() throws Exception {
        DefaultExchange exchange = new DefaultExchange(context());
        context().getRoute("sweep-queues").getProcessor().process(exchange);
        assertThat(exchange.getException()).isNull();
    }

    private String sent(Duration age) {
        SendRequest request = new SendRequest(
                SendKind.MESSAGES,
                new PhoneNumber("+13125550001"),
                List.of(new PhoneNumber("+17735550002")),
                List.of(),
                null,
                Json.MAPPER.createObjectNode().put("from", "+13125550001").put("to", "+17735550002"));
        String id = new EnterRequest(
                        queues(), new EntryRules("off", "", "", OneAccount.of("")), new Callers("", List.of()))
                .enterFor(request, "http", null, null)
                .toString();
        queues().write(transaction -> transaction
                .jdbc()
                .sql("update outbound_messages set state = 'finalized', state_at = :at where id = :id")
                .param("at", 1_000 * Instant.now().minus(age).toEpochMilli())
                .param("id", id)
                .update());
        return id;
    }

    private void enter(String id, String state, Duration age) {
        queues().write(transaction -> transaction
                .jdbc()
                .sql("""
                        insert into queue_entries (queue, id, state, attempts, lost_leases, code, reason, entered_at, changed_at)
                        values ('swept', :id, :state, 1, 0, 'code-a', 'A sentence.', :at, :at)""")
                .param("id", id)
                .param("state", state)
                .param("at", 1_000 * Instant.now().minus(age).toEpochMilli())
                .update());
    }

    private List<String> ids() {
        return queues().read(jdbc -> jdbc.sql("select id from queue_entries where queue = 'swept' order by id")
                .query(String.class)
                .list());
    }

    private Database queues() {
        return context().getRegistry().lookupByNameAndType("database", Database.class);
    }
}

package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.Layout;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.config.Configuration;
import org.apache.logging.log4j.core.config.ConfigurationFactory;
import org.apache.logging.log4j.core.impl.Log4jLogEvent;
import org.apache.logging.log4j.message.SimpleMessage;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What is shipped as log4j2.properties, and what comes from outside. */
class LogLinesTest {
    private final Layout<?> layout = shipped();

    @ParameterizedTest
    @ValueSource(
            strings = {
                "\n2026-01-01T00:00:00.000Z INFO  forged",
                "\r\n2026-01-01T00:00:00.000Z INFO  forged",
                "\r2026-01-01T00:00:00.000Z INFO  forged",
                "\u0085forged",
                "\u2028forged",
                "\u2029forged",
                "\u000bforged\u000c",
                "\u001b[2K\u001b[1Gforged",
                "\u009b31mforged",
                "\bforged\u007f",
                "\u0000forged",
                "\u202eforged\u2066",
                "\u200bforged\ufeff",
                "\ud83d"
            })
    void noSignFromOutsideBeginsALineOrMovesTheCursor(String outside) {
        String line = line("Receipt, telnyxId=" + outside + " event=x", null);

        assertThat(line).startsWith("20").endsWith("event=x" + System.lineSeparator());
        assertThat(line.stripTrailing())
                .doesNotContainPattern("[\\p{Cc}\\u2028\\u2029\\u202a-\\u202e\\u2066\\u200b\\ufeff]");
        assertThat(line.lines()).hasSize(1);
    }

    @Test
    void anExceptionHasLinesOfItsOwnAndNoneOfOthers() {
        Exception failure = new IllegalStateException(
                "ERROR: refused\n2026-01-01T00:00:00.000Z INFO  forged\n\tat forged.Line(Forged.java:1)\nCaused by: forged",
                new IllegalArgumentException("inner\r\n  Detail: forged too"));

        List<String> lines = line("It failed", failure).lines().toList();

        assertThat(lines.get(1)).startsWith("java.lang.IllegalStateException: ERROR: refused");
        assertThat(lines.subList(2, lines.size()))
                .allSatisfy(line -> assertThat(line).startsWith("\t"));
        assertThat(lines).anyMatch(line -> line.startsWith("\tCaused by: java.lang.IllegalArgumentException: inner"));
        assertThat(lines).anyMatch(line -> line.startsWith("\t\tat io.mmsroutes.LogLinesTest"));
        assertThat(lines).noneMatch(line -> line.startsWith("2026-01-01") || line.startsWith("\t2026-01-01"));
    }

    @Test
    void aLineHasAnEnd() {
        assertThat(line("x".repeat(1_000_000), null)).hasSizeLessThan(2_200);
        assertThat(line("x", new IllegalStateException("y".repeat(1_000_000)))).hasSizeLessThan(20_500);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "No suitable driver for jdbc:postgresql://db/mms?user=u&password=hunter2&x=1",
                "URL format error: jdbc:h2:file:x;PASSWORD=hunter2;MODE=y",
                "Failed to connect to https://user:hunter2@host/path",
                "secret=hunter2",
                "Key (number)=(+13125550001) already exists: hunter.",
                "+13125550001"
            })
    void whatADriverSaysIsWithoutItsParameters(String message) {
        String logged = line(message, new IllegalStateException(message));

        assertThat(logged).doesNotContain("hunter2", "+1312555");
        assertThat(logged.lines()).hasSizeGreaterThan(2);
    }

    @Test
    void wordsOfAnyLanguageAndIdsStayAsTheyAre() {
        String said = "Принято é 日本 🎉 id=3fae9c2e-7d09-4e2b-8a43-0a1c4f5a2b10 +00:00 file=a b.json {x} ${y} %d";

        assertThat(line(said, null)).contains(said);
    }

    private String line(String message, @Nullable Throwable thrown) {
        return new String(
                layout.toByteArray(Log4jLogEvent.newBuilder()
                        .setLevel(Level.WARN)
                        .setLoggerName("get-message")
                        .setMessage(new SimpleMessage(message))
                        .setThrown(thrown)
                        .build()),
                StandardCharsets.UTF_8);
    }

    private static Layout<?> shipped() {
        URI file = URI.create(String.valueOf(LogLinesTest.class.getResource("/log4j2.properties")));
        Configuration shipped =
                ConfigurationFactory.getInstance().getConfiguration(new LoggerContext("shipped"), "shipped", file);
        shipped.initialize();
        return shipped.getAppender("console").getLayout();
    }
}

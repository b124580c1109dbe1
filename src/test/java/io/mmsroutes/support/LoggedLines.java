package io.mmsroutes.support;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.apache.logging.log4j.Level;
import org.apache.logging.log4j.core.LogEvent;
import org.apache.logging.log4j.core.LoggerContext;
import org.apache.logging.log4j.core.appender.AbstractAppender;
import org.apache.logging.log4j.core.config.Property;

/** What the shipped log4j2.properties lets through, from now on. */
public final class LoggedLines extends AbstractAppender implements AutoCloseable {
    private final List<LogEvent> events = new CopyOnWriteArrayList<>();
    private final LoggerContext context = LoggerContext.getContext(false);

    private LoggedLines() {
        super("lines", null, null, true, Property.EMPTY_ARRAY);
    }

    public static LoggedLines record() {
        LoggedLines lines = new LoggedLines();
        lines.start();
        lines.context.getConfiguration().getRootLogger().addAppender(lines, null, null);
        lines.context.updateLoggers();
        return lines;
    }

    @Override
    public void append(LogEvent event) {
        events.add(event.toImmutable());
    }

    /** Of this level or a graver one. */
    public List<LogEvent> from(Level level) {
        return events.stream()
                .filter(event -> event.getLevel().isMoreSpecificThan(level))
                .toList();
    }

    /** Their messages. */
    public List<String> messages(Level level) {
        return from(level).stream()
                .map(event -> event.getMessage().getFormattedMessage())
                .toList();
    }

    @Override
    public void close() {
        context.getConfiguration().getRootLogger().removeAppender(getName());
        context.updateLoggers();
    }
}

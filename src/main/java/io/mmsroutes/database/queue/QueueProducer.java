package io.mmsroutes.database.queue;

import io.mmsroutes.database.Work;
import io.mmsroutes.text.UntrustedText;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import java.util.UUID;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.apache.camel.InvalidPayloadException;
import org.apache.camel.Message;
import org.apache.camel.support.DefaultProducer;
import org.apache.camel.support.service.ServiceHelper;
import org.apache.camel.util.TimeUtils;
import org.jspecify.annotations.Nullable;

/**
 * Enters what it is sent. The exchange goes on, on its thread, when the entry is on disk: every HTTP request and every worker of a queue
 * has a thread that waits for the end of its route anyway, and a second one for what follows costs two switches.
 */
final class QueueProducer extends DefaultProducer {
    private final QueueEndpoint endpoint;
    private final EntryHeaders headers;
    private final Duration delay;

    QueueProducer(QueueEndpoint endpoint, EntryHeaders headers, Duration delay) {
        super(endpoint);
        this.endpoint = endpoint;
        this.headers = headers;
        this.delay = delay;
    }

    /** The first callers come at once, and only one of them starts the component. */
    @Override
    protected void doStart() throws Exception {
        ServiceHelper.startService(endpoint.getComponent());
        super.doStart();
    }

    @Override
    public void process(Exchange exchange) throws InvalidPayloadException {
        Message message = exchange.getMessage();
        NewEntry entry = entry(message);
        QueueComponent component = endpoint.getComponent();
        Optional<Dead> dead = endpoint.isDeadLetter() ? Optional.of(dead(message)) : Optional.empty();
        boolean fresh = component.database().write(work(component.entries(), entry, dead));
        message.setHeader(QueueHeaders.ID, entry.id());
        message.setHeader(QueueHeaders.DUPLICATE, !fresh);
        if (fresh) {
            dead.ifPresent(one -> component.listeners().forEach(listener -> listener.died(entry.queue(), one.code())));
        }
    }

    private static Work<Boolean> work(QueueEntries entries, NewEntry entry, Optional<Dead> dead) {
        return transaction -> dead.isEmpty()
                ? QueueEntries.enter(transaction, entry)
                : entries.enterDead(
                        transaction, entry, dead.get().code(), dead.get().reason());
    }

    private static Dead dead(Message message) {
        return new Dead(
                UntrustedText.atMost(
                        Outcome.MAX_CODE, message.getHeader(QueueHeaders.CODE, "processing-failed", String.class)),
                UntrustedText.atMost(
                        Outcome.MAX_REASON,
                        message.getHeader(QueueHeaders.REASON, "A route failed; its log says why.", String.class)));
    }

    private record Dead(String code, String reason) {}

    private NewEntry entry(Message message) throws InvalidPayloadException {
        String id = message.getHeader(endpoint.getIdHeader(), String.class);
        return new NewEntry(
                endpoint.getName(),
                id == null || id.isEmpty() ? UUID.randomUUID().toString() : id,
                body(message),
                headers.toJson(message.getHeaders()),
                dueAt(message),
                delay(message),
                keys(message));
    }

    /** Text is UTF-8: a charset that a stranger names must not touch what is kept. */
    private static byte @Nullable [] body(Message message) throws InvalidPayloadException {
        Object body = message.getBody();
        if (body == null || body instanceof byte[]) {
            return (byte[]) body;
        }
        return body instanceof String text
                ? text.getBytes(StandardCharsets.UTF_8)
                : message.getMandatoryBody(byte[].class);
    }

    private static @Nullable Instant dueAt(Message message) {
        Object at = message.getHeader(QueueHeaders.DUE_AT);
        return at == null || at instanceof Instant ? (Instant) at : Instant.parse(at.toString());
    }

    private Duration delay(Message message) {
        Object in = message.getHeader(QueueHeaders.DELAY);
        if (in == null) {
            return delay;
        }
        Duration asked =
                in instanceof Duration duration ? duration : Duration.ofMillis(TimeUtils.toMilliSeconds(in.toString()));
        return asked.isNegative() ? Duration.ZERO : asked;
    }

    static List<String> keys(Message message) {
        Object keys = message.getHeader(QueueHeaders.KEYS);
        Stream<?> all = keys instanceof Collection<?> many
                ? many.stream()
                : keys == null ? Stream.empty() : Stream.of(keys.toString().split(",", -1));
        return all.map(key -> key.toString().strip())
                .filter(key -> !key.isEmpty())
                .toList();
    }
}

package io.mmsroutes.database.queue;

import static org.awaitility.Awaitility.await;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.Dialect;
import io.mmsroutes.failure.TryLater;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import org.apache.camel.CamelContext;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.TestInstance;

/** Contexts with the component, over one database. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class QueueTestSupport {
    static final Duration LONG = Duration.ofSeconds(60);

    private final List<CamelContext> contexts = new ArrayList<>();
    Database database;

    /** The same one for all tests of a class. */
    abstract Database database() throws Exception;

    @BeforeEach
    void empty() throws Exception {
        database = database();
        String empty = database.dialect() == Dialect.POSTGRESQL
                ? "truncate queue_entries cascade"
                : "delete from queue_entries";
        int unused = database.writePatiently(
                transaction -> transaction.jdbc().sql(empty).update());
    }

    @AfterEach
    void stopContexts() {
        contexts.forEach(CamelContext::stop);
        contexts.clear();
    }

    CamelContext context(Database on) throws Exception {
        CamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("database", on);
        context.getShutdownStrategy().setTimeout(5);
        context.start();
        contexts.add(context);
        return context;
    }

    /** A route from the queue, in a context of its own. */
    CamelContext consume(String uri, Processor step) throws Exception {
        return consume(database, uri, step);
    }

    CamelContext consume(Database on, String uri, Processor step) throws Exception {
        CamelContext context = context(on);
        addRoute(context, uri, step);
        return context;
    }

    static void addRoute(CamelContext context, String uri, Processor step) throws Exception {
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                errorHandler(noErrorHandler());
                from(uri).routeId("consume").process(step);
            }
        });
    }

    static Exchange send(CamelContext context, String uri, String body, Map<String, Object> headers) {
        return context.createFluentProducerTemplate()
                .to(uri)
                .withBody(body)
                .withHeaders(headers)
                .send();
    }

    /** Tries again: on a busy disk a commit may be later than a caller waits. */
    Exchange enter(CamelContext context, String queue, String id) {
        Exchange sent = send(context, "queue:" + queue, "body of " + id, Map.of(QueueHeaders.ID, id));
        for (int more = 0; more < 20 && sent.getException() instanceof TryLater; more++) {
            sent = send(context, "queue:" + queue, "body of " + id, Map.of(QueueHeaders.ID, id));
        }
        return sent;
    }

    static String text(Exchange exchange) {
        return new String((byte[]) exchange.getMessage().getBody(), StandardCharsets.UTF_8);
    }

    static String id(Exchange exchange) {
        return exchange.getMessage().getHeader(QueueHeaders.ID, String.class);
    }

    /** One column of one entry. */
    @Nullable
    String column(String id, String column) {
        return database.read(
                jdbc -> jdbc.sql("select cast(%s as text) from queue_entries where id = :id".formatted(column))
                        .param("id", id)
                        .query((row, number) -> String.valueOf(row.getString(1)))
                        .optional()
                        .orElse(null));
    }

    void awaitState(String id, String state) {
        await(id + " is " + state).atMost(LONG).until(() -> state.equals(column(id, "state")));
    }

    static void eventually(Callable<Boolean> condition) {
        await().atMost(LONG).until(condition);
    }

    /** Does this while queues of a context neither look nor wake by time: nothing but a commit brings an entry to a worker. */
    static void withoutTimer(CamelContext context, Callable<?> work) throws Exception {
        CountDownLatch held = new CountDownLatch(1);
        CountDownLatch over = new CountDownLatch(1);
        context.getComponent("queue", QueueComponent.class).timer().execute(() -> {
            held.countDown();
            try {
                over.await();
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
        });
        held.await();
        try {
            Object unused = work.call();
        } finally {
            over.countDown();
        }
    }

    static Map<String, Object> headers(String id, String name, Object value) {
        return Map.of(QueueHeaders.ID, id, name, value);
    }
}

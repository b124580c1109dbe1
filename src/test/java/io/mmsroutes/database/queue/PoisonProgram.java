package io.mmsroutes.database.queue;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** Works on a queue in which one entry ends the process: {@code FOLDER URL}. Ends when nothing is left. */
final class PoisonProgram {
    static final String QUEUE = "poisoned";
    static final int OTHERS = 12;

    private PoisonProgram() {}

    public static void main(String[] arguments) throws Exception {
        Database database =
                new Database(new DatabaseConfig(Path.of(arguments[0]), arguments[1], "postgres", "postgres", 4));
        database.start();
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("database", database);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("queue:%s?consumers=4&lease=3s".formatted(QUEUE)).process(exchange -> {
                    if ("poison".equals(exchange.getMessage().getHeader(QueueHeaders.ID))) {
                        Runtime.getRuntime().halt(9);
                    }
                });
            }
        });
        for (int i = 0; i <= OTHERS; i++) {
            String id = i == OTHERS / 2 ? "poison" : "other " + i;
            NewEntry entry = new NewEntry(QUEUE, id, new byte[0], "{}", null, Duration.ZERO, List.of());
            database.writePatiently(transaction -> QueueEntries.enter(transaction, entry));
        }
        context.start();
        DeadLetters letters = new DeadLetters(database);
        QueueCounts counts;
        do { // one look for both, since what is waiting may be leased a moment later
            Thread.onSpinWait();
            counts = letters.count(QUEUE);
        } while (counts.waiting() + counts.leased() > 0);
        context.stop();
        database.stop();
        System.out.println("nothing is left");
    }
}

package bench;

import com.sun.management.OperatingSystemMXBean;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.database.queue.NewEntry;
import io.mmsroutes.database.queue.QueueEntries;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.impl.DefaultCamelContext;

/** {@code FOLDER URL CALLERS ENTRIES BYTES}: enters, and then works off, as fast as it goes. An empty URL is SQLite. */
public final class QueueBench {
    private QueueBench() {}

    public static void main(String[] arguments) throws Exception {
        Database database =
                new Database(new DatabaseConfig(Path.of(arguments[0]), arguments[1], "postgres", "postgres", 8));
        database.start();
        int callers = Integer.parseInt(arguments[2]);
        int entries = Integer.parseInt(arguments[3]);
        byte[] body = new byte[Integer.parseInt(arguments[4])];
        System.out.printf("%-28s %10s %12s%n", "", "a second", "us CPU each");
        enter(database, "warm-up", callers, entries, body);
        enter(database, "measured", callers, entries, body);
        work(database, "warm-up", entries, callers);
        work(database, "measured", entries, callers);
        System.exit(0);
    }

    private static void enter(Database database, String queue, int callers, int count, byte[] body) throws Exception {
        QueueEntries entries = new QueueEntries();
        ExecutorService threads = Executors.newFixedThreadPool(callers);
        CountDownLatch done = new CountDownLatch(count);
        AtomicLong next = new AtomicLong();
        long cpu = cpu();
        long start = System.nanoTime();
        for (int caller = 0; caller < callers; caller++) {
            threads.execute(() -> {
                for (long i = next.getAndIncrement(); i < count; i = next.getAndIncrement()) {
                    NewEntry entry = new NewEntry(
                            queue, "entry-" + i, body, "{\"mmsAcceptedAt\":1}", null, Duration.ZERO, List.of());
                    database.write(transaction -> entries.enter(transaction, entry));
                    done.countDown();
                }
            });
        }
        done.await();
        tell(queue + ": enter", count, start, cpu);
        threads.shutdown();
    }

    private static void work(Database database, String queue, int count, int consumers) throws Exception {
        CountDownLatch done = new CountDownLatch(count);
        DefaultCamelContext context = new DefaultCamelContext();
        context.getRegistry().bind("database", database);
        context.addRoutes(new RouteBuilder() {
            @Override
            public void configure() {
                from("queue:%s?consumers=%s".formatted(queue, consumers)).process(exchange -> done.countDown());
            }
        });
        long cpu = cpu();
        long start = System.nanoTime();
        context.start();
        done.await();
        tell(queue + ": claim, route, settle", count, start, cpu);
        context.stop();
    }

    private static void tell(String what, int count, long start, long cpuBefore) {
        double seconds = (System.nanoTime() - start) / 1e9;
        double micros = (cpu() - cpuBefore) / 1e3 / count;
        System.out.printf("%-28s %10.0f %12.0f%n", what, count / seconds, micros);
    }

    private static long cpu() {
        return ((OperatingSystemMXBean) ManagementFactory.getOperatingSystemMXBean()).getProcessCpuTime();
    }
}

package io.mmsroutes.console;

import io.mmsroutes.admin.AdminAccess;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.queue.DeadLetters;
import io.mmsroutes.database.queue.QueueCounts;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.repository.ReceivedMessages;
import io.mmsroutes.repository.SentMessages;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.store.StoresInUse;
import java.io.IOException;
import java.nio.file.FileStore;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.health.HealthCheckHelper;
import org.jspecify.annotations.Nullable;

/** How the gateway is, for people. */
public final class ShowStatus {
    private static final List<String> QUEUES = List.of(
            "inbound",
            "receipts",
            "events",
            "relays",
            "send-requests",
            "preflight",
            "reconcile",
            "status-events",
            "requests",
            "routes");
    private static final int MINUTES = 60;

    private final CamelContext context;
    private final Database database;
    private final ReceivedMessages received;
    private final SentMessages sent;
    private final Clock clock;
    private final Path folder;
    private final StoresInUse storesInUse;
    private final SetUp setUp;

    /**
     * @param folder {@code mms.data-dir}
     * @param mode {@code live} or {@code simulator}
     */
    public ShowStatus(
            CamelContext context,
            Database database,
            ReceivedMessages received,
            SentMessages sent,
            Clock clock,
            String folder,
            StoresInUse storesInUse,
            String mode,
            String messageSink,
            String receiptSink) {
        this.context = context;
        this.database = database;
        this.received = received;
        this.sent = sent;
        this.clock = clock;
        this.folder = Path.of(folder);
        this.storesInUse = storesInUse;
        this.setUp = new SetUp(mode, Settings.nameOf(messageSink), Settings.nameOf(receiptSink));
    }

    /** Of routes, only those that do not run are among the checks. Throws {@link TryLater} while the database is away. */
    public Status show() throws IOException {
        Collection<HealthCheck.Result> results = HealthCheckHelper.invoke(context);
        List<Check> checks = results.stream()
                .filter(result ->
                        !result.getCheck().getId().startsWith("route:") || result.getState() != HealthCheck.State.UP)
                .map(ShowStatus::check)
                .toList();
        boolean ready = HealthCheckHelper.invokeReadiness(context).stream()
                .allMatch(result -> result.getState() == HealthCheck.State.UP);
        FileStore disk = Files.getFileStore(folder);
        Instant now = clock.instant();
        Instant first = now.truncatedTo(ChronoUnit.MINUTES).minus(Duration.ofMinutes(MINUTES - 1L));
        return new Status(
                AdminAccess.version(),
                setUp.mode(),
                now,
                ready,
                checks,
                queues(),
                sent.limits(),
                new Disk(disk.getUsableSpace(), disk.getTotalSpace()),
                database.dialect().name(),
                storesInUse.names(),
                setUp.messageSink(),
                setUp.receiptSink(),
                new Throughput(filled(received.perMinute(first), first), filled(sent.perMinute(first), first)));
    }

    private static Check check(HealthCheck.Result result) {
        return new Check(
                result.getCheck().getId(),
                result.getState().name(),
                result.getMessage().orElse(null));
    }

    /** Ours, what waits for its turn to be sent, and those of other routes that have dead letters. */
    private List<Queue> queues() {
        DeadLetters queues = new DeadLetters(database);
        Stream<String> others = queues.byQueue().keySet().stream()
                .filter(name -> !QUEUES.contains(name))
                .sorted();
        return Stream.concat(
                        Stream.of(queue("send", sent.waiting())),
                        Stream.concat(QUEUES.stream(), others).map(name -> queue(name, queues.count(name))))
                .toList();
    }

    private static Queue queue(String name, QueueCounts counts) {
        return new Queue(name, counts.waiting(), counts.leased(), counts.dead(), counts.oldestDue());
    }

    /** A count for each minute, also for those in which nothing came. */
    private static List<Long> filled(Map<Instant, Long> counts, Instant first) {
        return IntStream.range(0, MINUTES)
                .mapToObj(i -> counts.getOrDefault(first.plus(Duration.ofMinutes(i)), 0L))
                .toList();
    }

    private record SetUp(String mode, String messageSink, String receiptSink) {}

    /**
     * @param mode {@code live} or {@code simulator}
     * @param database {@code SQLITE} or {@code POSTGRESQL}
     * @param stores Kamelets
     */
    public record Status(
            String version,
            String mode,
            Instant now,
            boolean ready,
            List<Check> checks,
            List<Queue> queues,
            List<SentMessages.Limit> limits,
            Disk disk,
            String database,
            List<String> stores,
            String messageSink,
            String receiptSink,
            Throughput throughput) {}

    /** @param state {@code UP}, {@code DOWN} or {@code UNKNOWN} */
    public record Check(String name, String state, @Nullable String message) {}

    /** @param oldest when the first was due that waits; null where none waits */
    public record Queue(
            String name,
            long waiting,
            long working,
            long dead,
            @Nullable Instant oldest) {}

    /** In bytes. */
    public record Disk(long free, long total) {}

    /** Of the last hour, a count a minute, oldest first. */
    public record Throughput(List<Long> received, List<Long> sent) {}
}

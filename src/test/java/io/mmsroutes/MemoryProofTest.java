package io.mmsroutes;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.MutatedEvents;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.StandardSocketOptions;
import java.nio.ByteBuffer;
import java.nio.channels.SocketChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.ToLongFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A gateway in a container of 1 GiB, with a heap of 614 MiB, takes webhooks while it is sent what is made to end it, and needs no
 * more memory afterwards. {@code -Dproof.mutated=PT1H} sends mutated events for an hour. Prints what it measured.
 */
@Tag("one-camel")
class MemoryProofTest {
    private static final long MEGABYTE = 1_048_576;
    private static final int SENDERS = 4;

    @TempDir
    private Path folder;

    private final MediaHost mediaHost = new MediaHost();
    private final int port = Ports.free();
    private final WebhookSender telnyx = new WebhookSender(port);

    @BeforeEach
    void serve() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));
        mediaHost.serve(
                "/bomb.smil",
                "<smil><body>%s</body></smil>"
                        .formatted("<text src='t'/>".repeat(17_000))
                        .getBytes(UTF_8));
        mediaHost.serve("/t", "words ".repeat(1_700).getBytes(UTF_8));
        mediaHost.serve(
                "/dates.vcf",
                "BEGIN:VCARD\r\nVERSION:3.0\r\n%sEND:VCARD\r\n"
                        .formatted("BDAY:1\r\n".repeat(75_000))
                        .getBytes(UTF_8));
    }

    @AfterEach
    void closeMediaHost() {
        mediaHost.close();
    }

    @Test
    void bombsAndMutatedEventsEndNoGatewayAndLeaveNothingBehind() throws Exception {
        try (GatewayProcess gateway = start()) {
            bombs(4);
            types(300);
            mutate(gateway, Duration.ofSeconds(3), 6, 1.5);
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    @Tag("proof")
    void bombsAndMutatedEventsEndNoGatewayAndLeaveNothingBehindInTheLongRun() throws Exception {
        try (GatewayProcess gateway = start()) {
            bombs(200);
            types(20_000);
            mutate(gateway, Duration.parse(System.getProperty("proof.mutated", "PT10M")), 30, 1.15);
            assertThat(gateway.isAlive()).isTrue();
        }
    }

    @Test
    @Tag("proof")
    void bodiesThatAreHeldBackAndIdleConnectionsEndNoGateway() throws Exception {
        List<SocketChannel> held = new ArrayList<>();
        try (GatewayProcess gateway = start()) {
            byte[] head =
                    "POST /webhooks HTTP/1.1\r\nHost: x\r\nContent-Type: application/json\r\nContent-Length: 1048576\r\n\r\n"
                            .getBytes(UTF_8);
            hold(held, 650, head, 1_048_576 - 10);
            taken();
            hold(held, 5_000, new byte[0], 0);
            taken();
            assertThat(gateway.isAlive()).isTrue();
            assertThat(gateway.residentBytes()).isLessThan(1_024 * MEGABYTE);
        } finally {
            for (SocketChannel channel : held) {
                channel.close();
            }
        }
    }

    private GatewayProcess start() {
        Map<String, String> settings =
                new HashMap<>(GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address()));
        settings.put("mms.media.give-up-after", "10s");
        settings.put("malloc.arena.max", "2"); // becomes MALLOC_ARENA_MAX
        return GatewayProcess.start(settings, folder.resolve("log"), options()).awaitReady();
    }

    /** As bin/mms-routes and the image start it, with the heap that a container of 1 GiB gives it. */
    private static String[] options() {
        return new String[] {
            "-Xmx614m", "-XX:+ExitOnOutOfMemoryError", "-XX:MaxDirectMemorySize=64m", "-XX:ReservedCodeCacheSize=96m"
        };
    }

    private void bombs(int times) {
        List<String> sent = new ArrayList<>();
        for (int i = 0; i < times; i++) {
            Events smil = Events.received()
                    .media(mediaHost.url("/bomb.smil"), "application/smil", 255_026, "")
                    .media(mediaHost.url("/t"));
            Events card = Events.received().media(mediaHost.url("/dates.vcf"));
            for (Events event : List.of(smil, card)) {
                post(event);
                sent.add(event.messageId());
            }
            taken();
        }
        await().atMost(Duration.ofMinutes(5))
                .pollInterval(Duration.ofMillis(200))
                .until(() -> sent.stream().allMatch(this::isDelivered));
    }

    /** No type that is declared becomes a key that is kept. */
    private void types(int count) {
        for (int i = 0; i < count; i++) {
            Events event = Events.received();
            event.payload()
                    .withArray("media")
                    .addObject()
                    .put("url", mediaHost.url("/photo"))
                    .put("content_type", "x-%d/y-%d".formatted(i, i));
            post(event);
        }
        taken();
    }

    /** @param count how often memory is looked at; its last third is held against its first */
    private void mutate(GatewayProcess gateway, Duration time, int count, double growth) throws Exception {
        Instant end = Instant.now().plus(time);
        AtomicBoolean going = new AtomicBoolean(true);
        AtomicInteger sent = new AtomicInteger();
        ExecutorService senders = Executors.newFixedThreadPool(SENDERS);
        List<Sample> samples = new ArrayList<>();
        try {
            for (int i = 0; i < SENDERS; i++) {
                MutatedEvents events = new MutatedEvents(20_260_116 + i, mediaHost.url("/photo"));
                senders.execute(() -> {
                    while (going.get()) {
                        telnyx.send(telnyx.signed(events.next(), Instant.now()));
                        sent.incrementAndGet();
                    }
                });
            }
            Duration pause = time.dividedBy(count + 1);
            for (int i = 0; i < count; i++) {
                Instant next = end.minus(pause.multipliedBy(count - i));
                await().atMost(pause.plusMinutes(1)).until(() -> Instant.now().isAfter(next));
                taken();
                samples.add(new Sample(gateway.heapBytes(), gateway.residentBytes()));
                assertThat(gateway.isAlive()).isTrue();
            }
        } finally {
            going.set(false);
            senders.shutdown();
            assertThat(senders.awaitTermination(1, TimeUnit.MINUTES)).isTrue();
        }
        System.out.printf(
                "mutated=%d time=%s heapMiB first=%d last=%d residentMiB first=%d last=%d most=%d%n",
                sent.get(),
                time,
                median(first(samples), Sample::heap) / MEGABYTE,
                median(last(samples), Sample::heap) / MEGABYTE,
                median(first(samples), Sample::resident) / MEGABYTE,
                median(last(samples), Sample::resident) / MEGABYTE,
                samples.stream().mapToLong(Sample::resident).max().orElse(0) / MEGABYTE);
        assertThat(samples).allSatisfy(sample -> assertThat(sample.resident()).isLessThan(1_024 * MEGABYTE));
        isFlat(samples, Sample::heap, growth);
        isFlat(samples, Sample::resident, growth);
    }

    private static void isFlat(List<Sample> samples, ToLongFunction<Sample> what, double growth) {
        long first = median(first(samples), what);
        long last = median(last(samples), what);
        assertThat(last).isLessThan((long) (first * growth) + 32 * MEGABYTE);
    }

    private static List<Sample> first(List<Sample> samples) {
        return samples.subList(0, samples.size() / 3);
    }

    private static List<Sample> last(List<Sample> samples) {
        return samples.subList(samples.size() - samples.size() / 3, samples.size());
    }

    private static long median(List<Sample> samples, ToLongFunction<Sample> what) {
        return samples.stream()
                .mapToLong(what)
                .sorted()
                .skip(samples.size() / 2)
                .findFirst()
                .orElse(0);
    }

    /** A webhook is taken now, as Telnyx sees it: at one of three attempts. */
    private void taken() {
        Events event = Events.received().media(mediaHost.url("/photo"));
        post(event);
        await().atMost(Duration.ofMinutes(2)).until(() -> isDelivered(event.messageId()));
    }

    private void post(Events event) {
        for (int attempt = 1; ; attempt++) {
            try {
                int status = telnyx.post(event.json()).statusCode();
                if (status == 200 || attempt == 3) {
                    assertThat(status).isEqualTo(200);
                    return;
                }
            } catch (UncheckedIOException e) {
                if (attempt == 3) {
                    throw e;
                }
            }
        }
    }

    private boolean isDelivered(String messageId) {
        return Files.exists(folder.resolve("data/mms")
                .resolve(Events.SENDER)
                .resolve(messageId)
                .resolve("message.json"));
    }

    /** Opens connections that send a head and so many bytes behind it, and then nothing; what is refused of them is no matter. */
    private void hold(List<SocketChannel> held, int count, byte[] head, int bytes) {
        for (int i = 0; i < count; i++) {
            try {
                SocketChannel channel = SocketChannel.open();
                held.add(channel);
                channel.setOption(StandardSocketOptions.SO_SNDBUF, 2 * (int) MEGABYTE);
                channel.connect(new InetSocketAddress(InetAddress.getLoopbackAddress(), port));
                channel.configureBlocking(false);
                channel.write(ByteBuffer.wrap(head));
                ByteBuffer body = ByteBuffer.allocate(bytes);
                for (int tries = 0; body.hasRemaining() && tries < 1_000; tries++) {
                    channel.write(body);
                }
            } catch (IOException e) {
                // refused, or closed: as it should be
            }
        }
    }

    /** In bytes. */
    private record Sample(long heap, long resident) {}
}

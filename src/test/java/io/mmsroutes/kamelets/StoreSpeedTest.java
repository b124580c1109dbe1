package io.mmsroutes.kamelets;

import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.mmsroutes.store.gcs.GcsClient;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.GcsServer;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.S3Process;
import io.mmsroutes.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import org.apache.camel.Exchange;
import org.apache.camel.builder.RouteBuilder;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

/** Files from a queue into a store, beside the provider's own client with the same files, in turn. Prints the medians. */
@Tag("proof")
class StoreSpeedTest extends GatewayTestSupport {
    private static final int AT_ONCE = 8;
    private static final int ROUNDS = 5;
    private static final long MEGABYTE = 1 << 20;

    @TempDir
    private Path folder;

    private final int s3Port = Ports.free();
    private final S3Process server = new S3Process(dataDir.resolve("s3"), s3Port);
    private final S3Server s3 = S3Server.elsewhere(dataDir.resolve("s3"), s3Port);
    private final GcsServer gcs = new GcsServer(dataDir.resolve("gcs"));
    private final Storage google =
            GcsClient.connect(gcs.keyFile().toString(), gcs.endpoint().toString(), "", Duration.ofMinutes(2));
    /** When the first message was taken: starting eight consumers is no part of a throughput. */
    private final AtomicLong began = new AtomicLong();

    private volatile CountDownLatch left = new CountDownLatch(0);

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(gcs.settings());
        settings.putAll(s3.settings());
        settings.put("mms.store.default", "media-store-file-sink");
        settings.put("mms.jms.url", broker());
        // As at AWS, and as the client does by itself: at an endpoint the Kamelet would leave them away.
        settings.put("camel.kamelet.media-store-s3-sink.checksums", "when_supported");
        return settings;
    }

    @AfterAll
    void stopServers() throws Exception {
        google.close();
        gcs.close();
        s3.close();
        server.close();
    }

    @Override
    protected RouteBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("jms:queue:speed?transacted=true&concurrentConsumers=" + AT_ONCE)
                        .routeId("store-from-queue")
                        .autoStartup(false)
                        .process(exchange -> began.compareAndSet(0, System.nanoTime()))
                        .process(StoreSpeedTest.this::offer)
                        .toD("kamelet:${header.store}")
                        .process(exchange -> left.countDown());
            }
        };
    }

    @Test
    void intoS3BesideTheClientOfAws() throws Exception {
        compare("media-store-s3-sink", this::putToS3);
    }

    @Test
    void intoGoogleBesideTheClientOfGoogle() throws Exception {
        compare("media-store-gcs-sink", this::putToGoogle);
    }

    @Test
    void intoFilesBesideTheClientOfAws() throws Exception {
        compare("media-store-file-sink", this::putToS3);
    }

    private void compare(String store, Upload client) throws Exception {
        List<Path> pictures = files(400, MEGABYTE / 2);
        List<Path> videos = files(60, 8 * MEGABYTE);
        List<Path> mixed = new ArrayList<>(pictures);
        mixed.addAll(videos);
        Collections.shuffle(mixed, new Random(1));
        compare(store, "512 KB each", pictures, client);
        compare(store, "8 MB each", videos, client);
        compare(store, "both, mixed", mixed, client);
    }

    private void compare(String store, String what, List<Path> files, Upload client) throws Exception {
        long bytes = 0;
        for (Path file : files) {
            bytes += Files.size(file);
        }
        List<Double> ours = new ArrayList<>();
        List<Double> theirs = new ArrayList<>();
        for (int round = 0; round < ROUNDS; round++) {
            began.set(System.nanoTime());
            upload(files, client);
            theirs.add(megabytesASecond(bytes));
            files.forEach(file -> template().sendBodyAndHeader("jms:queue:speed", file.toString(), "store", store));
            began.set(0);
            store(files);
            ours.add(megabytesASecond(bytes));
            context().getRouteController().stopRoute("store-from-queue");
        }
        System.out.printf(
                "store=%s files=%d, %s: ours %.1f MB/s, the client alone %.1f MB/s, ratio %.2f%n",
                store, files.size(), what, median(ours), median(theirs), median(ours) / median(theirs));
    }

    /** What lies in the queue already. */
    private void store(List<Path> files) throws Exception {
        left = new CountDownLatch(files.size());
        context().getRouteController().startRoute("store-from-queue");
        left.await();
    }

    /** One file by a provider's own client. */
    private interface Upload {
        Object put(Path file) throws Exception;
    }

    private Object putToS3(Path file) {
        return s3.client()
                .putObject(
                        request -> request.bucket(S3Server.BUCKET)
                                .key("theirs/" + file.getFileName())
                                .contentType("image/jpeg"),
                        RequestBody.fromFile(file));
    }

    private Object putToGoogle(Path file) throws IOException {
        BlobInfo info = BlobInfo.newBuilder(GcsServer.BUCKET, "theirs/" + file.getFileName())
                .setContentType("image/jpeg")
                .build();
        return google.createFrom(info, file);
    }

    private static void upload(List<Path> files, Upload client) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(AT_ONCE);
        List<Callable<Object>> uploads = new ArrayList<>();
        files.forEach(file -> uploads.add(() -> client.put(file)));
        for (Future<Object> upload : threads.invokeAll(uploads)) {
            upload.get();
        }
        threads.shutdown();
    }

    private void offer(Exchange exchange) {
        Path file = Path.of(exchange.getMessage().getBody(String.class));
        exchange.getMessage().setBody(file.toFile());
        exchange.getMessage().setHeader("mmsKey", "ours/" + file.getFileName());
        exchange.getMessage().setHeader("mmsContentType", "image/jpeg");
        exchange.getMessage().setHeader("mmsMessageId", "m");
        exchange.getMessage().setHeader("mmsSpooled", true);
    }

    private double megabytesASecond(long bytes) {
        return bytes / (double) MEGABYTE / ((System.nanoTime() - began.get()) / 1e9);
    }

    private static double median(List<Double> values) {
        return values.stream().sorted().toList().get(values.size() / 2);
    }

    private List<Path> files(int count, long size) throws IOException {
        List<Path> files = new ArrayList<>();
        byte[] bytes = new byte[(int) size];
        for (int i = 0; i < count; i++) {
            new Random(i).nextBytes(bytes);
            Path file = Files.write(folder.resolve("file-%d-%d".formatted(size, i)), bytes);
            files.add(file);
        }
        return files;
    }
}

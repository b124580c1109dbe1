package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A gateway that says that it is ready is ready: on a busy machine too, and for many callers at once. */
@Tag("one-camel")
class FirstWebhooksTest {
    private static final int CALLERS = 12;

    @TempDir
    private Path folder;

    private final int port = Ports.free();
    private final ExecutorService threads = Executors.newCachedThreadPool();
    private final AtomicBoolean busy = new AtomicBoolean(true);

    private void keepTheMachineBusy() {
        for (int i = 0; i < Runtime.getRuntime().availableProcessors(); i++) {
            threads.execute(() -> {
                while (busy.get()) {
                    Thread.onSpinWait();
                }
            });
        }
    }

    @AfterEach
    void letItRest() {
        busy.set(false);
        threads.shutdownNow();
    }

    @Test
    void areTakenFromTheMomentThatItIsReady() throws Exception {
        keepTheMachineBusy();
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1");
        try (GatewayProcess gateway = GatewayProcess.start(settings, folder.resolve("log"))) {
            Future<Set<Integer>> before = threads.submit(() -> answersUntilTaken(gateway));
            gateway.awaitReady(Duration.ofMinutes(3));

            List<Callable<Integer>> callers = new ArrayList<>();
            for (int i = 0; i < CALLERS; i++) {
                WebhookSender telnyx = new WebhookSender(port);
                String event = Events.received().json();
                callers.add(() -> telnyx.post(event).statusCode());
            }
            for (Future<Integer> answer : threads.invokeAll(callers)) {
                assertThat(answer.get()).isEqualTo(200);
            }
            assertThat(before.get()).as("before it is ready").isSubsetOf(200, 503);
        }
    }

    @Test
    void nothingIsLeftOfWhatWarmsThemUp() {
        Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, "127.0.0.1:1");
        settings.put("mms.admin-key", "let-me-look-into-it");
        try (GatewayProcess gateway = GatewayProcess.startLight(settings, folder.resolve("log"))) {
            gateway.awaitReady(Duration.ofMinutes(3));

            String metrics = "http://127.0.0.1:%s/observe/metrics".formatted(settings.get("camel.management.port"));
            assertThat(await().until(() -> get(metrics), text -> text.contains("mms_")))
                    .doesNotContain("mms_webhooks", "mms_accept", "mms_messages");
            assertThat(get("http://127.0.0.1:%s/admin/dead-letters".formatted(port)))
                    .doesNotContain("warm-up");
            assertThat(gateway.output()).doesNotContain("warm-up\"", "messageId=", "ERROR", "WARN");
            assertThat(folder.resolve("data/mms")).doesNotExist();

            gateway.kill();
            gateway.restart();
            gateway.awaitReady(Duration.ofMinutes(3));
            assertThat(gateway.outputSinceStart()).doesNotContain("messageId=", "ERROR", "WARN");
            assertThat(folder.resolve("data/mms")).doesNotExist();
        }
    }

    /** A caller who does not wait for it. */
    private Set<Integer> answersUntilTaken(GatewayProcess gateway) {
        WebhookSender telnyx = new WebhookSender(port);
        Set<Integer> answers = new TreeSet<>();
        while (!answers.contains(200) && gateway.isAlive()) {
            try {
                answers.add(telnyx.post(Events.received().json()).statusCode());
            } catch (UncheckedIOException e) {
                Thread.onSpinWait(); // nobody listens yet
            }
        }
        return answers;
    }

    private static String get(String uri) {
        return Http.send(
                        HttpClient.newHttpClient(),
                        HttpRequest.newBuilder(URI.create(uri)).header("authorization", "Bearer let-me-look-into-it"))
                .body();
    }
}

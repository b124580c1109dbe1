package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** SIGKILL while a store is away: what was fetched is stored by the next process, also where its link has expired. */
@Tag("one-camel")
class KilledSpoolTest {
    @TempDir
    private Path folder;

    private final byte[] photo = MediaHost.sample("photo.jpg");

    @Test
    void whatWasFetchedBeforeTheKillIsNotFetchedAgain() throws IOException {
        int port = Ports.free();
        Path spool = folder.resolve("data/spool");
        Path store = Files.writeString(folder.resolve("images"), "in the way of the store");
        try (MediaHost mediaHost = new MediaHost()) {
            mediaHost.serve("/photo", photo).serve("/other", photo);
            Map<String, String> settings = GatewayProcess.settings(folder.resolve("data"), port, mediaHost.address());
            settings.put("mms.store.image", "media-store-file-sink?directory=" + store);
            settings.put("mms.media.retry-initial", "100ms");
            settings.put("mms.media.retry-max", "500ms");
            Events event = Events.received().media(mediaHost.url("/photo")).media(mediaHost.url("/other"));
            try (GatewayProcess gateway =
                    GatewayProcess.startLight(settings, folder.resolve("log")).awaitReady()) {
                new WebhookSender(port).post(event.json());
                await().atMost(Duration.ofSeconds(30))
                        .until(() -> fetched(spool).size() == 2);
                gateway.kill();
                Path half = Files.write(spool.resolve("media-1.part"), new byte[] {1, 2, 3});
                mediaHost.status("/photo", 403).status("/other", 403);
                Files.delete(store);
                gateway.restart();
                gateway.awaitReady();

                Path manifest = folder.resolve("data/mms")
                        .resolve(Events.SENDER)
                        .resolve(event.messageId())
                        .resolve("message.json");
                await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(manifest));
                assertThat(Json.MAPPER
                                .readTree(manifest.toFile())
                                .path("complete")
                                .asBoolean())
                        .isTrue();
                assertThat(half).doesNotExist();
                assertThat(fetched(spool)).isEmpty();
            }
            assertThat(mediaHost.asked("/photo")).isEqualTo(1);
            assertThat(mediaHost.asked("/other")).isEqualTo(1);
        }
    }

    private static List<Path> fetched(Path spool) throws IOException {
        try (Stream<Path> files = Files.list(spool)) {
            return files.filter(file -> file.getFileName().toString().endsWith(".media"))
                    .toList();
        }
    }
}

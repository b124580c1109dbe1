package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.store.StoreFile;
import io.mmsroutes.support.GatewayTestSupport;
import java.io.File;
import java.io.IOException;
import java.io.RandomAccessFile;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.FileTime;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.Stream;
import org.apache.camel.Exchange;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every media-store Kamelet promises, shown on the one that there is: see kamelets/README.md. */
class MediaStoreContractTest extends GatewayTestSupport {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_537, 104_857_600})
    void whatGoesInIsWhatLiesThere(long size) throws IOException {
        File body = file(size);

        String location = put(body, "mms/+1/m/0.bin");

        assertThat(Files.mismatch(stored(location), body.toPath())).isEqualTo(-1);
        assertThat(body).exists();
    }

    @Test
    void theSameKeyTwiceIsHarmless() throws IOException {
        String first = put(file(10), "mms/+1/m/1.bin");
        String second = put(file(20), "mms/+1/m/1.bin");

        assertThat(second).isEqualTo(first);
        assertThat(Files.size(stored(second))).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms/+1/m/ü é.jpg", "mms/+1/m/a b.jpg", "mms/+1/m/%2e%2e", "mms/+1/m/#?&=.x", "flat"})
    void oddNamesAreKept(String key) throws IOException {
        assertThat(Files.size(stored(put(file(3), key)))).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "mms/../../outside", "/etc/outside", "."})
    void noKeyLeavesTheStore(String key) {
        assertThatThrownBy(() -> put(file(3), key)).rootCause().hasMessageContaining("leads out of the folder");
    }

    @Test
    void aBodyThatIsGoneLeavesNothingBehind() throws IOException {
        File gone = folder.resolve("gone").toFile();

        assertThatThrownBy(() -> put(gone, "mms/+1/m/gone.bin")).isNotNull();

        assertThat(dataDir.resolve("mms/+1/m/gone.bin")).doesNotExist();
        try (Stream<Path> unfinished = Files.list(dataDir.resolve(".unfinished"))) {
            assertThat(unfinished).isEmpty();
        }
    }

    @Test
    void whatAKilledProcessLeftLongAgoIsCleared() throws IOException {
        Path store = Files.createDirectories(folder.resolve("store/.unfinished"));
        Path old = Files.createFile(store.resolve("media-1.part"));
        Files.setLastModifiedTime(old, FileTime.from(Instant.now().minus(Duration.ofDays(2))));
        Path young = Files.createFile(store.resolve("media-2.part"));

        new StoreFile().store(file(1), "a", folder.resolve("store").toString());

        assertThat(old).doesNotExist();
        assertThat(young).exists();
    }

    @Test
    void fiftyAtOnceDoNotDisturbEachOther() throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(50);
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            File body = file(1_000 + i);
            String key = "mms/+1/many/%d.bin".formatted(i);
            puts.add(() -> put(body, key));
        }
        List<Future<String>> locations = threads.invokeAll(puts);
        threads.shutdown();

        for (int i = 0; i < 50; i++) {
            assertThat(Files.size(stored(locations.get(i).get()))).isEqualTo(1_000 + i);
        }
    }

    private String put(File body, String key) {
        Exchange answer = template().request("kamelet:media-store-file-sink", exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeader("mmsKey", key);
            exchange.getMessage().setHeader("mmsContentType", "application/octet-stream");
            exchange.getMessage().setHeader("mmsLength", body.length());
        });
        if (answer.getException() != null) {
            throw new IllegalStateException(answer.getException());
        }
        return answer.getMessage().getHeader("mmsLocation", String.class);
    }

    private static Path stored(String location) {
        return Path.of(URI.create(location));
    }

    private File file(long size) throws IOException {
        Path file = Files.createTempFile(folder, "body", null);
        try (RandomAccessFile content = new RandomAccessFile(file.toFile(), "rw")) {
            content.setLength(size);
            if (size > 0) {
                content.seek(size - 1);
                content.write(7);
            }
        }
        return file.toFile();
    }
}

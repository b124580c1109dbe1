package io.mmsroutes.kamelets;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.StoredStream;
import io.mmsroutes.support.GatewayTestSupport;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Message;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What every media-store Kamelet promises: see docs/kamelets.md. */
abstract class MediaStoreContract extends GatewayTestSupport {
    @TempDir
    private Path folder;

    /** As it stands behind {@code mms.store.…}. */
    abstract String store();

    /** In bytes: the most that is put in. */
    long large() {
        return 104_857_600;
    }

    /** What lies in the store at a location, not by way of the Kamelet. Throws when nothing does. */
    abstract InputStream read(String location) throws IOException;

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_537})
    void whatGoesInIsWhatLiesThere(long size) throws IOException {
        File body = file(size);

        String location = put(body, "mms/+1/m/0.bin");

        assertThat(sha256(read(location))).isEqualTo(sha256(body));
        assertThat(body).exists();
    }

    @Test
    void theSameKeyTwiceIsHarmless() throws IOException {
        String first = put(file(10), "mms/+1/m/1.bin");
        String second = put(file(20), "mms/+1/m/1.bin");

        assertThat(second).isEqualTo(first);
        assertThat(size(second)).isEqualTo(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms/+1/m/ü é.jpg", "mms/+1/m/a b.jpg", "mms/+1/m/%2e%2e", "mms/+1/m/#?&=.x", "flat"})
    void oddNamesAreKept(String key) throws IOException {
        String location = put(file(3), key);

        assertThat(size(location)).isEqualTo(3);
        assertThat(size(put(file(4), key + "2"))).isEqualTo(4);
        assertThat(size(location)).isEqualTo(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "mms/../../outside", "/etc/outside", "."})
    void noKeyLeavesTheStore(String key) {
        assertThatThrownBy(() -> put(file(3), key))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("leads out of the folder");
    }

    @Test
    void aBodyThatIsGoneIsNotStored() {
        File gone = folder.resolve("gone").toFile();

        assertThatThrownBy(() -> put(gone, "mms/+1/m/gone.bin")).isNotNull();
    }

    @Test
    void fiftyAtOnceDoNotDisturbEachOther() throws Exception {
        List<Callable<String>> puts = new ArrayList<>();
        for (int i = 0; i < 50; i++) {
            File body = file(1_000 + i);
            String key = "mms/+1/many/%d.bin".formatted(i);
            puts.add(() -> put(body, key));
        }

        List<String> locations = atOnce(puts);

        for (int i = 0; i < 50; i++) {
            assertThat(size(locations.get(i))).isEqualTo(1_000 + i);
        }
    }

    @Test
    void whatIsErasedIsGoneAndSoIsWhatWasNeverThere() throws IOException {
        String location = put(file(5), "mms/+1/erased/0.bin");
        String neighbour = put(file(6), "mms/+1/erased/1.bin");

        String erased = ask("erase", "mms/+1/erased/0.bin", Map.of(), "mmsLocation");

        assertThat(erased).isEqualTo(location);
        assertThatThrownBy(() -> read(location).close()).isNotNull();
        assertThat(size(neighbour)).isEqualTo(6);
        assertThat(ask("erase", "mms/+1/erased/0.bin", Map.of(), "mmsLocation")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_537, 5_000_000})
    void whatLiesThereCanBeRead(long size) throws IOException {
        File body = file(size);
        String location = put(body, "mms/+1/read/0.bin");

        Message read = readBy("mms/+1/read/0.bin");

        assertThat(sha256(read.getBody(InputStream.class))).isEqualTo(sha256(body));
        assertThat(read.getHeader("mmsLocation")).isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms/+1/read/ü é.jpg", "mms/+1/read/a b.jpg", "mms/+1/read/%2e%2e", "mms/+1/read/#?&=.x"})
    void oddNamesAreRead(String key) throws IOException {
        put(file(3), key);

        try (InputStream in = readBy(key).getBody(InputStream.class)) {
            assertThat(in.readAllBytes()).hasSize(3);
        }
    }

    @Test
    void whatIsLargeIsNeitherInMemoryNorCopiedWhereItIsRead() throws IOException {
        File body = file(large());
        String sha256 = sha256(body);

        String location = put(body, "mms/+1/read/large.bin");

        assertThat(sha256(read(location))).isEqualTo(sha256);
        assertThat(body).exists();
        InputStream in = readBy("mms/+1/read/large.bin").getBody(InputStream.class);
        assertThat(in).isInstanceOf(StoredStream.class);
        assertThat(sha256(in)).isEqualTo(sha256);
    }

    @Test
    void whatIsClosedEarlyHoldsNothing() throws IOException {
        put(file(10_000_000), "mms/+1/read/early.bin");

        for (int i = 0; i < 200; i++) { // more than there are connections to any store
            try (InputStream in = readBy("mms/+1/read/early.bin").getBody(InputStream.class)) {
                assertThat(in.readNBytes(10)).hasSize(10);
            }
        }
    }

    @Test
    void whatWasNeverThereOrIsErasedIsMissing() throws IOException {
        put(file(5), "mms/+1/read/erased.bin");
        ask("erase", "mms/+1/read/erased.bin", Map.of(), "mmsLocation");

        assertThatItIsRefused("mms/+1/read/erased.bin", "stored-missing");
        assertThatItIsRefused("mms/+1/read", "stored-missing");
        assertThatItIsRefused("mms/nobody/0.bin", "stored-missing");
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "mms/../../outside", "/etc/passwd", "."})
    void nothingOutsideOfTheStoreIsRead(String key) {
        assertThatItIsRefused(key, "name-outside");
    }

    protected final void assertThatItIsRefused(String key, String code) {
        assertThatThrownBy(() -> readBy(key))
                .isInstanceOfSatisfying(
                        Rejected.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    /** What the Kamelet answers when it is to read; whoever calls this closes the body. */
    protected final Message readBy(String key) {
        return readBy(store(), key);
    }

    protected final Message readBy(String store, String key) {
        return answer(store, null, Map.of("mmsAction", "read", "mmsKey", key));
    }

    protected final String put(File body, String key) {
        return put(store(), body, key);
    }

    /** Throws what the Kamelet threw. */
    protected final String put(String store, File body, String key) {
        Map<String, Object> headers = Map.of(
                "mmsKey",
                key,
                "mmsContentType",
                "image/jpeg",
                "mmsLength",
                body.length(),
                "mmsMessageId",
                "m-1",
                "mmsFromHash",
                "0a1b2c3d4e5f6071",
                "mmsSha256",
                body.exists() ? sha256(body) : "");
        return answer(store, body, headers).getHeader("mmsLocation", String.class);
    }

    protected final String ask(String action, String key, Map<String, Object> more, String header) {
        Map<String, Object> headers = new HashMap<>(more);
        headers.put("mmsAction", action);
        headers.put("mmsKey", key);
        return answer(store(), null, headers).getHeader(header, String.class);
    }

    private Message answer(String store, @Nullable Object body, Map<String, Object> headers) {
        var answer = template().request("kamelet:" + store, exchange -> {
            exchange.getMessage().setBody(body);
            exchange.getMessage().setHeaders(new HashMap<>(headers));
        });
        if (answer.getException() instanceof RuntimeException failure) {
            throw failure;
        }
        if (answer.getException() != null) {
            throw new CamelExecutionException("The Kamelet failed", answer, answer.getException());
        }
        return answer.getMessage();
    }

    protected static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
        ExecutorService threads = Executors.newFixedThreadPool(tasks.size());
        try {
            List<T> results = new ArrayList<>();
            for (Future<T> result : threads.invokeAll(tasks)) {
                results.add(result.get());
            }
            return results;
        } finally {
            threads.shutdown();
        }
    }

    /** A file whose bytes are not all the same. */
    protected final File file(long size) throws IOException {
        Path file = Files.createTempFile(folder, "body", null);
        byte[] block = new byte[64 * 1024];
        new Random(size).nextBytes(block);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                byte[] mark = Long.toString(left).getBytes(UTF_8);
                System.arraycopy(mark, 0, block, 0, mark.length);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file.toFile();
    }

    protected static String sha256(File file) {
        try {
            return sha256(Files.newInputStream(file.toPath()));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private long size(String location) throws IOException {
        try (InputStream in = read(location)) {
            return in.transferTo(OutputStream.nullOutputStream());
        }
    }

    protected static String sha256(InputStream bytes) {
        try (DigestInputStream in = new DigestInputStream(bytes, DigestUtils.getSha256Digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return Hex.encodeHexString(in.getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

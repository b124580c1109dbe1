package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.Sha256;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.GcsAccount;
import io.mmsroutes.support.GcsServer;
import io.mmsroutes.support.Ports;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HexFormat;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.Message;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** media-store-gcs-sink, with Google's own client against a server of the documented protocol. */
class GcsStoreTest extends GatewayTestSupport {
    private static final String STORE = "media-store-gcs-sink";
    private static final String NUMBER = "+13125550001";

    private final GcsServer google = new GcsServer(dataDir.resolve("gcs"));

    @TempDir
    private Path folder;

    @Override
    protected Map<String, String> settings() {
        return google.settings();
    }

    @AfterEach
    void mend() {
        google.deny(false);
        google.falsifyMd5(false);
        google.hideMd5(false);
        google.slow(0);
        google.goOn();
        google.busy(0);
        google.requests().clear();
    }

    @AfterAll
    void stopServer() {
        google.close();
    }

    // --- The contract of every store

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 65_537, 104_857_600})
    void whatGoesInIsWhatLiesThere(long size) throws IOException {
        File body = file(size);

        String location = put(body, "mms/+1/m/0.bin");

        assertThat(location).isEqualTo("gs://mms-test/mms/+1/m/0.bin");
        assertThat(sha256(google.bytes(location))).isEqualTo(sha256(body.toPath()));
        assertThat(body).exists();
    }

    @Test
    void theSameKeyTwiceIsHarmless() throws IOException {
        String first = put(file(10), "mms/+1/m/1.bin");
        String second = put(file(20), "mms/+1/m/1.bin");

        assertThat(second).isEqualTo(first);
        assertThat(google.bytes(second)).hasSize(20);
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms/+1/m/ü é.jpg", "mms/+1/m/a b.jpg", "mms/+1/m/%2e%2e", "mms/+1/m/#?&=.x", "flat"})
    void oddNamesAreKept(String key) throws IOException {
        String location = put(file(3), key);

        assertThat(location).isEqualTo("gs://mms-test/" + key);
        assertThat(google.resource(location).path("name").asText()).isEqualTo(key);
        assertThat(google.bytes(location)).hasSize(3);
        assertThat(ask("erase", key, Map.of(), "mmsLocation")).isEqualTo(location);
        assertThat(google.bytes(location)).doesNotExist();
    }

    @Test
    void aNameOfAThousandCharactersIsKept() throws IOException {
        String key = "mms/" + "x".repeat(996);

        assertThat(google.bytes(put(file(3), key))).hasSize(3);
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "mms/../../outside", "/etc/outside", ".", "mms//x"})
    void noKeyLeavesTheStore(String key) {
        for (String action : List.of("store", "erase", "link")) {
            assertThatExceptionOfType(Rejected.class)
                    .isThrownBy(() -> ask(action, key, Map.of("mmsLinkMillis", 60_000L), "mmsLocation"))
                    .satisfies(failure -> assertThat(failure.code()).isEqualTo("name-outside"));
        }
        assertThat(google.requests()).isEmpty();
    }

    @Test
    void aNameThatIsTooLongIsRefused() {
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> put(file(1), "ü".repeat(513)));
    }

    @Test
    void aBodyThatIsGoneIsNotStored() {
        assertThat(causeOf(() -> put(folder.resolve("gone").toFile(), "mms/+1/m/gone.bin")))
                .isInstanceOf(NoSuchFileException.class);
        assertThat(google.bytes("gs://mms-test/mms/+1/m/gone.bin")).doesNotExist();
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
            assertThat(google.bytes(locations.get(i))).hasSize(1_000 + i);
        }
    }

    @Test
    void whatIsErasedIsGoneAndSoIsWhatWasNeverThere() throws IOException {
        String location = put(file(5), "mms/+1/erased/0.bin");
        String neighbour = put(file(6), "mms/+1/erased/1.bin");

        String erased = ask("erase", "mms/+1/erased/0.bin", Map.of(), "mmsLocation");

        assertThat(erased).isEqualTo(location);
        assertThat(google.bytes(location)).doesNotExist();
        assertThat(google.bytes(neighbour)).hasSize(6);
        assertThat(ask("erase", "mms/+1/erased/0.bin", Map.of(), "mmsLocation")).isEqualTo(location);
    }

    // --- What a bucket does beyond

    @Test
    void theObjectHasItsTypeAndSaysWhoseItIs() throws IOException {
        for (long size : List.of(0L, 10L)) {
            JsonNode there = google.resource(put(file(size), "mms/+1/m/typed.jpg"));

            assertThat(there.path("contentType").asText()).isEqualTo("image/jpeg");
            assertThat(there.has("contentEncoding")).isFalse();
            assertThat(there.has("cacheControl")).isFalse();
            assertThat(there.has("acl")).isFalse();
            assertThat(there.path("metadata").path("message-id").asText()).isEqualTo("m-1");
            assertThat(there.path("metadata").path("from-hash").asText()).isEqualTo("0a1b2c3d4e5f6071");
            assertThat(there.path("metadata").path("sha256").asText()).hasSize(64);
            assertThat(there.path("metadata")).hasSize(3);
        }
    }

    @Test
    void nothingOfTheCallerIsLeftButTheLocation() throws IOException {
        File body = file(1);

        Map<String, Object> after =
                request(STORE, body, headers("mms/+1/m/0.jpg", body)).getHeaders();

        assertThat(after).containsOnlyKeys("mmsLocation");
    }

    @Test
    void aPrefixStandsBeforeEveryName() throws IOException {
        String location = put(STORE + "?prefix=/prod/", file(7), "mms/+1/m/0.jpg");

        assertThat(location).isEqualTo("gs://mms-test/prod/mms/+1/m/0.jpg");
        assertThat(google.bytes(location)).hasSize(7);
    }

    @Test
    void theLocationIsAUrlWhereThatIsWanted() throws IOException {
        String location = put(STORE + "?locationStyle=url", file(7), "mms/+1/m/a b.jpg");

        assertThat(location).isEqualTo(google.endpoint() + "/mms-test/mms/%2B1/m/a%20b.jpg");
    }

    @Test
    void aLinkOpensForAWhileWithoutCredentials() throws IOException {
        String location = put(file(12), "mms/+1/m/linked ü.jpg");

        String link = ask("link", "mms/+1/m/linked ü.jpg", Map.of("mmsLinkMillis", 60_000L), "mmsLink");

        assertThat(link)
                .startsWith(google.endpoint() + "/mms-test/mms/")
                .contains("X-Goog-Algorithm=GOOG4-RSA-SHA256", "X-Goog-Expires=60", "X-Goog-SignedHeaders=host")
                .contains(GcsAccount.EMAIL.replace("@", "%40"));
        assertThat(open(link)).isEqualTo(Files.readAllBytes(google.bytes(location)));
        assertThat(statusOf(link.replace("X-Goog-Expires=60", "X-Goog-Expires=600")))
                .isEqualTo(403);
        assertThat(statusOf(link.replace("linked", "typed"))).isEqualTo(403);
    }

    @Test
    void aLinkForMoreThanAWeekIsRefused() {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> ask("link", "mms/+1/m/0.jpg", Map.of("mmsLinkMillis", 700_000_000L), "mmsLink"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("link-too-long"));
    }

    // --- Trouble

    @Test
    void anUploadThatBreaksInTheMiddleGoesOnWhereItBroke() throws IOException {
        File body = file(10_000_000);
        google.dieAfter(5_000_000);

        String location = put(body, "mms/+1/m/broken.bin");

        assertThat(sha256(google.bytes(location))).isEqualTo(sha256(body.toPath()));
        List<String> asked = google.requests();
        assertThat(asked)
                .startsWith("POST resumable", "PUT bytes 0-9999999/10000000", "PUT bytes */*")
                .hasSize(4);
        assertThat(asked.get(3)).matches("PUT bytes [1-9]\\d{6}-9999999/10000000");
    }

    @Test
    void aServerThatIsBusyForAMomentIsAskedAgain() throws IOException {
        google.busy(2);

        assertThat(google.bytes(put(file(5), "mms/+1/m/busy.bin"))).hasSize(5);
    }

    @Test
    void emptyFilesAreRepeatedToo() throws IOException {
        google.busy(1);

        assertThat(google.bytes(put(file(0), "mms/+1/m/busy.bin"))).hasSize(0);
    }

    @Test
    void aServerThatStaysBusyIsTriedLater() {
        google.busy(1_000);

        refused(
                STORE + "?storeTimeout=2s",
                "store-busy",
                "Bucket mms-test cannot take it now (Google says 503 backendError).");
    }

    @Test
    void aSlowServerGetsItsTime() throws IOException {
        google.slow(20);
        File body = file(3_000_000);

        String location = put(body, "mms/+1/m/slow.bin");

        assertThat(sha256(google.bytes(location))).isEqualTo(sha256(body.toPath()));
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 20_000_000})
    void aServerThatStopsReadingHoldsNobodyForLong(long size) {
        google.stall();

        refused(STORE + "?storeTimeout=1s", size, "store-away", "could not be reached for bucket mms-test");
    }

    @Test
    void anAccessThatIsDeniedIsTriedLater() {
        google.deny(true);

        refused(STORE, "store-denied", "No access to bucket mms-test (Google says 403 forbidden)");
        assertThat(troubleWith("erase").code()).isEqualTo("store-denied");
    }

    @Test
    void aKeyThatGoogleDoesNotKnowIsTriedLater() throws IOException {
        Path wrong = new GcsAccount()
                .keyFile(folder.resolve("wrong.json"), google.endpoint().resolve("/token"));

        refused(STORE + "?keyFile=" + wrong, "store-denied", "(Google says 401 to the credentials)");
    }

    @Test
    void noCredentialsAreTriedLater() {
        refused(STORE + "?keyFile=none", "store-denied", "(Google says 401)");
        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> request(
                        STORE + "?keyFile=none",
                        null,
                        Map.of("mmsAction", "link", "mmsKey", "a", "mmsLinkMillis", 1_000L)))
                .withMessageContaining("only a service account can sign");
    }

    @Test
    void aBucketThatIsNotThereIsTriedLater() {
        refused(
                STORE + "?bucket=acme-mms",
                "store-bucket-missing",
                "There is no bucket acme-mms (Google says 404 notFound): make it, or mend"
                        + " camel.kamelet.media-store-gcs-sink.bucket.");
    }

    @Test
    void aServerThatIsAwayIsTriedLaterAndNotAskedForAtStart() throws IOException {
        refused(
                STORE + "?storeTimeout=1s&endpoint=http://127.0.0.1:" + Ports.free(),
                "store-away",
                "Google could not be reached for bucket mms-test: ConnectException.");
    }

    @Test
    void aServerThatComesBackHasWhatItHad() throws IOException {
        String before = put(file(5), "mms/+1/m/before.bin");
        google.stop();
        google.restart();

        String after = put(file(6), "mms/+1/m/after.bin");

        assertThat(google.bytes(before)).hasSize(5);
        assertThat(google.bytes(after)).hasSize(6);
    }

    @Test
    void whatArrivedOtherwiseIsNotTakenForStored() {
        google.falsifyMd5(true);

        refused(STORE, "store-altered", "What lies in bucket mms-test is not what was sent");
    }

    @Test
    void whereThereIsNoMd5TheObjectIsReadBack() throws IOException {
        google.hideMd5(true);

        assertThat(google.bytes(put(file(1_000), "mms/+1/m/0.bin"))).hasSize(1_000);
        assertThat(google.requests()).endsWith("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere/key.json", "application.properties"})
    void aKeyFileThatIsNoneIsRefusedAtStart(String file) {
        assertThat(causeOf(() -> put(STORE + "?keyFile=" + file, file(1), "a")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("camel.kamelet.media-store-gcs-sink.keyFile is %s, which ".formatted(file));
    }

    // --- How it is asked

    private void refused(String store, String code, String sentence) {
        refused(store, 100_000, code, sentence);
    }

    /** And neither the number nor the key is said anywhere, however deep. */
    private void refused(String store, long size, String code, String sentence) {
        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> put(store, file(size), "mms/%s/m/0.jpg".formatted(NUMBER)))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.sentence()).contains(sentence);
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("3125550001", "upload_id", "PRIVATE KEY", "Bearer");
                });
    }

    private Failure troubleWith(String action) {
        return (Failure) causeOf(() -> ask(action, "mms/+1/m/0.jpg", Map.of(), "mmsLocation"));
    }

    private static Throwable causeOf(Callable<?> task) {
        try {
            task.call();
        } catch (Exception e) {
            Throwable cause = e;
            while (cause.getCause() != null && !(cause instanceof Failure)) {
                cause = cause.getCause();
            }
            return cause;
        }
        throw new AssertionError("nothing was thrown");
    }

    private String put(File body, String key) {
        return put(STORE, body, key);
    }

    private String put(String store, File body, String key) {
        return request(store, body, headers(key, body)).getHeader("mmsLocation", String.class);
    }

    private static Map<String, Object> headers(String key, File body) {
        return Map.of(
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
                body.exists() ? sha256(body.toPath()) : "");
    }

    private String ask(String action, String key, Map<String, Object> more, String header) {
        Map<String, Object> headers = new HashMap<>(more);
        headers.put("mmsAction", action);
        headers.put("mmsKey", key);
        return request(STORE, null, headers).getHeader(header, String.class);
    }

    private Message request(String store, @Nullable File body, Map<String, Object> headers) {
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

    private static <T> List<T> atOnce(List<Callable<T>> tasks) throws Exception {
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
    private File file(long size) throws IOException {
        Path file = Files.createTempFile(folder, "body", null);
        byte[] block = new byte[64 * 1024];
        Random random = new Random(size);
        try (OutputStream out = Files.newOutputStream(file)) {
            for (long left = size; left > 0; left -= block.length) {
                random.nextBytes(block);
                out.write(block, 0, (int) Math.min(left, block.length));
            }
        }
        return file.toFile();
    }

    private static String sha256(Path file) {
        try (InputStream in = new DigestInputStream(Files.newInputStream(file), Sha256.digest())) {
            in.transferTo(OutputStream.nullOutputStream());
            return HexFormat.of()
                    .formatHex(((DigestInputStream) in).getMessageDigest().digest());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static byte[] open(String link) throws IOException {
        try (InputStream in = URI.create(link).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    private static int statusOf(String link) throws IOException {
        return ((HttpURLConnection) URI.create(link).toURL().openConnection()).getResponseCode();
    }
}

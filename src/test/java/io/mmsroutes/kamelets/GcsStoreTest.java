package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.GcsAccount;
import io.mmsroutes.support.GcsServer;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.HttpURLConnection;
import java.net.URI;
import java.nio.file.Files;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** media-store-gcs-sink, with Google's own client against a server of the documented protocol. */
class GcsStoreTest extends BucketContract {
    private static final String KEY = "mms/+13125550001/m/0.jpg";

    private final GcsServer google = new GcsServer(dataDir.resolve("gcs"));

    @Override
    protected Map<String, String> settings() {
        return google.settings();
    }

    @AfterEach
    void mend() {
        google.mend();
    }

    @AfterAll
    void stopServer() {
        google.close();
    }

    // --- Objects

    @ParameterizedTest
    @ValueSource(longs = {0, 10})
    void theObjectHasItsTypeAndSaysWhoseItIs(long size) throws IOException {
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

    @Test
    void aNameMayHaveAThousandCharactersAndNoMoreThan1024Bytes() throws IOException {
        assertThat(google.bytes(put(file(3), "mms/" + "x".repeat(996)))).hasSize(3);
        assertThatExceptionOfType(Rejected.class).isThrownBy(() -> put(file(1), "ü".repeat(513)));
    }

    @Test
    void nothingOfTheCallerIsLeftButTheLocation() throws IOException {
        File body = file(1);

        Map<String, Object> after = template()
                .request("kamelet:" + store(), exchange -> {
                    exchange.getMessage().setBody(body);
                    exchange.getMessage().setHeaders(new HashMap<>(Map.of("mmsKey", "a", "Other", "b")));
                })
                .getMessage()
                .getHeaders();

        assertThat(after).containsOnlyKeys("mmsLocation");
    }

    @Test
    void aPrefixStandsBeforeEveryName() throws IOException {
        String location = put(store() + "?prefix=/prod/", file(7), "mms/+1/m/0.jpg");

        assertThat(location).isEqualTo("gs://mms-test/prod/mms/+1/m/0.jpg");
        assertThat(google.bytes(location)).hasSize(7);
    }

    @Test
    void theLocationIsAUrlWhereThatIsWanted() throws IOException {
        String location = put(store() + "?locationStyle=url", file(7), "mms/+1/m/a b.jpg");

        assertThat(location).isEqualTo(google.endpoint() + "/mms-test/mms/%2B1/m/a%20b.jpg");
    }

    // --- Links

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
                .isThrownBy(() -> ask("link", KEY, Map.of("mmsLinkMillis", 700_000_000L), "mmsLink"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("link-too-long"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"erase", "link", "read"})
    void noNameLeadsOutForWhateverIsAsked(String action) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> ask(action, "mms/../../x", Map.of("mmsLinkMillis", 60_000L), "mmsLocation"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("name-outside"));
        assertThat(google.requests()).isEmpty();
    }

    // --- RecipientError

    @Test
    void anUploadThatBreaksInTheMiddleGoesOnWhereItBroke() throws IOException {
        File body = file(10_000_000);
        google.dieAfter(5_000_000);

        String location = put(body, "mms/+1/m/broken.bin");

        assertThat(sha256(read(location))).isEqualTo(sha256(body));
        List<String> asked = google.requests();
        assertThat(asked)
                .startsWith("POST resumable", "PUT bytes 0-9999999/10000000", "PUT bytes */*")
                .hasSize(4);
        assertThat(asked.get(3)).matches("PUT bytes [1-9]\\d{6}-9999999/10000000");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 5})
    void aServerThatIsBusyForAMomentIsAskedAgain(long size) throws IOException {
        google.busy(1);

        assertThat(google.bytes(put(file(size), "mms/+1/m/busy.bin"))).hasSize(size);
    }

    @Test
    void aServerThatStaysBusyIsTriedLater() {
        google.busy(1_000);

        refused(
                store() + "?requestTimeout=2s",
                10,
                "store-busy",
                "Bucket mms-test cannot take it now (Google says 503 backendError).");
    }

    @ParameterizedTest
    @ValueSource(longs = {10, 20_000_000})
    void aServerThatStopsReadingHoldsNobodyForLong(long size) {
        google.stall();

        refused(store() + "?requestTimeout=1s", size, "store-away", "could not be reached for bucket mms-test");

        assertThat(google.isStalled()).isTrue();
    }

    @Test
    void anAccessThatIsDeniedIsTriedLater() {
        google.deny();

        refused(store(), 10, "store-denied", "No access to bucket mms-test (Google says 403 forbidden)");
        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> ask("erase", KEY, Map.of(), "mmsLocation"))
                .satisfies(failure -> assertThat(failure.code()).isEqualTo("store-denied"));
    }

    @Test
    void whoeverShowsNoCredentialsIsTriedLater() {
        refused(store() + "?keyFile=none", 10, "store-denied", "(Google says 401)");
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
        google.falsifyChecksum();

        refused(store(), 10, "store-altered", "What lies in bucket mms-test is not what was sent");
    }

    @Test
    void whereThereIsNoChecksumTheObjectIsReadBack() throws IOException {
        google.hideChecksum();

        assertThat(google.bytes(put(file(1_000), "mms/+1/m/0.bin"))).hasSize(1_000);
        assertThat(google.requests()).endsWith("GET");
    }

    @ParameterizedTest
    @ValueSource(strings = {"/nowhere/key.json", "application.properties"})
    void aKeyFileThatIsNoneIsRefusedAtStart(String file) {
        assertThatThrownBy(() -> put(store() + "?keyFile=" + file, file(1), "a"))
                .rootCause()
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("camel.kamelet.media-store-gcs-sink.keyFile is %s, which ".formatted(file));
    }

    /** And neither the number nor a key is said anywhere, however deep. */
    private void refused(String store, long size, String code, String sentence) {
        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> put(store, file(size), KEY))
                .satisfies(failure -> {
                    assertThat(failure.code()).isEqualTo(code);
                    assertThat(failure.sentence()).contains(sentence);
                    StringWriter trace = new StringWriter();
                    failure.printStackTrace(new PrintWriter(trace));
                    assertThat(trace.toString()).doesNotContain("3125550001", "upload_id", "PRIVATE KEY", "Bearer");
                });
    }

    private static byte[] open(String link) throws IOException {
        try (InputStream in = URI.create(link).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    private static int statusOf(String link) throws IOException {
        return ((HttpURLConnection) URI.create(link).toURL().openConnection()).getResponseCode();
    }

    // --- What the contract asks

    @Override
    String store() {
        return "media-store-gcs-sink";
    }

    @Override
    InputStream read(String location) throws IOException {
        return google.read(location);
    }

    @Override
    String bucket() {
        return GcsServer.BUCKET;
    }

    @Override
    URI server() {
        return google.endpoint();
    }

    /** A key that Google does not know. */
    @Override
    String withWrongCredentials() {
        try {
            return store() + "?keyFile="
                    + new GcsAccount()
                            .keyFile(
                                    dataDir.resolve("wrong.json"),
                                    google.endpoint().resolve("/token"));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Override
    String secret() {
        return "PRIVATE KEY";
    }

    @Override
    String location(String key) {
        return "gs://%s/%s".formatted(GcsServer.BUCKET, key);
    }
}

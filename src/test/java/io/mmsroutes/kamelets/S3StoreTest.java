package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.S3Server;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/** media-store-s3-sink, on a server that verifies signatures. */
class S3StoreTest extends BucketContract {
    private final S3Server s3 = new S3Server(dataDir.resolve("s3"));

    @Override
    protected Map<String, String> settings() {
        return s3.settings();
    }

    @AfterAll
    void stopServer() {
        s3.close();
    }

    @Test
    void theObjectHasItsTypeAndSaysWhoseItIs() throws IOException {
        put(file(10), "mms/+1/m/typed.jpg");

        HeadObjectResponse there = s3.client()
                .headObject(request -> request.bucket(S3Server.BUCKET).key("mms/+1/m/typed.jpg"));

        assertThat(there.contentType()).isEqualTo("image/jpeg");
        assertThat(there.contentEncoding()).isNull();
        assertThat(there.cacheControl()).isNull();
        assertThat(there.metadata())
                .containsEntry("message-id", "m-1")
                .containsEntry("from-hash", "0a1b2c3d4e5f6071")
                .containsKey("sha256");
    }

    /** CVE-2026-95664. */
    @ParameterizedTest
    @ValueSource(strings = {"mms/+1/m/${sys.java.version}", "mms/+1/m/$simple{sys.java.version}", "${body}"})
    void aNameIsNeverEvaluated(String key) throws IOException {
        File body = file(3);

        assertThatThrownBy(() -> put(body, key))
                .isInstanceOfSatisfying(
                        Rejected.class, failure -> assertThat(failure.code()).isEqualTo("name-evaluated"));
    }

    @Test
    void aPrefixStandsBeforeEveryName() throws IOException {
        String location = put(store() + "?prefix=prod", file(7), "mms/+1/m/0.jpg");

        assertThat(location).isEqualTo("s3://%s/prod/mms/+1/m/0.jpg".formatted(S3Server.BUCKET));
        assertThat(read(location).readAllBytes()).hasSize(7);
    }

    @Test
    void aLinkOpensForAWhileWithoutCredentials() throws Exception {
        put(file(12), "mms/+1/m/linked.jpg");

        String link = ask("link", "mms/+1/m/linked.jpg", Map.of("mmsLinkMillis", 60_000L), "mmsLink");

        assertThat(link).contains("X-Amz-Expires=60").contains("X-Amz-Signature");
        assertThat(open(link)).hasSize(12);
        assertThatThrownBy(() -> open(link.replace("linked.jpg", "typed.jpg"))).hasMessageContaining("403");
    }

    @ParameterizedTest
    @CsvSource({"secretKey=a-wrong-secret, store-denied", "bucket=nobodys-bucket, store-bucket-missing"})
    void aLargeBodyIsRefusedForTheSameReasonAsASmallOne(String parameter, String code) throws IOException {
        File large = file(20_000_000);

        assertThatThrownBy(() -> put(store() + "?" + parameter, large, "mms/+1/m/large.bin"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    @Test
    void aBucketThatIsNotThereIsNoMissingObject() {
        assertThatThrownBy(() -> readBy(store() + "?bucket=nobodys-bucket", "mms/+1/m/0.jpg"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo("store-bucket-missing"));
    }

    @ParameterizedTest
    @CsvSource({
        "sseS3=true, X-amz-server-side-encryption, AES256",
        "kms=alias/mms, X-amz-server-side-encryption, aws:kms",
        "kms=alias/mms, X-amz-server-side-encryption-aws-kms-key-id, alias/mms",
        "storageClass=STANDARD_IA, X-amz-storage-class, STANDARD_IA",
        "checksums=when_supported, X-amz-sdk-checksum-algorithm, CRC32",
        "checksums=when_required, X-amz-sdk-checksum-algorithm, null",
        "prefix=, X-amz-trailer, null",
        "prefix=, X-amz-sdk-checksum-algorithm, null",
        "prefix=, X-amz-server-side-encryption, null",
        "prefix=, X-amz-storage-class, null",
        "prefix=, X-amz-acl, null",
        "prefix=, Content-type, image/jpeg"
    })
    void whatIsSetIsWhatS3IsAsked(String parameter, String header, String value) throws IOException {
        String path = "/%s/%s.jpg".formatted(S3Server.BUCKET, UUID.randomUUID());
        mediaHost.on(path, exchange -> {
            exchange.getRequestBody().readAllBytes();
            exchange.getResponseHeaders().add("ETag", "\"900150983cd24fb0d6963f7d28e17f72\"");
            MediaHost.answer(exchange, 200, new byte[0]);
        });
        Path abc = Files.writeString(dataDir.resolve("abc"), "abc");

        put(
                store() + "?endpoint=%s&%s".formatted(mediaHost.url(""), parameter),
                abc.toFile(),
                path.substring(S3Server.BUCKET.length() + 2));

        assertThat(mediaHost.headers(path, header)).containsExactly(value.equals("null") ? value : "[" + value + "]");
    }

    private static byte[] open(String link) throws IOException {
        try (InputStream in = URI.create(link).toURL().openStream()) {
            return in.readAllBytes();
        }
    }

    @Override
    String store() {
        return "media-store-s3-sink";
    }

    @Override
    InputStream read(String location) throws IOException {
        return s3.read(location);
    }

    @Override
    String bucket() {
        return S3Server.BUCKET;
    }

    @Override
    URI server() {
        return s3.endpoint();
    }

    @Override
    String withWrongCredentials() {
        return store() + "?secretKey=a-wrong-secret";
    }

    @Override
    String secret() {
        return "secret-key-that-nobody-logs";
    }

    @Override
    String location(String key) {
        return "s3://%s/%s".formatted(S3Server.BUCKET, key);
    }
}

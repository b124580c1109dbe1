package io.mmsroutes.store.s3;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.support.Certificate;
import io.mmsroutes.support.PlainS3;
import io.mmsroutes.support.PlainS3.Request;
import io.mmsroutes.support.S3Server;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;
import software.amazon.awssdk.services.s3.S3Client;

class S3ClientsTest {
    private static final String HELLO_SHA256 = "2cf24dba5fb0a30e26e83b2ac5b9e29e1b161e5c1fa7425e73043362938b9824";

    @TempDir
    private Path folder;

    @AfterEach
    void trustAsBefore() {
        System.clearProperty("javax.net.ssl.trustStore");
        System.clearProperty("javax.net.ssl.trustStorePassword");
    }

    @Test
    void aBodyGoesWholeAndSignedByHttpsToo() throws Exception {
        Certificate certificate = Certificate.in(folder);
        System.setProperty("javax.net.ssl.trustStore", certificate.trustStore().toString());
        System.setProperty("javax.net.ssl.trustStorePassword", Certificate.TRUST_PASSWORD);
        try (PlainS3 s3 = new PlainS3(folder.resolve("s3"), certificate)) {
            Request upload = uploadTo(s3, s3.endpoint().toString(), "");

            assertThat(upload.header("x-amz-content-sha256")).isEqualTo(HELLO_SHA256);
            assertThat(upload.header("content-length")).isEqualTo("5");
            assertThat(upload.headers()).doesNotContainKeys("content-encoding", "x-amz-trailer", "expect");
        }
    }

    @ParameterizedTest
    @CsvSource({"tlnx-mms-media.s3.amazonaws.com, true", "mirror.example.test, false"})
    void anEndpointOfAwsIsServedAsAwsIs(String host, boolean inFrames) throws Exception {
        try (PlainS3 s3 = new PlainS3(folder.resolve("s3"))) {
            String endpoint = "http://%s:%d".formatted(host, s3.endpoint().getPort());

            Request upload = uploadTo(s3, endpoint, "");

            assertThat("aws-chunked".equals(upload.header("content-encoding"))).isEqualTo(inFrames);
        }
    }

    @ParameterizedTest
    @CsvSource({"when_supported, true", "WHEN_SUPPORTED, true", "when_required, false", "'', false", "' ', false"})
    void theSettingChoosesOtherwise(String checksums, boolean inFrames) throws Exception {
        try (PlainS3 s3 = new PlainS3(folder.resolve("s3"))) {
            Request upload = uploadTo(s3, s3.endpoint().toString(), checksums);

            assertThat("aws-chunked".equals(upload.header("content-encoding"))).isEqualTo(inFrames);
        }
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "  "})
    void awsWithoutARegionIsRefusedByTheSetting(String region) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> client(region, "", ""))
                .withMessageContaining("camel.kamelet.media-store-s3-sink.region");
    }

    @Test
    void aLinkAsksForNothingThatOnlyAwsKnows() {
        try (var presigner = S3Clients.presigner(
                "auto", "https://storage.example.com", true, S3Server.ACCESS_KEY, S3Server.SECRET_KEY)) {
            URI link = URI.create(presigner
                    .presignGetObject(request -> request.signatureDuration(Duration.ofMinutes(1))
                            .getObjectRequest(object -> object.bucket("b").key("mms/+1/ü.jpg")))
                    .url()
                    .toString());

            assertThat(link.getRawPath()).isEqualTo("/b/mms/%2B1/%C3%BC.jpg");
            assertThat(link.getQuery().replaceAll("=[^&]*", "").split("&"))
                    .containsExactlyInAnyOrder(
                            "X-Amz-Algorithm",
                            "X-Amz-Credential",
                            "X-Amz-Date",
                            "X-Amz-Expires",
                            "X-Amz-Signature",
                            "X-Amz-SignedHeaders");
            assertThat(link.getQuery()).contains("X-Amz-SignedHeaders=host");
        }
    }

    private Request uploadTo(PlainS3 s3, String endpoint, String checksums) throws Exception {
        Path hello = Files.writeString(folder.resolve("hello"), "hello");
        try (S3Client client = client("us-east-1", endpoint, checksums)) {
            client.putObject(request -> request.bucket(PlainS3.BUCKET).key("hello"), hello);
        }
        return s3.requests("PUT").get(0);
    }

    private static S3Client client(String region, String endpoint, String checksums) {
        return S3Clients.client(
                region, endpoint, true, S3Server.ACCESS_KEY, S3Server.SECRET_KEY, checksums, Duration.ofSeconds(20));
    }
}

package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.PlainS3;
import io.mmsroutes.support.PlainS3.Dialect;
import io.mmsroutes.support.PlainS3.Request;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import org.apache.camel.CamelExecutionException;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;

/** media-store-s3-sink, on a server that knows nothing of S3 but its basics, and each time some of them otherwise. */
class PlainS3StoreTest extends MediaStoreContract {
    private final PlainS3 s3 = new PlainS3(dataDir.resolve("plain-s3"));

    @Override
    protected Map<String, String> settings() {
        return s3.settings();
    }

    @AfterAll
    void stopServer() {
        s3.close();
    }

    @BeforeEach
    void speakPlainly() {
        s3.speaking();
        s3.requests();
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 131_072, 1_048_576, 5_000_000})
    void aBodyGoesWholeSignedByItsSha256(long size) throws IOException {
        File body = file(size);

        put(body, "mms/+1/m/whole.bin");

        Request upload = s3.requests("PUT").get(0);
        assertThat(upload.header("x-amz-content-sha256")).isEqualTo(sha256(body));
        assertThat(upload.header("content-length")).isEqualTo(String.valueOf(size));
        assertThat(upload.headers())
                .doesNotContainKeys(
                        "content-encoding",
                        "transfer-encoding",
                        "x-amz-decoded-content-length",
                        "x-amz-trailer",
                        "x-amz-sdk-checksum-algorithm");
    }

    @ParameterizedTest
    @EnumSource(
            names = {
                "BARE_UPPER_CASE_ETAG",
                "NO_ETAG",
                "OTHER_ETAG",
                "WEAK_ETAG",
                "CREATED",
                "DELETED_WITH_200",
                "DELETED_WITH_404",
                "HTTP_1_0",
                "EXPECTATION_FAILED",
                "UNKNOWN_HEADER_REFUSED"
            })
    void whatIsStoredReadAndErasedHasNoNeedOf(Dialect dialect) throws IOException {
        s3.speaking(dialect);

        for (long size : new long[] {0, 3, 3_000_000}) {
            assertThatItKeeps(file(size));
        }
    }

    @ParameterizedTest
    @EnumSource(names = {"NO_ETAG", "OTHER_ETAG"})
    void whatIsReadBackNeedsNeitherHeadNorLength(Dialect eTag) throws IOException {
        s3.speaking(eTag, Dialect.NO_HEAD, Dialect.NO_CONTENT_LENGTH);

        for (long size : new long[] {0, 3, 3_000_000}) {
            assertThatItKeeps(file(size));
        }
    }

    @Test
    void aServerOfHttp10ThatTellsNoETagServesManyAtOnce() throws Exception {
        s3.speaking(Dialect.HTTP_1_0, Dialect.NO_ETAG);

        fiftyAtOnceDoNotDisturbEachOther();
    }

    @ParameterizedTest
    @EnumSource(names = {"XML_WITH_NAMESPACE", "NO_XML"})
    void anObjectThatIsNotThereIsMissing(Dialect errors) {
        s3.speaking(errors);

        assertThatItIsRefused("mms/nobody/0.bin", "stored-missing");
    }

    @Test
    void aBucketThatIsNotThereIsNoMissingObjectWhereTheServerGivesNoReason() {
        s3.speaking(Dialect.NO_XML);

        assertThatThrownBy(() -> readBy(store() + "?bucket=nobodys-bucket", "mms/+1/m/0.jpg"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo("store-bucket-missing"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "%20", "auto", "garage"})
    void aServerOfAnyRegionIsServed(String region) throws IOException {
        assertThat(put(store() + "?region=" + region, file(3), "mms/+1/m/region.bin"))
                .isEqualTo("s3://mms-test/mms/+1/m/region.bin");
    }

    @Test
    void aServerThatWantsAnotherRegionIsToldByTheSetting() {
        s3.speaking(Dialect.REGION_REFUSED);

        assertThatPutFails(store(), "store-elsewhere").hasMessageContaining("media-store-s3-sink.region");
    }

    @ParameterizedTest
    @ValueSource(longs = {0, 1, 200, 3_000_000})
    void framingInWhatIsStoredIsToldWithTheSetting(long size) throws IOException {
        File body = file(size);

        assertThatThrownBy(() -> put(store() + "?checksums=when_supported", body, "mms/+1/m/framed.bin"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo("store-altered"))
                .hasMessageContaining("aws-chunked")
                .hasMessageContaining("camel.kamelet.media-store-s3-sink.checksums=when_required");
    }

    @Test
    void anErrorInAnAnswerOf200IsNotStoredAndIsTriedLater() {
        s3.speaking(Dialect.ERROR_WITH_200);

        assertThatPutFails(store(), "store-altered").hasMessageContaining("mms-test");
    }

    @Test
    void anObjectThatLostAByteIsNotTakenForOneThatIsFramed() {
        s3.speaking(Dialect.TRUNCATED, Dialect.NO_ETAG);

        assertThatPutFails(store(), "store-altered")
                .hasMessageContaining("its size")
                .hasMessageNotContaining("aws-chunked");
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatPutFails(String store, String code) {
        return assertThatThrownBy(() -> put(store, file(1_000), "mms/+13125550001/m/0.jpg"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private void assertThatItKeeps(File body) throws IOException {
        String key = "mms/+1/m/kept %d.bin".formatted(body.length());

        String location = put(body, key);

        assertThat(sha256(read(location))).isEqualTo(sha256(body));
        assertThat(sha256(readBy(key).getBody(InputStream.class))).isEqualTo(sha256(body));
        assertThat(ask("erase", key, Map.of(), "mmsLocation")).isEqualTo(location);
        assertThat(ask("erase", key, Map.of(), "mmsLocation")).isEqualTo(location);
        assertThatThrownBy(() -> read(location).close()).isNotInstanceOf(CamelExecutionException.class);
    }

    /** The Kamelet and its client are those of {@code S3StoreTest}, which puts in more. */
    @Override
    long large() {
        return 20_000_000;
    }

    @Override
    String store() {
        return "media-store-s3-sink";
    }

    @Override
    InputStream read(String location) throws IOException {
        return s3.read(location);
    }
}

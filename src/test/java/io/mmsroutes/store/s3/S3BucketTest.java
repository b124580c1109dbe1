package io.mmsroutes.store.s3;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.DescribeUpload;
import io.mmsroutes.store.DescribeUpload.Upload;
import io.mmsroutes.support.S3Server;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import software.amazon.awssdk.core.sync.RequestBody;

class S3BucketTest {
    /** As S3 gives one with KMS: as long as an MD5, and none. */
    private static final String OTHER_ETAG = "\"0123456789abcdef0123456789abcdef\"";

    @TempDir
    private Path folder;

    private S3Server s3;
    private S3Bucket bucket;
    private Upload upload;

    @BeforeEach
    void sendHello() throws IOException {
        s3 = new S3Server(folder.resolve("s3"));
        bucket = new S3Bucket(s3.client(), S3Server.BUCKET);
        upload = new DescribeUpload()
                .describe(Files.writeString(folder.resolve("sent"), "hello").toFile(), null, null, null);
    }

    @AfterEach
    void stopServer() {
        s3.close();
    }

    @Test
    void theMd5OfWhatWasSentIsProofEnough() {
        assertThatCode(() -> bucket.confirm(upload, "never-there", "\"5d41402abc4b2a76b9719d911017c592\""))
                .doesNotThrowAnyException();
    }

    @Test
    void whereTheETagIsSomethingElseTheObjectIsReadBack() {
        put("hello");

        assertThatCode(() -> bucket.confirm(upload, "object", OTHER_ETAG)).doesNotThrowAnyException();
    }

    @Test
    void anotherSizeIsNoticed() {
        put("hell");

        assertThatThrownBy(() -> bucket.confirm(upload, "object", OTHER_ETAG))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining("its size");
    }

    @Test
    void anotherByteIsNoticed() {
        put("hallo");

        assertThatThrownBy(() -> bucket.confirm(upload, "object", null))
                .isInstanceOf(TryLater.class)
                .hasMessageContaining("its SHA-256");
    }

    private void put(String content) {
        s3.client()
                .putObject(request -> request.bucket(S3Server.BUCKET).key("object"), RequestBody.fromString(content));
    }
}

package io.mmsroutes.store.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.DescribeUpload.Upload;
import io.mmsroutes.store.StoredStream;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Base64;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** What Camel's component for S3 leaves open: whether an upload is whole, and what a 404 means. */
public final class S3Bucket {
    private static final Logger LOG = LoggerFactory.getLogger(S3Bucket.class);
    private static final int BEGINNING = 1_024;
    /** The first line of a body in frames, signed or not; docs.aws.amazon.com, "Signature calculation: multiple chunks". */
    private static final Pattern FRAME =
            Pattern.compile("(?<length>[0-9a-fA-F]{1,8})(;chunk-signature=[0-9a-fA-F]{64})?\r\n");

    private final S3Client client;
    private final BucketError problem;
    private final AtomicBoolean altering = new AtomicBoolean();

    public S3Bucket(S3Client client, String bucket) {
        this.client = client;
        this.problem = ExplainS3Failure.errorOf(bucket);
    }

    /**
     * Opens an object. Camel's component gives a stream too, but one whose close reads all that is left, for the sake of the
     * connection. Here a connection that was read to the end is in the pool by then, and any other is cut.
     *
     * @throws Rejected {@code stored-missing}. AWS says so only to whoever may list the bucket, and 403 to others;
     *     docs.aws.amazon.com, "GetObject"
     */
    public StoredStream read(String name) {
        try {
            ResponseInputStream<GetObjectResponse> object = open(name);
            return new StoredStream(object, object::abort);
        } catch (S3Exception e) {
            throw isMissing(e) ? problem.missing() : e;
        }
    }

    /** Deletes an object. One that is not there counts as deleted: AWS answers so, other servers answer 404. */
    public void erase(String name) {
        try {
            client.deleteObject(request -> request.bucket(problem.bucket()).key(name));
        } catch (S3Exception e) {
            if (!isMissing(e)) {
                throw e;
            }
        }
    }

    /**
     * Compares what lies in the bucket with what was sent. S3 answers an upload with the MD5 of what it took, as the ETag, and
     * one that is equal proves every byte. Where an ETag is something else (encryption with KMS, directory buckets, some
     * servers), the object is read back and hashed. HEAD is not asked: it is what servers differ in most.
     *
     * @param eTag of the answer to the upload
     * @throws TryLater {@code store-altered}, said in the log when it begins: it stays until somebody mends it
     */
    public void confirm(Upload upload, String name, @Nullable String eTag) throws IOException {
        String hex = Hex.encodeHexString(Base64.getDecoder().decode(upload.md5()));
        if (eTag == null || !eTag.replace("\"", "").equalsIgnoreCase(hex)) {
            try {
                readBack(upload, name);
            } catch (TryLater e) {
                if (!altering.getAndSet(true)) {
                    LOG.error("{} It is tried again, and nothing is lost meanwhile.", e.getMessage());
                }
                throw e;
            }
        }
        if (altering.getAndSet(false)) {
            LOG.info("What lies in bucket {} is again what is sent.", problem.bucket());
        }
    }

    private void readBack(Upload upload, String name) throws IOException {
        try (ResponseInputStream<GetObjectResponse> object = open(name);
                InputStream there = new BufferedInputStream(object, BEGINNING);
                InputStream sent = Files.newInputStream(upload.file().toPath())) {
            there.mark(BEGINNING);
            byte[] beginning = there.readNBytes(BEGINNING);
            there.reset();
            Long size = object.response().contentLength();
            if (size != null && size != upload.size()) {
                object.abort();
                throw isFramed(beginning, upload) ? framed() : problem.altered("its size differs");
            }
            if (!MessageDigest.isEqual(DigestUtils.sha256(sent), DigestUtils.sha256(there))) {
                throw isFramed(beginning, upload) ? framed() : problem.altered("its SHA-256 differs");
            }
        } catch (S3Exception e) {
            throw e.statusCode() == 404 ? problem.altered("it is not there") : e;
        }
    }

    /** Whether an object begins with the length of a frame and then with what was sent. */
    private static boolean isFramed(byte[] beginning, Upload upload) throws IOException {
        Matcher frame = FRAME.matcher(new String(beginning, ISO_8859_1));
        if (!frame.lookingAt()) {
            return false;
        }
        int length = (int) Math.min(Long.parseLong(frame.group("length"), 16), beginning.length - frame.end());
        try (InputStream sent = Files.newInputStream(upload.file().toPath())) {
            return Arrays.equals(
                    sent.readNBytes(length), Arrays.copyOfRange(beginning, frame.end(), frame.end() + length));
        }
    }

    private TryLater framed() {
        return problem.altered(
                "the server does not know aws-chunked and kept its framing; set %s.checksums=when_required, or leave it empty beside an endpoint"
                        .formatted(problem.settings()));
    }

    private ResponseInputStream<GetObjectResponse> open(String name) {
        return client.getObject(request -> request.bucket(problem.bucket()).key(name));
    }

    /** Whether the object is not there, and not the bucket. Where a 404 gives no reason, the bucket is asked for. */
    private boolean isMissing(S3Exception answer) {
        if (answer.statusCode() != 404) {
            return false;
        }
        String word = answer.awsErrorDetails() == null
                ? ""
                : String.valueOf(answer.awsErrorDetails().errorCode());
        return switch (word) {
            case "NoSuchKey" -> true;
            case "NoSuchBucket" -> false;
            default -> bucketIsThere();
        };
    }

    private boolean bucketIsThere() {
        try {
            client.headBucket(request -> request.bucket(problem.bucket()));
            return true;
        } catch (S3Exception e) {
            return e.statusCode() != 404;
        }
    }
}

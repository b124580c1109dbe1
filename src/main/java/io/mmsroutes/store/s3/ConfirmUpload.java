package io.mmsroutes.store.s3;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.DescribeUpload.Upload;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
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

/**
 * Compares what lies in the bucket with what was sent. S3 answers an upload with the MD5 of what it took, as the ETag, and
 * one that is equal proves every byte. Where an ETag is something else (encryption with KMS, directory buckets, some
 * servers), the object is read back and hashed. HEAD is not asked: it is what servers differ in most.
 */
public final class ConfirmUpload {
    private static final Logger LOG = LoggerFactory.getLogger(ConfirmUpload.class);
    private static final int BEGINNING = 1_024;
    /** The first line of a body in frames, signed or not; docs.aws.amazon.com, "Signature calculation: multiple chunks". */
    private static final Pattern FRAME =
            Pattern.compile("(?<length>[0-9a-fA-F]{1,8})(;chunk-signature=[0-9a-fA-F]{64})?\r\n");

    private final S3Client client;
    private final BucketError problem;
    private final AtomicBoolean altering = new AtomicBoolean();

    public ConfirmUpload(S3Client client, String bucket) {
        this.client = client;
        this.problem = ExplainS3Failure.errorOf(bucket);
    }

    /**
     * Throws {@link TryLater} {@code store-altered}, and says so in the log when it begins: it stays until somebody mends it.
     *
     * @param eTag of the answer to the upload
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
        try (ResponseInputStream<GetObjectResponse> object = client.getObject(
                        request -> request.bucket(problem.bucket()).key(name));
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
            if (!MessageDigest.isEqual(sha256(sent), sha256(there))) {
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

    private static byte[] sha256(InputStream bytes) throws IOException {
        DigestInputStream digesting = new DigestInputStream(bytes, DigestUtils.getSha256Digest());
        byte[] buffer = new byte[64 * 1024];
        while (digesting.read(buffer) >= 0) {
            // only the digest is of interest
        }
        return digesting.getMessageDigest().digest();
    }
}

package io.mmsroutes.store.s3;

import io.mmsroutes.Sha256;
import io.mmsroutes.store.BucketTrouble;
import io.mmsroutes.store.DescribeUpload.Upload;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Compares what lies in the bucket with what was sent. S3 answers an upload with the MD5 of what it took, as the ETag, and
 * one that is equal proves every byte. Where an ETag is something else (encryption with KMS, directory buckets, some
 * servers), the object's size is asked for, and then it is read back and hashed.
 */
public final class ConfirmUpload {
    private final S3Client client;
    private final BucketTrouble trouble;

    public ConfirmUpload(S3Client client, String bucket) {
        this.client = client;
        this.trouble = ExplainS3Failure.troubleWith(bucket);
    }

    /**
     * Throws {@link io.mmsroutes.failure.TryLater} {@code store-altered}.
     *
     * @param eTag of the answer to the upload
     */
    public void confirm(Upload upload, String name, @Nullable String eTag) throws IOException {
        String hex = HexFormat.of().formatHex(Base64.getDecoder().decode(upload.md5()));
        if (eTag != null && eTag.replace("\"", "").equalsIgnoreCase(hex)) {
            return;
        }
        HeadObjectResponse there =
                client.headObject(request -> request.bucket(trouble.bucket()).key(name));
        if (there.contentLength() == null || there.contentLength() != upload.size()) {
            throw trouble.altered("its size");
        }
        readBack(upload.file(), name);
    }

    private void readBack(File file, String name) throws IOException {
        try (InputStream sent = Files.newInputStream(file.toPath());
                InputStream there = client.getObject(
                        request -> request.bucket(trouble.bucket()).key(name))) {
            if (!MessageDigest.isEqual(sha256(sent), sha256(there))) {
                throw trouble.altered("its SHA-256");
            }
        }
    }

    private static byte[] sha256(InputStream bytes) throws IOException {
        DigestInputStream digesting = new DigestInputStream(bytes, Sha256.digest());
        byte[] buffer = new byte[64 * 1024];
        while (digesting.read(buffer) >= 0) {
            // only the digest is of interest
        }
        return digesting.getMessageDigest().digest();
    }
}

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
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.HeadObjectResponse;

/**
 * Compares what lies in the bucket with what was sent: its size and its MD5, which is what an ETag is for one upload.
 * Where it is not (encryption with KMS, directory buckets, some servers), the object is read back and hashed.
 */
public final class ConfirmUpload {
    private final S3Client client;
    private final BucketTrouble trouble;

    public ConfirmUpload(S3Client client, String bucket) {
        this.client = client;
        this.trouble = ExplainS3Failure.troubleWith(bucket);
    }

    /** Throws {@link io.mmsroutes.failure.TryLater} {@code store-altered}. */
    public void confirm(Upload upload, String name) throws IOException {
        HeadObjectResponse there =
                client.headObject(request -> request.bucket(trouble.bucket()).key(name));
        if (there.contentLength() == null || there.contentLength() != upload.size()) {
            throw trouble.altered("its size");
        }
        String md5 = HexFormat.of().formatHex(Base64.getDecoder().decode(upload.md5()));
        if (!String.valueOf(there.eTag()).replace("\"", "").equalsIgnoreCase(md5)) {
            readBack(upload.file(), name);
        }
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

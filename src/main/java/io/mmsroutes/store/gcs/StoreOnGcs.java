package io.mmsroutes.store.gcs;

import static java.util.Objects.requireNonNullElse;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.DescribeUpload;
import io.mmsroutes.store.DescribeUpload.Upload;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.file.Files;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/**
 * Uploads a file with its metadata, and believes it only when size and checksum are those of the file. Camel's component
 * cannot set metadata, writes the content type into Content-Encoding and Cache-Control, and takes 16 MiB of heap for
 * each upload; {@code createFrom} with a path streams the file in one resumable PUT.
 */
public final class StoreOnGcs {
    private final Storage storage;
    private final BucketError problem;

    public StoreOnGcs(Storage storage, String bucket) {
        this.storage = storage;
        this.problem = ExplainGcsFailure.errorOf(bucket);
    }

    /**
     * The same name twice replaces the first. {@code messageId}, {@code fromHash} and {@code sha256} become the metadata
     * {@code message-id}, {@code from-hash} and {@code sha256}, where they are given.
     *
     * @throws TryLater {@code store-altered}; Google's own failures are for {@link ExplainGcsFailure}
     */
    public void store(
            File body,
            String name,
            @Nullable String contentType,
            @Nullable String messageId,
            @Nullable String fromHash,
            @Nullable String sha256)
            throws IOException {
        Upload upload = new DescribeUpload().describe(body, messageId, fromHash, sha256);
        BlobInfo.Builder info = BlobInfo.newBuilder(problem.bucket(), name);
        if (contentType != null && !contentType.isBlank()) {
            info.setContentType(contentType);
        }
        if (!upload.metadata().isEmpty()) {
            info.setMetadata(upload.metadata());
        }
        confirm(upload, upload(info.build(), upload));
    }

    /** An empty file goes in one request; {@code createFrom} would not repeat that one. */
    private Blob upload(BlobInfo info, Upload upload) throws IOException {
        return upload.size() == 0
                ? storage.create(info)
                : storage.createFrom(info, upload.file().toPath());
    }

    private void confirm(Upload sent, Blob stored) throws IOException {
        // Google gives a CRC32C for every object; cloud.google.com/storage/docs/data-validation. Others may not.
        if (stored.getCrc32c() == null) {
            readBack(sent.file(), stored);
        } else if (!stored.getCrc32c().equals(sent.crc32c())) {
            throw problem.altered("its CRC32C differs");
        } else if (requireNonNullElse(stored.getSize(), 0L) != sent.size()) {
            throw problem.altered("its size differs");
        }
    }

    private void readBack(File file, Blob stored) throws IOException {
        MessageDigest there = DigestUtils.getSha256Digest();
        storage.downloadTo(stored.getBlobId(), new DigestOutputStream(OutputStream.nullOutputStream(), there));
        MessageDigest here = DigestUtils.getSha256Digest();
        Files.copy(file.toPath(), new DigestOutputStream(OutputStream.nullOutputStream(), here));
        if (!MessageDigest.isEqual(here.digest(), there.digest())) {
            throw problem.altered("its SHA-256 differs");
        }
    }
}

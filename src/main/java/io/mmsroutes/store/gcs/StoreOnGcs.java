package io.mmsroutes.store.gcs;

import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketTrouble;
import io.mmsroutes.store.DescribeUpload;
import io.mmsroutes.store.DescribeUpload.Upload;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.util.Base64;
import java.util.zip.CRC32C;
import org.jspecify.annotations.Nullable;

/**
 * Uploads a file with its metadata, and believes it only when size and checksum are those of the file. Camel's component
 * cannot set metadata, writes the content type into Content-Encoding and Cache-Control, and takes 16 MiB of heap for
 * each upload; {@code createFrom} with a path streams the file in one resumable PUT.
 */
public final class StoreOnGcs {
    private final Storage storage;
    private final BucketTrouble trouble;

    public StoreOnGcs(Storage storage, String bucket) {
        this.storage = storage;
        this.trouble = ExplainGcsFailure.troubleWith(bucket);
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
        BlobInfo.Builder info = BlobInfo.newBuilder(trouble.bucket(), name);
        if (contentType != null && !contentType.isBlank()) {
            info.setContentType(contentType);
        }
        if (!upload.metadata().isEmpty()) {
            info.setMetadata(upload.metadata());
        }
        confirm(upload, storage.createFrom(info.build(), body.toPath()));
    }

    private void confirm(Upload sent, Blob stored) throws IOException {
        if (stored.getSize() == null || stored.getSize() != sent.size()) {
            throw trouble.altered("its size");
        }
        // Every upload in one piece has an MD5; cloud.google.com/storage/docs/data-validation.
        if (stored.getMd5() != null) {
            if (!stored.getMd5().equals(sent.md5())) {
                throw trouble.altered("its MD5");
            }
        } else if (!crc32c(sent.file()).equals(stored.getCrc32c())) {
            throw trouble.altered("its CRC32C");
        }
    }

    /** As Google writes it: four bytes, the highest first, in base64. */
    private static String crc32c(File file) throws IOException {
        CRC32C checksum = new CRC32C();
        try (InputStream in = Files.newInputStream(file.toPath())) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                checksum.update(buffer, 0, count);
            }
        }
        byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                .putInt((int) checksum.getValue())
                .array();
        return Base64.getEncoder().encodeToString(bytes);
    }
}

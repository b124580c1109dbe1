package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of one item to a file, inflated, counted and hashed on the way; memory does not grow with their size. */
public final class SpoolMedia {
    /** In bytes; a file of the usual size is written in a few pieces. */
    private static final int BUFFER = 32 * 1024;

    private final SpoolFolder folder;
    private final FindMediaType findMediaType;
    private final FetchLimits limits;

    public SpoolMedia(SpoolFolder folder, FindMediaType findMediaType, FetchLimits limits) {
        this.folder = folder;
        this.findMediaType = findMediaType;
        this.limits = limits;
    }

    /**
     * @param message whose media it is, so that the file is found again; null for what is not of a message
     * @throws Rejected {@code media-too-large}
     * @throws io.mmsroutes.failure.TryLater {@code encoding-broken}, or whatever broke the stream
     */
    public FetchedMedia spool(@Nullable InboundMessage message, MediaItem item, MediaAnswer media) throws IOException {
        Path file = folder.newFile();
        try (InputStream in = media.stream()) {
            MessageDigest digest = DigestUtils.getSha256Digest();
            long size = copy(in, file, digest);
            String hash = Hex.encodeHexString(digest.digest());
            MediaMetadata facts = findMediaType.find(file, item.announced(), size, hash);
            Path whole = message == null ? file : folder.fetched(file, KeptMedia.nameOf(message, item), hash, size);
            return new FetchedMedia(item, facts, whole.toFile(), folder);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    /**
     * Takes a file that was posted, hashed and looked at as what comes in by messages is.
     *
     * @param contentType as the caller calls it; the bytes decide
     * @throws Rejected {@code upload-empty} or {@code media-too-large}
     */
    public FetchedMedia upload(byte @Nullable [] body, @Nullable String contentType) throws IOException {
        if (body == null || body.length == 0) {
            throw new Rejected("upload-empty", "There is nothing in the body: send the file itself.");
        }
        DeclaredMedia said = new DeclaredMedia(null, contentType, null, null, null);
        MediaItem item = new MediaItem(0, MessageKeys.ofUploads(), said, MediaOutcome.untried());
        return spool(null, item, new MediaAnswer(new ByteArrayInputStream(body)));
    }

    /** Clears the spool of what is stored, or never will be. */
    public void discard(@Nullable FetchedMedia spooled) throws IOException {
        if (spooled != null) {
            spooled.discard();
        }
    }

    private long copy(InputStream in, Path file, MessageDigest sha256) throws IOException {
        try (OutputStream out = Files.newOutputStream(file)) {
            byte[] buffer = new byte[BUFFER];
            long size = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                size += count;
                if (size > limits.maxBytes()) {
                    throw limits.exceeded();
                }
                sha256.update(buffer, 0, count);
                out.write(buffer, 0, count);
            }
            return size;
        }
    }
}

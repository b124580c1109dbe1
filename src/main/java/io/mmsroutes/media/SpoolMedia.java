package io.mmsroutes.media;

import io.mmsroutes.Md5;
import io.mmsroutes.Sha256;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.message.InboundMessage;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Locale;
import java.util.zip.GZIPInputStream;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/** Takes the bytes of one item to a file, inflated, counted and hashed on the way; memory does not grow with their size. */
public final class SpoolMedia {
    private final SpoolFolder folder;
    private final FindMediaType findMediaType;
    private final FetchLimits limits;

    public SpoolMedia(SpoolFolder folder, FindMediaType findMediaType, FetchLimits limits) {
        this.folder = folder;
        this.findMediaType = findMediaType;
        this.limits = limits;
    }

    /**
     * Returns what the host sent, or what an earlier attempt fetched.
     *
     * @param message whose media it is, so that the file is found again; null for what is not of a message
     * @throws io.mmsroutes.failure.Rejected {@code media-too-large}
     * @throws TryLater {@code encoding-unknown}, {@code encoding-broken}, or whatever broke the stream
     */
    public FetchedMedia spool(@Nullable InboundMessage message, MediaItem item, MediaAnswer answer) throws IOException {
        if (answer instanceof MediaAnswer.Kept kept) {
            return kept.fetched();
        }
        MediaAnswer.Media media = (MediaAnswer.Media) answer;
        Path file = folder.newFile();
        try (InputStream in = media.stream()) {
            MessageDigest digest = Sha256.digest();
            MessageDigest md5 = Md5.digest();
            long size = copy(inflated(in, media.encoding()), file, digest, md5);
            String hash = HexFormat.of().formatHex(digest.digest());
            MediaFacts facts = findMediaType.find(file, item.announced(), size, hash);
            Path whole = message == null ? file : folder.fetched(file, KeptMedia.nameOf(message, item), hash);
            return new FetchedMedia(
                    item, facts, whole.toFile(), Base64.getEncoder().encodeToString(md5.digest()), folder);
        } catch (ZipException e) {
            Files.deleteIfExists(file);
            throw new TryLater("encoding-broken", "The media is announced as compressed, but does not inflate.", e);
        } catch (IOException | RuntimeException e) {
            Files.deleteIfExists(file);
            throw e;
        }
    }

    private static InputStream inflated(InputStream in, @Nullable String encoding) throws IOException {
        return switch (encoding == null ? "" : encoding.strip().toLowerCase(Locale.ROOT)) {
            case "", "identity" -> in;
            case "gzip", "x-gzip" -> new GZIPInputStream(in);
            case "deflate" -> new InflaterInputStream(in);
            default -> throw new TryLater("encoding-unknown", "The host compressed the media in a way we do not know.");
        };
    }

    private long copy(InputStream in, Path file, MessageDigest sha256, MessageDigest md5) throws IOException {
        try (OutputStream bytes = Files.newOutputStream(file);
                OutputStream hashed = new DigestOutputStream(bytes, sha256);
                OutputStream out = new DigestOutputStream(hashed, md5)) {
            byte[] buffer = new byte[16 * 1024];
            long size = 0;
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                size += count;
                if (size > limits.maxBytes()) {
                    throw limits.exceeded();
                }
                out.write(buffer, 0, count);
            }
            return size;
        }
    }
}

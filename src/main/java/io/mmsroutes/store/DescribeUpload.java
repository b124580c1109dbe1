package io.mmsroutes.store;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Finds out what a bucket is told of a file, and what it must say of it afterwards. */
public final class DescribeUpload {
    /**
     * @param messageId Telnyx's id of the message
     * @param fromHash names the sender without its number
     * @param sha256 of the bytes, 64 hex digits
     */
    public Upload describe(File file, @Nullable String messageId, @Nullable String fromHash, @Nullable String sha256)
            throws IOException {
        Map<String, String> metadata = Stream.of(
                        entry("message-id", messageId), entry("from-hash", fromHash), entry("sha256", sha256))
                .flatMap(Stream::ofNullable)
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Upload(file, file.length(), md5(file), metadata);
    }

    private static Map.@Nullable Entry<String, String> entry(String name, @Nullable String value) {
        return value == null || value.isBlank() ? null : Map.entry(name, value);
    }

    /** Weak against an attacker, but what both S3 and Google compare with: it is for the way there. */
    private static String md5(File file) throws IOException {
        try (InputStream in = Files.newInputStream(file.toPath())) {
            MessageDigest digest = MessageDigest.getInstance("MD5");
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                digest.update(buffer, 0, count);
            }
            return Base64.getEncoder().encodeToString(digest.digest());
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("Every JDK has MD5", e);
        }
    }

    /**
     * @param size in bytes
     * @param md5 of the bytes, in base64
     * @param metadata kept with the object: {@code message-id}, {@code from-hash}, {@code sha256}
     */
    public record Upload(File file, long size, String md5, Map<String, String> metadata) {}
}

package io.mmsroutes.store;

import static java.util.stream.Collectors.toUnmodifiableMap;

import java.io.File;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.security.MessageDigest;
import java.util.Base64;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Finds out what a bucket is told of a file, and what it must say of it afterwards. */
public final class DescribeUpload {
    /**
     * @param messageId Telnyx's id of the message
     * @param fromHash names the sender without its number
     * @param sha256 of the bytes, 64 hex digits
     */
    public Upload describe(File file, @Nullable String messageId, @Nullable String fromHash, @Nullable String sha256) {
        Map<String, String> metadata = Stream.of(
                        entry("message-id", messageId), entry("from-hash", fromHash), entry("sha256", sha256))
                .flatMap(Stream::ofNullable)
                .collect(toUnmodifiableMap(Map.Entry::getKey, Map.Entry::getValue));
        return new Upload(file, file.length(), metadata);
    }

    private static Map.@Nullable Entry<String, String> entry(String name, @Nullable String value) {
        return value == null || value.isBlank() ? null : Map.entry(name, value);
    }

    /**
     * The checksums are weak against an attacker, and what the providers compare with: they are for the way there.
     *
     * @param size in bytes
     * @param metadata kept with the object: {@code message-id}, {@code from-hash}, {@code sha256}
     */
    public record Upload(File file, long size, Map<String, String> metadata) {
        /** In base64, as S3 takes it. */
        public String md5() throws IOException {
            MessageDigest digest = DigestUtils.getMd5Digest();
            eachBlock(digest::update);
            return Base64.getEncoder().encodeToString(digest.digest());
        }

        /** In base64 of its four bytes, as Google gives it. */
        public String crc32c() throws IOException {
            CRC32C checksum = new CRC32C();
            eachBlock(checksum::update);
            byte[] bytes = ByteBuffer.allocate(Integer.BYTES)
                    .putInt((int) checksum.getValue())
                    .array();
            return Base64.getEncoder().encodeToString(bytes);
        }

        private void eachBlock(Consumer<ByteBuffer> taker) throws IOException {
            ByteBuffer block = ByteBuffer.allocate(64 * 1024);
            try (FileChannel bytes = FileChannel.open(file.toPath())) {
                while (bytes.read(block) >= 0) {
                    taker.accept(block.flip());
                    block.clear();
                }
            }
        }
    }
}

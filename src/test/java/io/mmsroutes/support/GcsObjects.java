package io.mmsroutes.support;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Instant;
import java.util.Base64;
import java.util.Optional;
import java.util.UUID;
import java.util.zip.CRC32C;
import org.apache.commons.codec.digest.DigestUtils;

/** The objects and the unfinished uploads of {@link GcsServer}, as files: bytes beside their JSON resource. */
final class GcsObjects {
    private final Path objects;
    private final Path uploads;

    GcsObjects(Path folder) throws IOException {
        objects = Files.createDirectories(folder.resolve("objects"));
        uploads = Files.createDirectories(folder.resolve("uploads"));
    }

    /** Begins an upload and returns its id. */
    String begin(ObjectNode resource) throws IOException {
        String id = UUID.randomUUID().toString();
        Json.MAPPER.writeValue(uploads.resolve(id + ".json").toFile(), resource);
        Files.createFile(uploads.resolve(id));
        return id;
    }

    /** What has arrived of an upload, to be appended to; none once it is finished or where there never was one. */
    Optional<Path> unfinished(String id) {
        Path part = uploads.resolve(id);
        return Files.exists(part) ? Optional.of(part) : Optional.empty();
    }

    /** The resource of an upload that is finished. */
    Optional<ObjectNode> finished(String id) throws IOException {
        Path done = uploads.resolve(id + ".done");
        return Files.exists(done) ? Optional.of(read(done)) : Optional.empty();
    }

    ObjectNode finish(String id) throws IOException {
        ObjectNode resource = put(read(uploads.resolve(id + ".json")), uploads.resolve(id));
        Json.MAPPER.writeValue(uploads.resolve(id + ".done").toFile(), resource);
        return resource;
    }

    ObjectNode put(ObjectNode resource, byte[] bytes) throws IOException {
        return put(resource, Files.write(Files.createTempFile(uploads, "direct", null), bytes));
    }

    Optional<ObjectNode> resource(String bucket, String name) throws IOException {
        Path json = json(bucket, name);
        return Files.exists(json) ? Optional.of(read(json)) : Optional.empty();
    }

    Path bytes(String bucket, String name) {
        return objects.resolve(file(bucket, name));
    }

    boolean delete(String bucket, String name) throws IOException {
        Files.deleteIfExists(json(bucket, name));
        return Files.deleteIfExists(bytes(bucket, name));
    }

    private ObjectNode put(ObjectNode asked, Path bytes) throws IOException {
        ObjectNode resource = asked.deepCopy();
        String bucket = resource.path("bucket").asText();
        String name = resource.path("name").asText();
        Instant now = Instant.now();
        resource.put("kind", "storage#object");
        resource.put("size", String.valueOf(Files.size(bytes)));
        resource.put("generation", String.valueOf(now.toEpochMilli() * 1_000));
        resource.put("metageneration", "1");
        resource.put("timeCreated", now.toString());
        resource.put("updated", now.toString());
        checksums(resource, bytes);
        Files.move(bytes, bytes(bucket, name), StandardCopyOption.ATOMIC_MOVE);
        Json.MAPPER.writeValue(json(bucket, name).toFile(), resource);
        return resource;
    }

    private static void checksums(ObjectNode resource, Path file) throws IOException {
        CRC32C crc32c = new CRC32C();
        MessageDigest md5 = md5();
        try (InputStream in = Files.newInputStream(file)) {
            byte[] buffer = new byte[64 * 1024];
            for (int count = in.read(buffer); count >= 0; count = in.read(buffer)) {
                crc32c.update(buffer, 0, count);
                md5.update(buffer, 0, count);
            }
        }
        Base64.Encoder base64 = Base64.getEncoder();
        resource.put("md5Hash", base64.encodeToString(md5.digest()));
        resource.put(
                "crc32c",
                base64.encodeToString(
                        ByteBuffer.allocate(4).putInt((int) crc32c.getValue()).array()));
    }

    private static MessageDigest md5() {
        try {
            return MessageDigest.getInstance("MD5");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    private Path json(String bucket, String name) {
        return objects.resolve(file(bucket, name) + ".json");
    }

    private static String file(String bucket, String name) {
        return DigestUtils.sha256Hex(bucket + "/" + name);
    }

    private static ObjectNode read(Path json) throws IOException {
        return (ObjectNode) Json.MAPPER.readTree(json.toFile());
    }
}

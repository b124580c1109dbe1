package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.apache.commons.codec.digest.DigestUtils;

/**
 * JSON of ours on its way into a store.
 *
 * @param key name in storage
 * @param file in the spool
 * @param length in bytes
 */
public record SpooledJson(String key, File file, String json, long length, String sha256) implements Spooled {
    public static SpooledJson write(byte[] json, String key, Path file) throws IOException {
        // A new file: what a store has of an earlier attempt may be the same one under another name.
        Files.deleteIfExists(file);
        Files.write(file, json);
        return new SpooledJson(key, file.toFile(), new String(json, UTF_8), json.length, DigestUtils.sha256Hex(json));
    }

    @Override
    public String type() {
        return "application/json";
    }
}

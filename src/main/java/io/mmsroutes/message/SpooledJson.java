package io.mmsroutes.message;

import io.mmsroutes.Md5;
import io.mmsroutes.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Base64;

/**
 * JSON of ours on its way into a store.
 *
 * @param key name in storage
 * @param file in the spool
 * @param length in bytes
 * @param md5 in base64
 */
public record SpooledJson(String key, File file, long length, String sha256, String md5) {
    public static SpooledJson write(byte[] json, String key, Path file) throws IOException {
        Files.write(file, json);
        String md5 = Base64.getEncoder().encodeToString(Md5.digest().digest(json));
        return new SpooledJson(key, file.toFile(), json.length, Sha256.hex(json), md5);
    }

    public String type() {
        return "application/json";
    }
}

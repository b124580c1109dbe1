package io.mmsroutes.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;

/**
 * One file that the simulated phone can send. Samples are small: they are read whole.
 *
 * @param type as Telnyx announces it
 */
record SampleFile(String name, String type, Path path) {
    byte[] bytes() throws IOException {
        return Files.readAllBytes(path);
    }

    static String sha256(byte[] bytes) {
        try {
            return HexFormat.of().formatHex(MessageDigest.getInstance("SHA-256").digest(bytes));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java has SHA-256", e);
        }
    }
}

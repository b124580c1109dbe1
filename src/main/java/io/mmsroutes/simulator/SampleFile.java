package io.mmsroutes.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;

/**
 * One file that the simulated phone can send. Samples are small: they are read whole.
 *
 * @param type as Telnyx announces it
 */
record SampleFile(String name, String type, Path path) {
    byte[] bytes() throws IOException {
        return Files.readAllBytes(path);
    }
}

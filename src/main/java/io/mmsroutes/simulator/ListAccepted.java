package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;

/** Lists every request that was accepted, each as it came, in the order in which they were. */
public final class ListAccepted {
    private final TakenMessages messages;

    public ListAccepted(TakenMessages messages) {
        this.messages = messages;
    }

    /** A JSON array; from disk, because there may be more than fits in memory. */
    public InputStream list() throws IOException {
        Path array = Files.createTempFile("accepted", ".json");
        try (InputStream lines = messages.lines();
                OutputStream out = new BufferedOutputStream(Files.newOutputStream(array))) {
            out.write('[');
            boolean first = true;
            for (byte[] line = AcceptedFile.next(lines); isWhole(line); line = AcceptedFile.next(lines)) {
                if (!first) {
                    out.write(',');
                }
                first = false;
                out.write(AcceptedFile.request(line).getBytes(UTF_8));
            }
            out.write(']');
        }
        return Files.newInputStream(array, StandardOpenOption.DELETE_ON_CLOSE);
    }

    /** One that is being written is not accepted yet. */
    private static boolean isWhole(byte[] line) {
        return line.length > 0 && line[line.length - 1] == '\n';
    }
}

package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.simulator.Post.Receipt;
import io.mmsroutes.simulator.TakenMessage.Ended;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;

/** What became of what was accepted, one line each, so that the next run goes on where this one ended. */
public final class Delivered {
    private static final String ENDED = "ended ";
    private static final int LENGTH_OF_ID = 36;

    private final FileChannel channel;
    private final boolean first;
    private final Map<String, Integer> before = new HashMap<>();
    private final Map<String, Ended> endedBefore = new HashMap<>();

    /** @param path of the file, which is made where it is missing */
    public Delivered(String path) throws IOException {
        Path file = Path.of(path);
        Files.createDirectories(file.toAbsolutePath().getParent());
        this.first = !Files.exists(file);
        this.channel = FileChannel.open(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
        // A torn last line is none; the next one begins behind it.
        String text = Files.readString(file, UTF_8);
        if (!text.isEmpty() && !text.endsWith("\n")) {
            write("\n");
        }
        text.substring(0, text.lastIndexOf('\n') + 1).lines().forEach(this::recover);
    }

    /** Whether no run before this one wrote down what it delivered. */
    boolean isFirst() {
        return first;
    }

    void add(Arrival arrival) {
        write(line(arrival.id()));
    }

    /** Posted and taken, or posted for the last time. */
    void add(Receipt receipt) {
        write(line(receipt));
    }

    void add(String messageId, Ended ended) {
        write("%s%s %s\n".formatted(ENDED, messageId, Json.MAPPER.valueToTree(ended)));
    }

    /** Whether a run before this one delivered it. */
    boolean has(TakenMessage message) {
        return before.containsKey(line(message.id()).strip());
    }

    /** What a run before this one decided of a message. */
    Optional<Ended> ended(String messageId) {
        return Optional.ofNullable(endedBefore.get(messageId));
    }

    /** Whether a run before this one delivered it, which counts once: there may be two of the same. */
    synchronized boolean take(Receipt receipt) {
        String line = line(receipt).strip();
        boolean has = before.containsKey(line);
        before.computeIfPresent(line, (same, times) -> times > 1 ? times - 1 : null);
        return has;
    }

    private void recover(String line) {
        if (!line.startsWith(ENDED)) {
            before.merge(line, 1, Integer::sum);
            return;
        }
        int id = ENDED.length();
        try {
            endedBefore.put(
                    line.substring(id, id + LENGTH_OF_ID),
                    Json.MAPPER.readValue(line.substring(id + LENGTH_OF_ID), Ended.class));
        } catch (IOException | IndexOutOfBoundsException e) {
            // a line that a kill tore: its message is decided again
        }
    }

    private static String line(String messageId) {
        return "arrival %s\n".formatted(messageId);
    }

    private static String line(Receipt receipt) {
        return "receipt %s %s %s\n".formatted(receipt.messageId(), receipt.event(), receipt.recipient());
    }

    private synchronized void write(String line) {
        try {
            ByteBuffer bytes = ByteBuffer.wrap(line.getBytes(UTF_8));
            while (bytes.hasRemaining()) {
                channel.write(bytes);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

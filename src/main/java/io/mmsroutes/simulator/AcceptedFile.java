package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.text.Json;
import java.io.BufferedInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.function.BiConsumer;

/**
 * Every accepted request, one a line, with what was decided about it before it. Written before the answer goes out and
 * without a buffer, so it outlives a killed process.
 */
final class AcceptedFile {
    private static final String REQUEST = ",\"request\":";

    private final Path path;
    private final FileChannel channel;

    AcceptedFile(Path path) throws IOException {
        this.path = path;
        Files.createDirectories(path.toAbsolutePath().getParent());
        this.channel =
                FileChannel.open(path, StandardOpenOption.CREATE, StandardOpenOption.READ, StandardOpenOption.WRITE);
    }

    /**
     * @param request the body as it came; a line break in JSON stands between two tokens only, so it may as well be a space
     */
    synchronized Line append(TakenMessage message, String request) {
        ObjectNode decided = Json.MAPPER.valueToTree(message);
        decided.remove("request");
        String head = decided.toString();
        byte[] line = (head.substring(0, head.length() - 1)
                        + REQUEST
                        + request.replace('\n', ' ').replace('\r', ' ')
                        + "}\n")
                .getBytes(UTF_8);
        try {
            long offset = channel.size();
            try {
                ByteBuffer bytes = ByteBuffer.wrap(line);
                while (bytes.hasRemaining()) {
                    channel.write(bytes, offset + bytes.position());
                }
            } catch (IOException e) {
                channel.truncate(offset);
                throw e;
            }
            return new Line(offset, line.length);
        } catch (IOException e) {
            throw new UncheckedIOException("%s could not be written".formatted(path), e);
        }
    }

    TakenMessage read(Line line) {
        ByteBuffer bytes = ByteBuffer.allocate(line.length());
        try {
            while (bytes.hasRemaining()) {
                if (channel.read(bytes, line.offset() + bytes.position()) < 0) {
                    throw new IOException("%s is shorter than it was".formatted(path));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return parse(bytes.array());
    }

    /** What a line was torn off by a sudden end is dropped: its request was never answered. */
    void recover(BiConsumer<Line, TakenMessage> each) throws IOException {
        long whole = 0;
        try (InputStream in = lines()) {
            for (byte[] line = next(in); line.length > 0 && line[line.length - 1] == '\n'; line = next(in)) {
                each.accept(new Line(whole, line.length), parse(line));
                whole += line.length;
            }
        }
        channel.truncate(whole);
    }

    InputStream lines() throws IOException {
        return new BufferedInputStream(Files.newInputStream(path), 1 << 16);
    }

    /** The next line with its end; empty when there is none. */
    static byte[] next(InputStream lines) throws IOException {
        ByteArrayOutputStream line = new ByteArrayOutputStream(512);
        for (int next = lines.read(); next >= 0; next = lines.read()) {
            line.write(next);
            if (next == '\n') {
                break;
            }
        }
        return line.toByteArray();
    }

    /** The request in a line, as it came. */
    static String request(byte[] line) {
        String text = new String(line, UTF_8);
        return text.substring(text.indexOf(REQUEST) + REQUEST.length(), text.lastIndexOf('}'));
    }

    private TakenMessage parse(byte[] line) {
        try {
            return Json.MAPPER.readValue(line, TakenMessage.class);
        } catch (IOException e) {
            throw new IllegalStateException("%s holds a line that is not ours: delete the file.".formatted(path), e);
        }
    }

    /** Where a line stands in the file. */
    record Line(long offset, int length) {}
}

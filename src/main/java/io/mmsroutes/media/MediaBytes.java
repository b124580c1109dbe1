package io.mmsroutes.media;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Arrays;

/** A file of media, of which a few places are looked at: its beginning is read once, the rest only where something points to it. */
final class MediaBytes implements AutoCloseable {
    /** In bytes; more than any header, and enough of a text. */
    private static final int HEAD = 8 * 1024;
    /** In bytes; the most that is read anywhere at once. */
    private static final int MAX_PART = 64 * 1024;

    private final FileChannel file;
    private final long size;
    private final byte[] head;

    private MediaBytes(FileChannel file) throws IOException {
        this.file = file;
        this.size = file.size();
        this.head = read(0, HEAD);
    }

    static MediaBytes open(Path path) throws IOException {
        FileChannel file = FileChannel.open(path);
        try {
            return new MediaBytes(file);
        } catch (IOException | RuntimeException e) {
            file.close();
            throw e;
        }
    }

    long size() {
        return size;
    }

    /** The beginning; not to be written to. */
    byte[] head() {
        return head;
    }

    boolean isWhole() {
        return size <= head.length;
    }

    /** So many bytes, or fewer at the end of the file. */
    byte[] at(long offset, int length) throws IOException {
        if (offset < 0 || offset >= size || length <= 0) {
            return new byte[0];
        }
        if (offset + length <= head.length || isWhole()) {
            return Arrays.copyOfRange(head, (int) offset, (int) Math.min(offset + length, head.length));
        }
        return read(offset, Math.min(length, MAX_PART));
    }

    /** The last ones. */
    byte[] tail(int length) throws IOException {
        return at(Math.max(0, size - length), length);
    }

    /** Whether these Latin letters are there. */
    boolean has(int offset, String letters) {
        return has(head, offset, letters);
    }

    static boolean has(byte[] bytes, int offset, String letters) {
        int length = letters.length();
        if (offset < 0 || bytes.length - offset < length) {
            return false;
        }
        for (int i = 0; i < length; i++) {
            if ((bytes[offset + i] & 0xFF) != letters.charAt(i)) {
                return false;
            }
        }
        return true;
    }

    /** One byte of the beginning, 0 to 255; -1 where there is none. */
    int unsigned(int offset) {
        return offset < head.length ? head[offset] & 0xFF : -1;
    }

    /** A big-endian number; 0 where there are not that many bytes. */
    static long number(byte[] bytes, int offset, int length) {
        if (offset < 0 || bytes.length - offset < length) {
            return 0;
        }
        long number = 0;
        for (int i = 0; i < length; i++) {
            number = (number << 8) | (bytes[offset + i] & 0xFF);
        }
        return number;
    }

    /** A little-endian number; 0 where there are not that many bytes. */
    static long littleNumber(byte[] bytes, int offset, int length) {
        if (offset < 0 || bytes.length - offset < length) {
            return 0;
        }
        long number = 0;
        for (int i = length - 1; i >= 0; i--) {
            number = (number << 8) | (bytes[offset + i] & 0xFF);
        }
        return number;
    }

    static String latin(byte[] bytes, int offset, int length) {
        return offset < 0 || bytes.length - offset < length
                ? ""
                : new String(bytes, offset, length, StandardCharsets.ISO_8859_1);
    }

    private byte[] read(long offset, int length) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate((int) Math.min(length, size - offset));
        long at = offset;
        while (buffer.hasRemaining()) {
            int count = file.read(buffer, at);
            if (count < 0) {
                break;
            }
            at += count;
        }
        return Arrays.copyOf(buffer.array(), buffer.position());
    }

    @Override
    public void close() throws IOException {
        file.close();
    }
}

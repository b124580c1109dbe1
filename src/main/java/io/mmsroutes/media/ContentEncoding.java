package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import java.io.BufferedInputStream;
import java.io.EOFException;
import java.io.FilterInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Set;
import java.util.zip.GZIPInputStream;
import java.util.zip.Inflater;
import java.util.zip.InflaterInputStream;
import java.util.zip.ZipException;
import org.jspecify.annotations.Nullable;

/**
 * Undoes what a host calls Content-Encoding. None is asked for, so what is named and no coding of IANA's registry (HTTP
 * Content Coding Registry) is ignored, as browsers do, and what is called gzip and does not begin as gzip is taken as it is.
 */
final class ContentEncoding {
    private static final Set<String> GZIP = Set.of("gzip", "x-gzip");
    private static final Set<String> UNDECODABLE =
            Set.of("br", "zstd", "compress", "x-compress", "dcb", "dcz", "exi", "pack200-gzip", "aes128gcm");
    /** More than one is a mistake mostly, more than two an attack. */
    private static final int MAX_CODINGS = 2;

    private ContentEncoding() {}

    /**
     * @param header values in the order they were applied, or null
     * @throws TryLater {@code encoding-unknown}; reading the stream throws {@code encoding-broken}
     */
    static InputStream decode(InputStream in, @Nullable String header) throws IOException {
        List<String> codings = codings(header == null ? "" : header);
        if (codings.size() > MAX_CODINGS || codings.stream().anyMatch(UNDECODABLE::contains)) {
            throw new TryLater("encoding-unknown", "The host compressed the media in a way we do not know.");
        }
        InputStream decoded = in;
        for (int i = codings.size() - 1; i >= 0; i--) {
            decoded = inflated(new BufferedInputStream(decoded), codings.get(i));
        }
        return decoded;
    }

    private static List<String> codings(String header) {
        return Arrays.stream(header.split(",", -1))
                .map(one -> one.split(";", 2)[0].strip().toLowerCase(Locale.ROOT))
                .filter(one -> GZIP.contains(one) || one.equals("deflate") || UNDECODABLE.contains(one))
                .toList();
    }

    private static InputStream inflated(BufferedInputStream in, String coding) throws IOException {
        in.mark(2);
        int first = in.read();
        int second = first < 0 ? -1 : in.read();
        in.reset();
        if (second < 0) {
            return in;
        }
        if (!GZIP.contains(coding)) {
            // RFC 9110, 8.4.1.2: with the header of zlib, though some hosts leave it out.
            boolean zlib = (first & 0x0F) == 8 && (first << 8 | second) % 31 == 0;
            return new Checked(zlib ? new InflaterInputStream(in) : new InflaterInputStream(in, new Inflater(true)));
        }
        if (first != 0x1F || second != 0x8B) {
            return in;
        }
        try {
            return new Checked(new GZIPInputStream(in));
        } catch (ZipException | EOFException e) {
            throw broken(e);
        }
    }

    private static TryLater broken(IOException e) {
        return new TryLater("encoding-broken", "The media is announced as compressed, but does not inflate.", e);
    }

    /** Says what is wrong where the bytes do not inflate. */
    private static final class Checked extends FilterInputStream {
        Checked(InputStream in) {
            super(in);
        }

        @Override
        public int read() throws IOException {
            byte[] one = new byte[1];
            return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
        }

        @Override
        public int read(byte[] buffer, int offset, int length) throws IOException {
            try {
                return in.read(buffer, offset, length);
            } catch (ZipException | EOFException e) {
                throw broken(e);
            }
        }
    }
}

package io.mmsroutes.link;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * A part of a whole; RFC 9110, section 14.
 *
 * @param first byte, from 0
 * @param length in bytes; 0 when it lies behind the end
 */
record ByteRange(long first, long length) {
    private static final Pattern ONE = Pattern.compile("bytes=\\s*(?:(\\d{1,18})-(\\d{1,18})?|-(\\d{1,18}))\\s*");

    /** Empty for the whole: where no part is asked for, or several, or in a way that nobody knows. */
    static Optional<ByteRange> of(@Nullable String header, long size) {
        Matcher asked = ONE.matcher(header == null ? "" : header);
        if (!asked.matches()) {
            return Optional.empty();
        }
        if (asked.group(3) != null) {
            long last = Math.min(Long.parseLong(asked.group(3)), size);
            return Optional.of(new ByteRange(size - last, last));
        }
        long first = Long.parseLong(asked.group(1));
        long end = asked.group(2) == null ? size : Math.min(Long.parseLong(asked.group(2)) + 1, size);
        if (asked.group(2) != null && Long.parseLong(asked.group(2)) < first) {
            return Optional.empty();
        }
        return Optional.of(new ByteRange(first, Math.max(0, end - first)));
    }

    boolean isBehindTheEnd() {
        return length == 0;
    }

    /** Value of {@code Content-Range}. */
    String of(long size) {
        return isBehindTheEnd() ? "bytes */" + size : "bytes %s-%s/%s".formatted(first, first + length - 1, size);
    }
}

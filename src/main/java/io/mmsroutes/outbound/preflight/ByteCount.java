package io.mmsroutes.outbound.preflight;

import java.util.Locale;

/** Numbers of bytes for people, with 1 kB = 1000 bytes; rounded up, so that what is too much never looks as if it were not. */
final class ByteCount {
    private ByteCount() {}

    static String inWords(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? "%s kB".formatted((bytes + 999) / 1_000)
                : String.format(Locale.ROOT, "%.2f MB", Math.ceil(bytes / 10_000.0) / 100);
    }
}

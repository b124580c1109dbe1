package io.mmsroutes.media;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Ogg by its codecs: the first page of each stream names one, and all of those come first. RFC 3533, RFC 5334. */
final class OggMedia {
    private static final int MAX_STREAMS = 16;
    private static final int HEADER = 27;
    private static final int BEGIN_OF_STREAM = 2;

    private static final List<String> SOUND =
            List.of("\001vorbis", "OpusHead", "Speex   ", "\177FLAC", "fLaC", "PCM     ", "CELT    ", "\001audio");
    private static final List<String> FILM =
            List.of("\200theora", "OVP80", "BBCD", "\200daala", "\001video", "\200kw-", "YUV4");

    private OggMedia() {}

    /** @return null for what is none */
    static @Nullable MediaForm find(MediaBytes bytes) throws IOException {
        if (!bytes.has(0, "OggS\0")) {
            return null;
        }
        List<byte[]> begins = begins(bytes);
        if (anyOf(FILM, begins)) {
            return MediaForm.of("video/ogg");
        }
        return MediaForm.of(anyOf(SOUND, begins) ? "audio/ogg" : "application/ogg");
    }

    private static boolean anyOf(List<String> codecs, List<byte[]> begins) {
        return begins.stream().anyMatch(begin -> codecs.stream().anyMatch(codec -> MediaBytes.has(begin, 0, codec)));
    }

    private static List<byte[]> begins(MediaBytes bytes) throws IOException {
        List<byte[]> begins = new ArrayList<>();
        long at = 0;
        while (begins.size() < MAX_STREAMS) {
            byte[] page = bytes.at(at, HEADER + 255);
            if (!MediaBytes.has(page, 0, "OggS") || page.length < HEADER || (page[5] & BEGIN_OF_STREAM) == 0) {
                break;
            }
            int segments = page[HEADER - 1] & 0xFF;
            long content = at + HEADER + segments;
            begins.add(bytes.at(content, 16));
            at = content;
            for (int i = 0; i < segments && HEADER + i < page.length; i++) {
                at += page[HEADER + i] & 0xFF;
            }
        }
        return begins;
    }
}

package io.mmsroutes.sending.preflight;

import java.util.Locale;
import java.util.Set;

/**
 * A media type as a host calls it, seen with the eyes of Telnyx. Types: developers.telnyx.com, "MMS media and transcoding",
 * and plain text by the FAQ; with the names that hosts use beside the registered ones.
 *
 * @param name in lower case, without parameters
 */
record MediaType(String name) {
    private static final Set<String> TAKEN = Set.of(
            "image/jpeg",
            "image/jpg",
            "image/png",
            "image/gif",
            "image/bmp",
            "image/x-ms-bmp",
            "image/tiff",
            "image/webp",
            "video/mp4",
            "video/3gpp",
            "video/quicktime",
            "audio/mpeg",
            "audio/mp3",
            "audio/wav",
            "audio/x-wav",
            "audio/wave",
            "audio/vnd.wave",
            "audio/amr",
            "audio/ogg",
            "application/ogg",
            "application/pdf",
            "text/vcard",
            "text/x-vcard",
            "text/calendar",
            "text/plain");
    /** What hosts say that do not know; Telnyx looks at the bytes then. */
    private static final Set<String> UNCLEAR = Set.of("application/octet-stream", "binary/octet-stream");

    static MediaType parse(String header) {
        return new MediaType(header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    boolean isTaken() {
        return TAKEN.contains(name);
    }

    boolean isUnclear() {
        return UNCLEAR.contains(name);
    }

    boolean isWebPage() {
        return name.equals("text/html") || name.equals("application/xhtml+xml");
    }

    boolean isImage() {
        return name.startsWith("image/");
    }
}

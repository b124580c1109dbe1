package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.TypeName;
import java.util.Locale;
import java.util.Set;

/**
 * A media type as a host calls it, seen with the eyes of Telnyx. Types: developers.telnyx.com, "MMS media and transcoding",
 * and plain text by the FAQ, each by any of its names.
 *
 * @param name in lower case, without parameters
 */
record MediaType(String name) {
    private static final Set<String> TAKEN = Set.of(
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/bmp",
            "image/tiff",
            "image/webp",
            "video/mp4",
            "video/3gpp",
            "video/quicktime",
            "audio/mpeg",
            "audio/wav",
            "audio/amr",
            "audio/ogg",
            "application/pdf",
            "text/vcard",
            "text/calendar",
            "text/plain");
    /** What hosts say that do not know; Telnyx looks at the bytes then. */
    private static final Set<String> UNCLEAR = Set.of("application/octet-stream", "binary/octet-stream");

    static MediaType parse(String header) {
        return new MediaType(header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT));
    }

    /** By any of its names: a voice in 3GPP is as good as a film. */
    boolean isTaken() {
        return TypeName.parse(name).filter(MediaType::isTaken).isPresent();
    }

    private static boolean isTaken(TypeName type) {
        return TAKEN.stream().anyMatch(taken -> TypeName.of(taken).isSameAs(type));
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

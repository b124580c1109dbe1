package io.mmsroutes.media;

import io.mmsroutes.message.AnnouncedMedia;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaKind;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;

/** Finds out what a file really is, by its bytes, and holds that against what was announced. */
public final class FindMediaType {
    /** Where the name people use differs from the registry's first one; types as in Telnyx's "MMS media" page. */
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/tiff", "tif"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/vorbis", "ogg"),
            Map.entry("audio/opus", "opus"),
            Map.entry("audio/amr-wb", "awb"),
            Map.entry("audio/3gpp", "3gp"),
            Map.entry("video/quicktime", "mov"),
            Map.entry("application/smil+xml", "smil"),
            Map.entry("text/calendar", "ics"),
            Map.entry("text/x-vcard", "vcf"));
    /** What MMS calls them, where the registry has another word. */
    private static final Map<String, String> NAMES = Map.of(
            "text/x-vcard", "text/vcard",
            "application/smil+xml", "application/smil",
            "audio/vnd.wave", "audio/wav",
            "audio/vorbis", "audio/ogg",
            "application/x-bmp", "image/bmp");

    private static final Set<String> DOCUMENTS = Set.of(
            "application/pdf",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint");
    private static final String OFFICE = "application/vnd.o"; // openxmlformats and oasis.opendocument

    private final MimeTypes registry = MimeTypes.getDefaultMimeTypes();

    MediaFacts find(Path file, AnnouncedMedia announced, long size, String sha256) throws IOException {
        MediaType found = refined(detect(file), announced);
        String type = NAMES.getOrDefault(found.toString(), found.toString());
        return new MediaFacts(
                type,
                kind(type),
                extension(found),
                size,
                sha256,
                "application/smil".equals(type),
                mismatches(found, announced, size, sha256));
    }

    private MediaType detect(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return registry.detect(in, new Metadata()).getBaseType();
        }
    }

    /** Text has no signature; there, and only there, a more special word from outside is believed. */
    private MediaType refined(MediaType found, AnnouncedMedia announced) {
        MediaType said = announced.type() == null ? null : MediaType.parse(announced.type());
        if (said == null || !MediaType.TEXT_PLAIN.equals(found)) {
            return found;
        }
        MediaType normal = registry.getMediaTypeRegistry().normalize(said.getBaseType());
        boolean special = registry.getMediaTypeRegistry().isSpecializationOf(normal, MediaType.TEXT_PLAIN);
        return special ? normal : found;
    }

    private static MediaKind kind(String type) {
        return switch (type.substring(0, type.indexOf('/'))) {
            case "image" -> MediaKind.IMAGE;
            case "video" -> MediaKind.VIDEO;
            case "audio" -> MediaKind.AUDIO;
            case "text" -> MediaKind.DOCUMENT;
            default -> DOCUMENTS.contains(type) || type.startsWith(OFFICE) ? MediaKind.DOCUMENT : MediaKind.OTHER;
        };
    }

    private String extension(MediaType found) {
        String own = EXTENSIONS.get(found.toString());
        if (own != null) {
            return own;
        }
        try {
            String dotted = registry.forName(found.toString()).getExtension();
            return dotted.isEmpty() ? "bin" : dotted.substring(1);
        } catch (MimeTypeException e) {
            return "bin";
        }
    }

    private List<String> mismatches(MediaType found, AnnouncedMedia announced, long size, String sha256) {
        List<String> mismatches = new ArrayList<>();
        if (announced.type() != null && !sameType(found, announced.type())) {
            mismatches.add("type");
        }
        if (announced.size() != null && announced.size() != size) {
            mismatches.add("size");
        }
        if (announced.sha256() != null && !announced.sha256().equalsIgnoreCase(sha256)) {
            mismatches.add("sha256");
        }
        return mismatches;
    }

    private boolean sameType(MediaType found, String announced) {
        MediaType said = MediaType.parse(announced);
        if (said == null) {
            return false;
        }
        String normal =
                registry.getMediaTypeRegistry().normalize(said.getBaseType()).toString();
        return plain(NAMES.getOrDefault(normal, normal))
                .equals(plain(NAMES.getOrDefault(found.toString(), found.toString())));
    }

    /** 3GPP boxes do not tell sound from film, and jpg and mp3 are common slips. */
    private static String plain(String type) {
        return switch (type) {
            case "audio/3gpp" -> "video/3gpp";
            case "image/jpg" -> "image/jpeg";
            case "audio/mp3" -> "audio/mpeg";
            default -> type;
        };
    }
}

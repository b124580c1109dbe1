package io.mmsroutes.media;

import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.TypeName;
import java.io.BufferedInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.tika.metadata.Metadata;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MediaTypeRegistry;
import org.apache.tika.mime.MimeType;
import org.apache.tika.mime.MimeTypeException;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;

/**
 * Finds out what a file really is, by its bytes, and holds that against what was announced. docs/media-types.md lists what
 * becomes of what. What was announced decides only where the bytes leave it open, and is never looked up by name in a
 * registry that would keep it.
 */
public final class FindMediaType {
    /** Where the name people use differs from the registry's first one; types as in Telnyx's "MMS media" page. */
    private static final Map<String, String> EXTENSIONS = Map.ofEntries(
            Map.entry("image/jpeg", "jpg"),
            Map.entry("image/tiff", "tif"),
            Map.entry("image/bmp", "bmp"),
            Map.entry("image/heic", "heic"),
            Map.entry("image/heic-sequence", "heics"),
            Map.entry("image/heif", "heif"),
            Map.entry("image/heif-sequence", "heifs"),
            Map.entry("image/avif", "avif"),
            Map.entry("image/jxl", "jxl"),
            Map.entry("image/vnd.microsoft.icon", "ico"),
            Map.entry("audio/mpeg", "mp3"),
            Map.entry("audio/mp4", "m4a"),
            Map.entry("audio/ogg", "ogg"),
            Map.entry("audio/webm", "webm"),
            Map.entry("audio/amr", "amr"),
            Map.entry("audio/amr-wb", "awb"),
            Map.entry("audio/3gpp", "3gp"),
            Map.entry("audio/3gpp2", "3g2"),
            Map.entry("audio/aac", "aac"),
            Map.entry("audio/flac", "flac"),
            Map.entry("audio/wav", "wav"),
            Map.entry("audio/x-aiff", "aiff"),
            Map.entry("audio/x-caf", "caf"),
            Map.entry("audio/midi", "mid"),
            Map.entry("audio/qcelp", "qcp"),
            Map.entry("audio/evrc", "evc"),
            Map.entry("video/3gpp", "3gp"),
            Map.entry("video/3gpp2", "3g2"),
            Map.entry("video/quicktime", "mov"),
            Map.entry("video/mpeg", "mpg"),
            Map.entry("video/mp2t", "ts"),
            Map.entry("application/ogg", "ogx"),
            Map.entry("application/smil", "smil"),
            Map.entry("text/calendar", "ics"),
            Map.entry("text/vcard", "vcf"));

    private static final Set<String> DOCUMENTS = Set.of(
            "application/pdf",
            "application/rtf",
            "application/msword",
            "application/vnd.ms-excel",
            "application/vnd.ms-powerpoint");
    private static final String OFFICE = "application/vnd.o"; // openxmlformats and oasis.opendocument

    /** Text that is told by its form, and so by nothing that is said of it. */
    private static final Set<String> TOLD_BY_FORM = Set.of(
            "text/vcard", "text/calendar", "application/smil", "application/xml", "application/json", "image/svg+xml");

    /** Formats of letters that are no kind of text, by signatures that words have too: they have to be declared. */
    private static final Set<String> OF_LETTERS = Set.of(
            "image/x-portable-bitmap",
            "image/x-portable-graymap",
            "image/x-portable-pixmap",
            "image/x-xbitmap",
            "image/x-xpixmap",
            "message/rfc822",
            "application/mbox",
            "application/x-sh");

    /** Loads the registry, which takes a tenth of a second and more. The first file would do it too. */
    public static void load() {
        Set<TypeName> unused = Registered.KINDS_OF_TEXT;
    }

    MediaMetadata find(Path file, DeclaredMedia announced, long size, String sha256) throws IOException {
        TypeName declared = TypeName.parse(announced.type()).map(this::normal).orElse(null);
        MediaForm form = form(file, declared, announced.type());
        String type = form.type().value();
        return new MediaMetadata(
                type,
                kind(form.type()),
                extension(type),
                size,
                sha256,
                "application/smil".equals(type),
                mismatches(form, declared, announced, size, sha256));
    }

    private MediaForm form(Path file, @Nullable TypeName declared, @Nullable String contentType) throws IOException {
        try (MediaBytes bytes = MediaBytes.open(file)) {
            if (bytes.size() == 0) {
                boolean text = TypeName.TEXT.equals(declared)
                        || (declared != null && Registered.KINDS_OF_TEXT.contains(declared));
                return MediaForm.of((text ? TypeName.TEXT : TypeName.UNKNOWN).value());
            }
            MediaForm form = MediaSignature.find(bytes, declared);
            if (form != null) {
                return form;
            }
            TypeName text = TextMedia.find(bytes, declared, contentType);
            return text == null ? byMagic(file) : new MediaForm(special(text, declared, file), Set.of());
        }
    }

    /** Text has no signature; there, and only there, a more special word from outside is believed. */
    private TypeName special(TypeName text, @Nullable TypeName declared, Path file) throws IOException {
        if (text.value().equals("application/xml")) {
            TypeName found = byMagic(file).type();
            return found.value().endsWith("xml") ? found : text;
        }
        if (!text.equals(TypeName.TEXT) || declared == null || declared.equals(TypeName.TEXT)) {
            return text;
        }
        if (Registered.KINDS_OF_TEXT.contains(declared)) {
            return declared;
        }
        return OF_LETTERS.contains(declared.value()) && byMagic(file).type().equals(declared) ? declared : text;
    }

    private MediaForm byMagic(Path file) throws IOException {
        try (InputStream in = new BufferedInputStream(Files.newInputStream(file))) {
            return MediaForm.of(
                    Registered.MAGIC.detect(in, new Metadata()).getBaseType().toString());
        }
    }

    /** With the registry's aliases too. Asks, and enters nothing. */
    private TypeName normal(TypeName declared) {
        String name = declared.value();
        int slash = name.indexOf('/');
        MediaType known =
                Registered.TYPES.normalize(new MediaType(name.substring(0, slash), name.substring(slash + 1)));
        return TypeName.of(known.toString());
    }

    private static MediaKind kind(TypeName type) {
        return switch (type.group()) {
            case "image" -> MediaKind.IMAGE;
            case "video" -> MediaKind.VIDEO;
            case "audio" -> MediaKind.AUDIO;
            case "text" -> MediaKind.DOCUMENT;
            default ->
                DOCUMENTS.contains(type.value()) || type.value().startsWith(OFFICE)
                        ? MediaKind.DOCUMENT
                        : MediaKind.OTHER;
        };
    }

    private String extension(String type) {
        String own = EXTENSIONS.get(type);
        if (own != null) {
            return own;
        }
        try {
            MimeType known = Registered.MAGIC.getRegisteredMimeType(type);
            String dotted = known == null ? "" : known.getExtension();
            return dotted.isEmpty() ? "bin" : dotted.substring(1);
        } catch (MimeTypeException e) {
            return "bin";
        }
    }

    private static List<String> mismatches(
            MediaForm form, @Nullable TypeName declared, DeclaredMedia announced, long size, String sha256) {
        List<String> mismatches = new ArrayList<>();
        if (announced.type() != null && !isSame(form, declared)) {
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

    /** A kind of text that nobody knows is text: RFC 2046, 4.1.4. And "some bytes" are whatever they are: 4.5.1. */
    private static boolean isSame(MediaForm form, @Nullable TypeName declared) {
        return declared != null
                && (form.is(declared) || declared.equals(TypeName.UNKNOWN) || isUnknownText(form, declared));
    }

    private static boolean isUnknownText(MediaForm form, TypeName declared) {
        return form.type().equals(TypeName.TEXT)
                && declared.group().equals("text")
                && !TOLD_BY_FORM.contains(declared.value());
    }

    /** Loaded when it is needed: not at the start. */
    private static final class Registered {
        static final MimeTypes MAGIC = MimeTypes.getDefaultMimeTypes();
        static final MediaTypeRegistry TYPES = MAGIC.getMediaTypeRegistry();
        static final Set<TypeName> KINDS_OF_TEXT = TYPES.getTypes().stream()
                .filter(type -> TYPES.isSpecializationOf(type, MediaType.TEXT_PLAIN))
                .map(type -> TypeName.of(type.toString()))
                .filter(type -> !TOLD_BY_FORM.contains(type.value()))
                .collect(Collectors.toUnmodifiableSet());
    }
}

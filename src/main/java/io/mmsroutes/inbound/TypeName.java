package io.mmsroutes.inbound;

import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Name of a media type: lower case, without parameters, and one name for all its aliases. Names: iana.org/assignments/media-types,
 * and what phones and hosts write beside them.
 */
public record TypeName(String value) {
    public static final TypeName TEXT = new TypeName("text/plain");
    public static final TypeName UNKNOWN = new TypeName("application/octet-stream");

    /** RFC 6838, 4.2. */
    private static final Pattern NAME =
            Pattern.compile("[a-z0-9][a-z0-9!#$&^_.+-]{0,126}/[a-z0-9][a-z0-9!#$&^_.+-]{0,126}");

    private static final int MAX_LENGTH = 255;

    private static final Map<String, String> ALIASES = aliases(Map.ofEntries(
            Map.entry(
                    "image/jpeg",
                    "image/jpg image/pjpeg image/jpe image/jfif image/x-jpeg image/x-jpg image/x-citrix-jpeg"),
            Map.entry("image/png", "image/x-png image/x-citrix-png image/apng image/vnd.mozilla.apng"),
            Map.entry("image/gif", "image/x-gif"),
            Map.entry(
                    "image/bmp",
                    "image/x-bmp image/x-ms-bmp image/x-windows-bmp image/ms-bmp application/bmp application/x-bmp"),
            Map.entry("image/tiff", "image/tif image/x-tif image/x-tiff application/tiff"),
            Map.entry("image/webp", "image/x-webp"),
            Map.entry("image/heic", "image/x-heic"),
            Map.entry("image/heif", "image/x-heif"),
            Map.entry("image/avif", "image/avif-sequence image/x-avif"),
            Map.entry("image/jp2", "image/x-jp2 image/jpeg2000 image/jpeg2000-image image/x-jpeg2000-image"),
            Map.entry("image/jxl", "image/x-jxl"),
            Map.entry("image/svg+xml", "image/svg image/svg-xml application/svg+xml"),
            Map.entry("image/vnd.microsoft.icon", "image/x-icon image/ico image/icon image/x-ico"),
            Map.entry("image/vnd.wap.wbmp", "image/wbmp image/x-wbmp image/x-vnd.wap.wbmp"),
            Map.entry(
                    "audio/mpeg",
                    "audio/mp3 audio/x-mp3 audio/mpeg3 audio/x-mpeg3 audio/x-mpeg-3 audio/mpg audio/x-mpg audio/x-mpeg audio/mpa"
                            + " audio/mpa-robust audio/mp2 audio/x-mp2 audio/x-mpegaudio"),
            Map.entry("audio/wav", "audio/x-wav audio/wave audio/x-wave audio/vnd.wave audio/x-pn-wav"),
            Map.entry("audio/amr", "audio/amr-nb audio/x-amr audio/amr-narrowband"),
            Map.entry("audio/amr-wb", "audio/x-amr-wb audio/awb audio/amr-wideband"),
            Map.entry(
                    "audio/mp4", "audio/m4a audio/x-m4a audio/x-mp4 audio/mp4a-latm audio/m4b audio/x-m4b audio/x-m4p"),
            Map.entry("audio/3gpp", "audio/3gp audio/x-3gp audio/x-3gpp"),
            Map.entry("audio/3gpp2", "audio/3g2 audio/3gp2 audio/x-3gpp2"),
            Map.entry(
                    "audio/aac",
                    "audio/x-aac audio/aacp audio/x-aacp audio/x-hx-aac-adts audio/vnd.dlna.adts audio/aac-adts"),
            Map.entry(
                    "audio/ogg",
                    "audio/x-ogg audio/vorbis audio/x-vorbis audio/opus audio/x-opus audio/speex audio/x-speex audio/x-oggflac"
                            + " audio/x-oggpcm audio/x-opus+ogg audio/x-vorbis+ogg audio/x-speex+ogg audio/x-flac+ogg"
                            + " application/x-speex"),
            Map.entry("audio/flac", "audio/x-flac application/x-flac"),
            Map.entry(
                    "audio/midi", "audio/mid audio/x-mid audio/x-midi audio/sp-midi application/x-midi x-music/x-midi"),
            Map.entry("audio/x-aiff", "audio/aiff audio/aif audio/x-aif audio/x-pn-aiff"),
            Map.entry("audio/x-caf", "audio/caf"),
            Map.entry("audio/qcelp", "audio/vnd.qcelp audio/x-qcelp audio/qcp"),
            Map.entry("audio/evrc", "audio/x-evrc audio/evrcb audio/evrc-qcp audio/vnd.evrc"),
            Map.entry("audio/basic", "audio/au audio/x-au audio/x-basic"),
            Map.entry("audio/x-ms-wma", "audio/wma audio/x-wma"),
            Map.entry("audio/x-matroska", "audio/matroska audio/mka"),
            Map.entry(
                    "video/mp4",
                    "video/x-mp4 video/m4v video/x-m4v video/mp4v-es video/mpeg4 video/x-mpeg4 video/f4v video/x-f4v video/mp4-es"),
            Map.entry("video/3gpp", "video/3gp video/x-3gp video/x-3gpp"),
            Map.entry("video/3gpp2", "video/3g2 video/3gp2 video/x-3g2 video/x-3gpp2"),
            Map.entry("video/quicktime", "video/x-quicktime video/mov video/x-mov image/mov"),
            Map.entry(
                    "video/mpeg",
                    "video/mpg video/x-mpeg video/x-mpg video/mpeg2 video/x-mpeg2 video/mp2p video/x-mpeg-system"),
            Map.entry("video/mp2t", "video/x-mpegts video/mpegts video/vnd.dlna.mpeg-tts video/m2ts video/x-mp2t"),
            Map.entry(
                    "video/x-msvideo", "video/avi video/msvideo video/vnd.avi video/x-avi application/x-troff-msvideo"),
            Map.entry("video/x-flv", "video/flv"),
            Map.entry("video/x-ms-wmv", "video/wmv video/x-wmv"),
            Map.entry("video/x-ms-asf", "video/asf application/vnd.ms-asf application/x-ms-asf"),
            Map.entry("video/x-matroska", "video/matroska video/mkv video/x-mkv"),
            Map.entry(
                    "video/ogg", "video/x-ogg video/theora video/x-theora video/x-theora+ogg video/daala video/x-ogm"),
            Map.entry("application/ogg", "application/x-ogg"),
            Map.entry("text/plain", "text/txt text/x-plain application/txt application/text application/plain"),
            Map.entry(
                    "text/vcard",
                    "text/x-vcard text/directory text/vcf text/x-vcf application/vcard application/x-vcard"),
            Map.entry(
                    "text/calendar",
                    "text/x-vcalendar text/vcalendar text/x-vcal text/ical text/x-calendar application/ics application/ical"),
            Map.entry("text/csv", "text/x-csv application/csv"),
            Map.entry("application/smil", "application/smil+xml application/x-smil text/smil application/vnd.wap.smil"),
            Map.entry("application/xml", "text/xml"),
            Map.entry("application/json", "text/json application/x-json text/x-json"),
            Map.entry("application/pdf", "application/x-pdf text/pdf application/acrobat applications/vnd.pdf"),
            Map.entry("application/rtf", "text/rtf application/x-rtf text/richtext"),
            Map.entry("application/zip", "application/x-zip application/x-zip-compressed"),
            Map.entry(
                    "application/octet-stream",
                    "binary/octet-stream application/x-octet-stream application/unknown application/binary")));

    /** Names of one container, where its tracks or pictures alone make the difference. */
    private static final Map<String, String> CONTAINERS = aliases(Map.of(
            "video/mp4", "audio/mp4 application/mp4",
            "video/3gpp", "audio/3gpp",
            "video/3gpp2", "audio/3gpp2",
            "video/ogg", "audio/ogg application/ogg",
            "video/webm", "audio/webm",
            "video/x-matroska", "audio/x-matroska application/x-matroska",
            "video/x-ms-asf", "video/x-ms-wmv audio/x-ms-wma",
            "image/heif", "image/heic image/heic-sequence image/heif-sequence"));

    private static final Set<String> ISO_MEDIA = Set.of("video/mp4", "video/3gpp", "video/3gpp2", "video/quicktime");

    /** Types whose files are always recognised: bytes of no known form are none of these. */
    private static final Set<String> RECOGNISED = Set.of(
            "image/jpeg",
            "image/png",
            "image/gif",
            "image/bmp",
            "image/tiff",
            "image/webp",
            "image/heif",
            "image/avif",
            "audio/mpeg",
            "audio/wav",
            "audio/amr",
            "audio/amr-wb",
            "audio/flac",
            "audio/aac",
            "audio/midi",
            "video/ogg",
            "video/mp4",
            "video/3gpp",
            "video/3gpp2",
            "video/quicktime",
            "video/webm",
            "video/x-matroska",
            "video/x-msvideo",
            "application/pdf",
            "application/smil",
            "text/vcard",
            "text/calendar");

    /** @return nothing for what is no media type; the text may come from outside and be of any length */
    public static Optional<TypeName> parse(@Nullable String written) {
        if (written == null) {
            return Optional.empty();
        }
        String start = written.length() > 2 * MAX_LENGTH ? written.substring(0, 2 * MAX_LENGTH) : written;
        String name = start.split("[;,]", 2)[0].strip().toLowerCase(Locale.ROOT);
        return NAME.matcher(name).matches() ? Optional.of(of(name)) : Optional.empty();
    }

    /** @param name one that is well-formed, in lower case */
    public static TypeName of(String name) {
        return new TypeName(ALIASES.getOrDefault(name, name));
    }

    /** The same type, or another name for the same container. */
    public boolean isSameAs(TypeName other) {
        return container().equals(other.container());
    }

    /** {@code image}, {@code video}, {@code text} and so on. */
    public String group() {
        return value.substring(0, value.indexOf('/'));
    }

    /** Whether it is made of letters: text, and markup of every kind. */
    public boolean isText() {
        return group().equals("text")
                || group().equals("message")
                || value.equals("application/smil")
                || value.equals("application/json")
                || value.endsWith("xml");
    }

    /**
     * Whether bytes of a type cannot be what was declared, not even by another name or in another format: a web page, an error in
     * JSON or nothing at all in place of a picture. False where nothing was declared, or nothing certain.
     *
     * @param declared as outsiders write it, parameters included
     * @param found as {@link MediaMetadata#type()} has it
     */
    public static boolean isOfAnotherFamily(@Nullable String declared, String found) {
        TypeName said = parse(declared).orElse(UNKNOWN);
        TypeName is = of(found);
        if (said.equals(UNKNOWN) || said.isSameAs(is)) {
            return false;
        }
        if (is.equals(UNKNOWN)) {
            return RECOGNISED.contains(said.container());
        }
        Family family = said.family();
        return family == Family.OTHER
                ? RECOGNISED.contains(said.value) || (said.isOffice() && is.isText())
                : family != is.family()
                        && !(said.isIsoMedia() && is.isIsoMedia())
                        && !(said.isXml() && is.isXml())
                        && !((family == Family.TEXT || family == Family.PAGE) && is.isWrittenText());
    }

    /** Has a form of its own, and is text all the same. */
    private boolean isWrittenText() {
        return family() == Family.CARD || family() == Family.PRESENTATION;
    }

    private enum Family {
        IMAGE,
        SOUND,
        FILM,
        TEXT,
        CARD,
        PAGE,
        PRESENTATION,
        OTHER
    }

    private Family family() {
        return switch (value) {
            case "text/vcard", "text/calendar" -> Family.CARD;
            case "text/html", "application/xhtml+xml", "application/json", "application/xml" -> Family.PAGE;
            case "application/smil" -> Family.PRESENTATION;
            default ->
                switch (group()) {
                    case "image" -> Family.IMAGE;
                    case "audio" -> Family.SOUND;
                    case "video" -> Family.FILM;
                    case "text" -> Family.TEXT;
                    default -> Family.OTHER;
                };
        };
    }

    private String container() {
        return CONTAINERS.getOrDefault(value, value);
    }

    private boolean isIsoMedia() {
        return ISO_MEDIA.contains(container());
    }

    private boolean isXml() {
        return value.endsWith("xml") || value.equals("application/smil");
    }

    private boolean isOffice() {
        return value.startsWith("application/vnd.")
                || value.equals("application/msword")
                || value.equals("application/zip");
    }

    private static Map<String, String> aliases(Map<String, String> names) {
        Map<String, String> aliases = new HashMap<>();
        names.forEach((name, others) -> List.of(others.split(" ")).forEach(other -> aliases.put(other, name)));
        return Map.copyOf(aliases);
    }

    @Override
    public String toString() {
        return value;
    }
}

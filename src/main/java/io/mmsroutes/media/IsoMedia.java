package io.mmsroutes.media;

import io.mmsroutes.inbound.TypeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * MP4, 3GPP, QuickTime, HEIF and their relatives: boxes, of which {@code ftyp} names the brands and {@code moov} the tracks.
 * ISO/IEC 14496-12; brands: mp4ra.org.
 */
final class IsoMedia {
    private static final String MP4 = "video/mp4";
    private static final String QUICKTIME = "video/quicktime";
    private static final int MAX_BRANDS = 64;
    /** Boxes looked at on one level. */
    private static final int MAX_BOXES = 64;

    /** What a file without {@code ftyp} begins with; QuickTime File Format, "Movie files". */
    private static final Set<String> FIRST_OF_QUICKTIME = Set.of("moov", "mdat", "wide", "free", "skip", "pnot");

    private static final Map<String, String> BRANDS = Map.ofEntries(
            Map.entry("qt  ", QUICKTIME),
            Map.entry("mqt ", QUICKTIME),
            Map.entry("KDDI", "video/3gpp2"),
            Map.entry("M4A ", "audio/mp4"),
            Map.entry("M4B ", "audio/mp4"),
            Map.entry("M4P ", "audio/mp4"),
            Map.entry("F4A ", "audio/mp4"),
            Map.entry("F4B ", "audio/mp4"),
            Map.entry("aax ", "audio/mp4"),
            Map.entry("aaxc", "audio/mp4"),
            Map.entry("avif", "image/avif"),
            Map.entry("avis", "image/avif"),
            Map.entry("heic", "image/heic"),
            Map.entry("heix", "image/heic"),
            Map.entry("heim", "image/heic"),
            Map.entry("heis", "image/heic"),
            Map.entry("hevc", "image/heic-sequence"),
            Map.entry("hevx", "image/heic-sequence"),
            Map.entry("hevm", "image/heic-sequence"),
            Map.entry("hevs", "image/heic-sequence"),
            Map.entry("mif1", "image/heif"),
            Map.entry("mif2", "image/heif"),
            Map.entry("msf1", "image/heif-sequence"),
            Map.entry("crx ", "image/x-canon-cr3"),
            Map.entry("jp2 ", "image/jp2"),
            Map.entry("jpx ", "image/jpx"),
            Map.entry("jpm ", "image/jpm"),
            Map.entry("mjp2", "video/mj2"),
            Map.entry("jxl ", "image/jxl"),
            Map.entry("mp41", MP4),
            Map.entry("mp42", MP4),
            Map.entry("avc1", MP4),
            Map.entry("dash", MP4),
            Map.entry("mmp4", MP4),
            Map.entry("MSNV", MP4));

    private IsoMedia() {}

    /** @return null for what is none */
    static @Nullable MediaForm find(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        Optional<Box> first = box(bytes, 0, bytes.size());
        if (first.isEmpty()) {
            return null;
        }
        return switch (first.get().type()) {
            case "ftyp", "styp" -> branded(bytes, first.get(), declared);
            case "jP  ", "JXL " -> signed(bytes, first.get(), declared);
            default ->
                FIRST_OF_QUICKTIME.contains(first.get().type()) && holdsMovie(bytes, first.get())
                        ? MediaForm.of(QUICKTIME)
                        : null;
        };
    }

    private static @Nullable MediaForm signed(MediaBytes bytes, Box signature, @Nullable TypeName declared)
            throws IOException {
        MediaForm plain = MediaForm.of(signature.type().equals("jP  ") ? "image/jp2" : "image/jxl");
        Optional<Box> brands = box(bytes, signature.end(), bytes.size());
        return brands.isPresent()
                        && brands.get().type().equals("ftyp")
                        && plain.type().value().equals("image/jp2")
                ? branded(bytes, brands.get(), declared)
                : plain;
    }

    private static @Nullable MediaForm branded(MediaBytes bytes, Box ftyp, @Nullable TypeName declared)
            throws IOException {
        int length = (int) Math.min(ftyp.end() - ftyp.content(), 4L * MAX_BRANDS);
        byte[] content = bytes.at(ftyp.content(), length);
        String major = MediaBytes.latin(content, 0, 4);
        if (major.isEmpty() || major.chars().anyMatch(letter -> letter < ' ')) {
            return null;
        }
        List<String> also = new ArrayList<>();
        for (int at = 8; at + 4 <= content.length; at += 4) {
            String type = type(MediaBytes.latin(content, at, 4));
            if (type != null) {
                also.add(type);
            }
        }
        String type = chosen(major, also, declared);
        Set<TypeName> names =
                also.stream().filter(IsoMedia::isFilm).map(TypeName::of).collect(Collectors.toSet());
        return isFilm(type)
                ? new MediaForm(TypeName.of(shaped(type, tracks(bytes), declared)), names)
                : MediaForm.of(type);
    }

    /** The major brand, where it says more than "MP4" or "HEIF"; else what was declared, if a compatible brand says it too. */
    private static String chosen(String major, List<String> also, @Nullable TypeName declared) {
        String type = type(major);
        if (type == null) {
            type = also.stream().findFirst().orElse(MP4);
        }
        if (type.equals("image/heif") || type.equals("image/heif-sequence")) {
            return Stream.of("image/avif", "image/heic", "image/heic-sequence")
                    .filter(also::contains)
                    .findFirst()
                    .orElse(type);
        }
        if (type.equals(MP4) && declared != null) {
            return also.stream()
                    .filter(IsoMedia::isFilm)
                    .filter(one -> TypeName.of(one).isSameAs(declared))
                    .findFirst()
                    .orElse(type);
        }
        return type;
    }

    private static @Nullable String type(String brand) {
        String known = BRANDS.get(brand);
        if (known != null) {
            return known;
        }
        if (brand.startsWith("3g2")) {
            return "video/3gpp2";
        }
        if (brand.startsWith("3g")) {
            return "video/3gpp";
        }
        return brand.startsWith("iso") || brand.startsWith("M4V") || brand.startsWith("F4V") ? MP4 : null;
    }

    private static boolean isFilm(String type) {
        return Set.of(MP4, "video/3gpp", "video/3gpp2", QUICKTIME).contains(type);
    }

    /** QuickTime has one name for film and sound. */
    private static String shaped(String type, Set<String> tracks, @Nullable TypeName declared) {
        String sound = type.replace("video/", "audio/");
        boolean heard = tracks.isEmpty()
                ? declared != null && declared.value().equals(sound)
                : tracks.contains("soun") && !tracks.contains("vide");
        return heard && !type.equals(QUICKTIME) ? sound : type;
    }

    /** What {@code hdlr} calls each track, such as {@code vide} and {@code soun}; none where the file ends before it says so. */
    private static Set<String> tracks(MediaBytes bytes) throws IOException {
        Set<String> kinds = new HashSet<>();
        Optional<Box> movie = boxes(bytes, 0, bytes.size(), box -> !box.type().equals("moov")).stream()
                .filter(box -> box.type().equals("moov"))
                .findFirst();
        for (Box track : movie.isEmpty() ? List.<Box>of() : within(bytes, movie.get(), "trak")) {
            for (Box media : within(bytes, track, "mdia")) {
                for (Box handler : within(bytes, media, "hdlr")) {
                    kinds.add(MediaBytes.latin(bytes.at(handler.content() + 8, 4), 0, 4));
                }
            }
        }
        return kinds;
    }

    private static boolean holdsMovie(MediaBytes bytes, Box first) throws IOException {
        return first.type().equals("moov")
                || boxes(bytes, 0, bytes.size(), box -> !Set.of("moov", "mdat").contains(box.type())).stream()
                        .anyMatch(box -> Set.of("moov", "mdat").contains(box.type()));
    }

    private static List<Box> within(MediaBytes bytes, Box parent, String type) throws IOException {
        return boxes(bytes, parent.content(), Math.min(parent.end(), bytes.size()), box -> true).stream()
                .filter(box -> box.type().equals(type))
                .toList();
    }

    /** Those of one level, up to the first with which it is not to go on. */
    private static List<Box> boxes(MediaBytes bytes, long from, long end, Predicate<Box> goOn) throws IOException {
        List<Box> boxes = new ArrayList<>();
        long at = from;
        while (boxes.size() < MAX_BOXES) {
            Optional<Box> box = box(bytes, at, end);
            if (box.isEmpty()) {
                break;
            }
            boxes.add(box.get());
            if (!goOn.test(box.get())) {
                break;
            }
            at = box.get().end();
        }
        return boxes;
    }

    /** Nothing where there is no box. Only {@code mdat} may be longer than the file: it is what is missing of one cut off. */
    private static Optional<Box> box(MediaBytes bytes, long at, long end) throws IOException {
        byte[] header = bytes.at(at, 16);
        String type = MediaBytes.latin(header, 4, 4);
        if (type.isEmpty() || type.chars().anyMatch(letter -> letter < ' ')) {
            return Optional.empty();
        }
        long length = MediaBytes.number(header, 0, 4);
        int own = 8;
        if (length == 1) {
            length = MediaBytes.number(header, 8, 8);
            own = 16;
        } else if (length == 0) {
            length = end - at;
        }
        boolean fits = length >= own && (length <= end - at || (type.equals("mdat") && header[0] == 0));
        return fits ? Optional.of(new Box(type, at + own, Math.min(at + length, end))) : Optional.empty();
    }

    /** @param content where it begins */
    private record Box(String type, long content, long end) {}
}

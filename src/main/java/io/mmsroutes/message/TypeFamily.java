package io.mmsroutes.message;

import java.util.Locale;
import java.util.Set;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What a media type is for, coarse enough that two honest names of one file never differ: containers hold sound or film, and
 * much of {@code application/*} is text.
 */
enum TypeFamily {
    IMAGE,
    SOUND_OR_FILM,
    TEXT,
    /** Files with a form of their own, such as PDF and ZIP. */
    BINARY,
    /** Types that say too little to contradict anything. */
    ANY;

    private static final Set<String> CONTAINERS =
            Set.of("application/ogg", "application/mp4", "application/x-matroska", "application/vnd.rn-realmedia");
    private static final Pattern TEXTS = Pattern.compile(
            "text/.+|[^/]+/(?:.+\\+)?(?:xml|json)|application/(?:smil|(?:x-)?vcard|rtf|(?:x-)?javascript|x-sh)");
    private static final Pattern BINARIES = Pattern.compile(
            "application/(?:(?:x-)?pdf|(?:x-)?zip|(?:x-)?gzip|x-7z-compressed"
                    + "|msword|x-tika-(?:msoffice|ooxml)|vnd\\.(?:ms-|openxmlformats|oasis\\.opendocument|apple\\.pkpass|rar).*)");
    /** In a container that films have too. */
    private static final Pattern PICTURES_IN_CONTAINERS = Pattern.compile("image/(?:hei[cf]|avif)(?:-sequence)?");

    /** Whether bytes of the found type cannot be what the declared type names. */
    static boolean differ(@Nullable String declared, String found) {
        TypeFamily said = of(declared);
        TypeFamily is = of(found);
        if (said == ANY || is == ANY || said == is) {
            return false;
        }
        return !(is == SOUND_OR_FILM
                && PICTURES_IN_CONTAINERS.matcher(plain(declared)).matches());
    }

    static TypeFamily of(@Nullable String type) {
        String plain = plain(type);
        if (CONTAINERS.contains(plain) || plain.startsWith("audio/") || plain.startsWith("video/")) {
            return SOUND_OR_FILM;
        }
        if (TEXTS.matcher(plain).matches()) {
            return TEXT;
        }
        if (plain.startsWith("image/")) {
            return IMAGE;
        }
        return BINARIES.matcher(plain).matches() ? BINARY : ANY;
    }

    private static String plain(@Nullable String type) {
        String whole = type == null ? "" : type;
        int parameters = whole.indexOf(';');
        return (parameters < 0 ? whole : whole.substring(0, parameters)).strip().toLowerCase(Locale.ROOT);
    }
}

package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.TypeName;
import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import io.mmsroutes.outbound.Finding;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.stream.Collectors;

/**
 * Says what about the media of a message may keep it from arriving. Sizes: developers.telnyx.com, "MMS media and
 * transcoding" and "Messaging error codes" (40317), with 1 MB read as 1 000 000 bytes, the safe one.
 */
public final class CheckMedia {
    private static final long MOST_TOGETHER = 1_000_000;
    private static final long LARGEST_IMAGE = 1_000_000;
    private static final long LARGEST_OTHER = 600_000;

    /** Types that Telnyx takes, by any of their names; developers.telnyx.com, "MMS media and transcoding", plain text by the FAQ. */
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

    private static final Set<String> WEB_PAGES = Set.of("text/html", "application/xhtml+xml");

    public List<Finding> check(MediaCheck check) {
        Map<Integer, Seen> seen = check.seen().stream()
                .collect(Collectors.toMap(Seen::index, Function.identity(), (first, second) -> first));
        List<Finding> findings = new ArrayList<>();
        for (OutboundMedia media : check.media()) {
            if (!media.isStored() && !media.url().strip().regionMatches(true, 0, "https://", 0, 8)) {
                findings.add(
                        new Finding(media.index(), "url-not-https", "The URL is not https, which Telnyx asks for."));
            }
            Seen one = seen.get(media.index());
            if (one == null) {
                findings.add(new Finding(
                        media.index(),
                        "media-unreachable",
                        "It could not be looked at within mms.send.preflight-timeout."));
            } else if (one.problem() != null) {
                findings.add(new Finding(media.index(), "media-unreachable", one.problem()));
            } else {
                checkType(one, findings);
                checkSize(one, findings);
            }
        }
        checkTotal(check, findings);
        return findings;
    }

    private static void checkType(Seen one, List<Finding> findings) {
        String header = one.type();
        if (header == null || header.isBlank()) {
            findings.add(new Finding(one.index(), "type-missing", "The host does not say what type it is."));
            return;
        }
        String type = name(header);
        if (UNCLEAR.contains(type)) {
            findings.add(new Finding(
                    one.index(),
                    "type-unclear",
                    "The host calls it %s, so Telnyx has to guess; give it its real type.".formatted(type)));
        } else if (WEB_PAGES.contains(type)) {
            findings.add(new Finding(
                    one.index(),
                    "type-unsupported",
                    "The URL leads to a web page, maybe one to log in or to look at it, and not to the file itself."));
        } else if (!isTaken(type)) {
            findings.add(new Finding(
                    one.index(), "type-unsupported", "The host calls it %s, which MMS do not carry.".formatted(type)));
        }
    }

    /** In lower case, without parameters. */
    private static String name(String header) {
        return header.split(";", 2)[0].strip().toLowerCase(Locale.ROOT);
    }

    /** By any of its names: a voice in 3GPP is as good as a film. */
    private static boolean isTaken(String name) {
        return TypeName.parse(name)
                .filter(type ->
                        TAKEN.stream().anyMatch(taken -> TypeName.of(taken).isSameAs(type)))
                .isPresent();
    }

    private static void checkSize(Seen one, List<Finding> findings) {
        Long size = one.size();
        if (size == null) {
            findings.add(new Finding(one.index(), "size-unknown", "The host does not say how large it is."));
            return;
        }
        if (size == 0) {
            findings.add(new Finding(one.index(), "media-empty", "It is empty: the host sends 0 bytes."));
        }
        boolean image = one.type() != null && name(one.type()).startsWith("image/");
        long limit = image ? LARGEST_IMAGE : LARGEST_OTHER;
        if (size > limit) {
            findings.add(new Finding(
                    one.index(),
                    "item-too-large",
                    "It has %s; %s may have at most %s."
                            .formatted(inWords(size), image ? "an image" : "what is no image", inWords(limit))));
        }
    }

    private static void checkTotal(MediaCheck check, List<Finding> findings) {
        long total =
                check.seen().stream().map(Seen::size).filter(Objects::nonNull).reduce(0L, CheckMedia::sum);
        SenderType sender = SenderType.of(check.from());
        List<String> refusing = sender.limits().entrySet().stream()
                .filter(carrier -> total > carrier.getValue())
                .map(carrier -> "%s (%s)".formatted(carrier.getKey(), inWords(carrier.getValue())))
                .toList();
        if (total >= MOST_TOGETHER) {
            findings.add(new Finding(
                    Finding.WHOLE,
                    "total-too-large",
                    "The media have %s together; Telnyx takes less than 1 MB in one message."
                            .formatted(inWords(total))));
        } else if (!refusing.isEmpty()) {
            findings.add(new Finding(
                    Finding.WHOLE,
                    "total-too-large",
                    "The media have %s together, more than these take from %s: %s. Transcoding, if the messaging profile has it, shrinks images and videos."
                            .formatted(inWords(total), sender.words(), String.join(", ", refusing))));
        }
    }

    /** For people, with 1 kB = 1000 bytes; rounded up, so that what is too much never looks as if it were not. */
    static String inWords(long bytes) {
        if (bytes < 1_000) {
            return bytes + " bytes";
        }
        return bytes < 1_000_000
                ? "%s kB".formatted((bytes + 999) / 1_000)
                : String.format(Locale.ROOT, "%.2f MB", Math.ceil(bytes / 10_000.0) / 100);
    }

    private static long sum(long one, long other) {
        return one > Long.MAX_VALUE - other ? Long.MAX_VALUE : one + other;
    }
}

package io.mmsroutes.layout;

import io.mmsroutes.layout.Scene.Reference;
import io.mmsroutes.message.MediaFacts;
import io.mmsroutes.message.MediaItem;
import java.net.URI;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.BiPredicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Finds out which item of a message a reference of its SMIL means: the one of that name, then the one of that name without
 * its ending, then the next of that kind that no reference names. Telnyx gives neither Content-Location nor Content-ID, so a
 * name is what was announced, or the end of the URL.
 */
final class MatchReferences {
    /** Those that mean nothing here are left out. */
    Map<Reference, Integer> match(List<Reference> references, List<MediaItem> media) {
        List<MediaItem> items = media.stream().filter(item -> !isLayout(item)).toList();
        Map<Reference, Integer> matched = new LinkedHashMap<>();
        claim(references, items, matched, true, (reference, item) -> shareAny(names(reference), names(item)));
        claim(
                references,
                items,
                matched,
                true,
                (reference, item) -> fits(reference, item) && shareAny(stems(names(reference)), stems(names(item))));
        claim(references, items, matched, false, MatchReferences::fits);
        return matched;
    }

    /** @param again whether an item may be meant that another reference means too, where there is no other */
    private static void claim(
            List<Reference> references,
            List<MediaItem> items,
            Map<Reference, Integer> matched,
            boolean again,
            BiPredicate<Reference, MediaItem> means) {
        for (Reference reference : references) {
            if (matched.containsKey(reference)) {
                continue;
            }
            List<Integer> meant = items.stream()
                    .filter(item -> means.test(reference, item))
                    .map(MediaItem::index)
                    .toList();
            Optional<Integer> free = meant.stream()
                    .filter(index -> !matched.containsValue(index))
                    .findFirst();
            free.or(() -> again ? meant.stream().findFirst() : Optional.empty())
                    .ifPresent(index -> matched.put(reference, index));
        }
    }

    private static boolean isLayout(MediaItem item) {
        MediaFacts found = item.outcome().found();
        return found != null && found.layout();
    }

    private static boolean fits(Reference reference, MediaItem item) {
        String type = type(item);
        return switch (reference.element()) {
            case "img" -> type.startsWith("image/");
            case "video" -> type.startsWith("video/");
            case "audio" -> type.startsWith("audio/");
            case "text" -> type.equals("text/plain") || type.equals("text/html");
            default -> true;
        };
    }

    private static String type(MediaItem item) {
        MediaFacts found = item.outcome().found();
        String announced = Objects.requireNonNullElse(item.announced().type(), "");
        return found == null ? announced.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT) : found.type();
    }

    private static Set<String> names(Reference reference) {
        String source = reference.source().strip().replaceFirst("(?i)^cid:", "").replaceAll("^<|>$", "");
        String whole = InlineText.decoded(source);
        return named(Stream.of(whole, end(whole)));
    }

    private static Set<String> names(MediaItem item) {
        return named(Stream.of(
                Objects.requireNonNullElse(item.announced().name(), ""),
                endOfPath(item.announced().url())));
    }

    private static String endOfPath(@Nullable String url) {
        try {
            String path = url == null ? null : URI.create(url).getRawPath();
            return path == null ? "" : InlineText.decoded(end(path));
        } catch (IllegalArgumentException e) {
            return "";
        }
    }

    private static String end(String path) {
        return path.substring(path.lastIndexOf('/') + 1);
    }

    private static Set<String> stems(Set<String> names) {
        return named(names.stream().map(name -> name.replaceFirst("\\.[^.]*$", "")));
    }

    private static Set<String> named(Stream<String> names) {
        return names.map(name -> name.strip().toLowerCase(Locale.ROOT))
                .filter(name -> !name.isEmpty())
                .collect(Collectors.toSet());
    }

    private static boolean shareAny(Set<String> some, Set<String> others) {
        Set<String> shared = new HashSet<>(some);
        shared.retainAll(others);
        return !shared.isEmpty();
    }
}

package io.mmsroutes.smil;

import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.smil.ParseSmil.Scene.Reference;
import java.net.URI;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Function;
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
        List<Candidate> candidates = media.stream()
                .filter(item -> !isLayout(item))
                .map(item -> new Candidate(item.index(), type(item), names(item)))
                .toList();
        Map<String, List<Candidate>> byName = index(candidates, Candidate::names);
        Map<String, List<Candidate>> byStem = index(candidates, candidate -> stems(candidate.names()));
        Map<Reference, Integer> matched = new LinkedHashMap<>();
        claim(references, matched, true, reference -> named(byName, names(reference)));
        claim(
                references,
                matched,
                true,
                reference -> named(byStem, stems(names(reference))).filter(candidate -> fits(reference, candidate)));
        claim(
                references,
                matched,
                false,
                reference -> candidates.stream().filter(candidate -> fits(reference, candidate)));
        return matched;
    }

    /** @param again whether an item may be meant that another reference means too, where there is no other */
    private static void claim(
            List<Reference> references,
            Map<Reference, Integer> matched,
            boolean again,
            Function<Reference, Stream<Candidate>> meant) {
        Set<Integer> taken = new HashSet<>(matched.values());
        for (Reference reference : references) {
            if (matched.containsKey(reference)) {
                continue;
            }
            Optional<Integer> free = meant.apply(reference)
                    .map(Candidate::index)
                    .filter(index -> !taken.contains(index))
                    .findFirst();
            free.or(() -> again ? meant.apply(reference).map(Candidate::index).findFirst() : Optional.empty())
                    .ifPresent(index -> {
                        matched.put(reference, index);
                        taken.add(index);
                    });
        }
    }

    private static Map<String, List<Candidate>> index(
            List<Candidate> candidates, Function<Candidate, Set<String>> names) {
        Map<String, List<Candidate>> index = new HashMap<>();
        for (Candidate candidate : candidates) {
            for (String name : names.apply(candidate)) {
                index.computeIfAbsent(name, unknown -> new ArrayList<>()).add(candidate);
            }
        }
        return index;
    }

    /** In the order of the webhook. */
    private static Stream<Candidate> named(Map<String, List<Candidate>> index, Set<String> names) {
        List<List<Candidate>> found = names.stream()
                .map(name -> index.getOrDefault(name, List.of()))
                .filter(candidates -> !candidates.isEmpty())
                .toList();
        return found.size() == 1
                ? found.get(0).stream()
                : found.stream().flatMap(List::stream).sorted(Comparator.comparing(Candidate::index));
    }

    private static boolean isLayout(MediaItem item) {
        MediaMetadata found = item.outcome().found();
        return found != null && found.layout();
    }

    private static boolean fits(Reference reference, Candidate candidate) {
        String type = candidate.type();
        return switch (reference.element()) {
            case "img" -> type.startsWith("image/");
            case "video" -> type.startsWith("video/");
            case "audio" -> type.startsWith("audio/");
            case "text" -> type.equals("text/plain") || type.equals("text/html");
            default -> true;
        };
    }

    private static String type(MediaItem item) {
        MediaMetadata found = item.outcome().found();
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

    /** An item as references see it. */
    private record Candidate(int index, String type, Set<String> names) {}
}

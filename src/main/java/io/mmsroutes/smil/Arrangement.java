package io.mmsroutes.smil;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;
import static java.util.stream.Collectors.toMap;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome.State;
import io.mmsroutes.inbound.Slide;
import io.mmsroutes.smil.ParseSmil.Scene;
import io.mmsroutes.smil.ParseSmil.Scene.Reference;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scenes of a SMIL, with the items that they show.
 *
 * @param items index of the item that a reference means
 */
record Arrangement(List<Scene> scenes, Map<Reference, Integer> items) {
    /** Characters of all captions together. Each scene has a copy of its own, so that one text may be there many times. */
    private static final long MAX_CAPTIONS = 256 * 1024;
    /** Of one text, in bytes. */
    private static final long MAX_TEXT = 10 * 1024;

    /** @throws Rejected {@code smil-too-large} where the captions would be longer than 262 144 characters */
    static Arrangement of(List<Scene> scenes, List<MediaItem> media) {
        List<Reference> references = scenes.stream()
                .flatMap(scene -> scene.shown().stream())
                .filter(reference -> !InlineText.is(reference.source()))
                .distinct()
                .toList();
        Arrangement arrangement = new Arrangement(scenes, new MatchReferences().match(references, media));
        if (arrangement.captions(media) > MAX_CAPTIONS) {
            throw new Rejected(
                    "smil-too-large",
                    "The SMIL was not read: its captions would have more than %s characters.".formatted(MAX_CAPTIONS));
        }
        return arrangement;
    }

    /** The texts that captions are made of, in the order of the webhook. */
    List<MediaItem> texts(List<MediaItem> media) {
        Set<Integer> shown = new HashSet<>(items.values());
        return media.stream()
                .filter(item -> shown.contains(item.index()) && isShortText(item))
                .toList();
    }

    /** How long the captions are at most: no text has more characters than bytes. */
    private long captions(List<MediaItem> media) {
        Map<Integer, Long> lengths = texts(media).stream()
                .collect(toMap(MediaItem::index, item -> item.facts().size()));
        return scenes.stream()
                .flatMap(scene -> scene.shown().stream().distinct())
                .mapToLong(reference -> InlineText.is(reference.source())
                        ? reference.source().length()
                        : lengths.getOrDefault(items.getOrDefault(reference, -1), 0L))
                .sum();
    }

    private static boolean isShortText(MediaItem item) {
        MediaMetadata found = item.outcome().found();
        return item.outcome().state() == State.STORED
                && found != null
                && found.type().equals("text/plain")
                && found.size() <= MAX_TEXT;
    }

    /**
     * What shows nothing is left out.
     *
     * @param texts what stands in text items, by index
     */
    List<Slide> slides(Map<Integer, String> texts) {
        return scenes.stream()
                .map(scene -> slide(scene, texts))
                .filter(slide -> !slide.media().isEmpty() || slide.caption() != null)
                .toList();
    }

    private Slide slide(Scene scene, Map<Integer, String> texts) {
        List<Integer> media = scene.shown().stream()
                .map(items::get)
                .filter(Objects::nonNull)
                .distinct()
                .toList();
        @Nullable
        String caption = scene.shown().stream()
                .distinct()
                .flatMap(reference -> words(reference, texts).stream())
                .map(String::strip)
                .filter(words -> !words.isEmpty())
                .collect(collectingAndThen(joining("\n"), words -> words.isEmpty() ? null : words));
        return new Slide(media, caption, scene.seconds());
    }

    private Optional<String> words(Reference reference, Map<Integer, String> texts) {
        if (InlineText.is(reference.source())) {
            return InlineText.of(reference.source());
        }
        return Stream.ofNullable(items.get(reference))
                .flatMap(index -> Stream.ofNullable(texts.get(index)))
                .findFirst();
    }
}

package io.mmsroutes.layout;

import static java.util.stream.Collectors.collectingAndThen;
import static java.util.stream.Collectors.joining;

import io.mmsroutes.layout.Scene.Reference;
import io.mmsroutes.message.MediaItem;
import io.mmsroutes.message.Slide;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The scenes of a SMIL, with the items that they show.
 *
 * @param items index of the item that a reference means
 */
record Arrangement(List<Scene> scenes, Map<Reference, Integer> items) {
    static Arrangement of(List<Scene> scenes, List<MediaItem> media) {
        List<Reference> references = scenes.stream()
                .flatMap(scene -> scene.shown().stream())
                .filter(reference -> !InlineText.is(reference.source()))
                .distinct()
                .toList();
        return new Arrangement(scenes, new MatchReferences().match(references, media));
    }

    boolean shows(MediaItem item) {
        return items.containsValue(item.index());
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

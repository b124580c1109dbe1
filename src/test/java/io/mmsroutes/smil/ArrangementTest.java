package io.mmsroutes.smil;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.Slide;
import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ArrangementTest {
    private final List<MediaItem> media = new ArrayList<>();

    @Test
    void orderIsThatOfTheLayoutNotOfTheWebhook() throws XMLStreamException {
        item("application/smil", null, "0");
        item("text/plain", "one.txt", "1");
        item("image/jpeg", "two.jpg", "2");
        item("image/jpeg", "one.jpg", "3");

        List<Slide> slides = slides("""
                <par dur="5s"><img src="one.jpg"/><text src="one.txt"/></par><par dur="7s"><img src="two.jpg"/></par>""", Map.of(1, " Hello \n"));

        assertThat(slides)
                .containsExactly(
                        new Slide(List.of(3, 1), "Hello", BigDecimal.valueOf(5)),
                        new Slide(List.of(2), null, BigDecimal.valueOf(7)));
    }

    @ParameterizedTest
    @CsvSource({
        "photo.jpg, photo.jpg, x",
        "PHOTO.JPG, photo.jpg, x",
        "cid:photo.jpg, photo.jpg, x",
        "CID:<photo.jpg>, photo.jpg, x",
        "a%20b.jpg, a b.jpg, x",
        "a b.jpg, , a%20b.jpg",
        "folder/photo.jpg, photo.jpg, x",
        "photo.jpg, , photo.jpg",
        "photo, , photo.jpg",
        "photo.jpg, photo, x",
        "photo.jpeg, , photo.jpg?sig=ab/c.d",
        "100%.jpg, 100%.jpg, x"
    })
    void itemIsFoundByItsName(String source, @Nullable String name, String urlEnd) throws XMLStreamException {
        item("image/jpeg", "other.jpg", "other");
        item("image/jpeg", name, urlEnd);

        assertThat(slides("<par><img src=\"%s\"/></par>".formatted(source.replace("<", "&lt;")), Map.of()))
                .containsExactly(new Slide(List.of(1), null, null));
    }

    @Test
    void withoutNamesThePositionAmongItsKindSays() throws XMLStreamException {
        item("image/jpeg", null, "a1");
        item("text/plain", null, "a2");
        item("image/png", null, "a3");
        item("audio/amr", null, "a4");
        item("text/plain", null, "a5");

        List<Slide> slides = slides("""
                <par><img src="IMG_1.jpg"/><text src="text_0.txt"/></par>
                <par><img src="IMG_2.png"/><text src="text_1.txt"/><audio src="v.amr"/></par>
                <par><img src="IMG_1.jpg"/></par>""", Map.of(1, "first", 4, "second"));

        assertThat(slides)
                .containsExactly(
                        new Slide(List.of(0, 1), "first", null),
                        new Slide(List.of(2, 4, 3), "second", null),
                        new Slide(List.of(0), null, null));
    }

    @Test
    void positionPassesOverWhatAnotherReferenceNames() throws XMLStreamException {
        item("image/jpeg", "named.jpg", "x");
        item("image/jpeg", null, "y");

        assertThat(slides("<par><img src=\"unknown.jpg\"/></par><par><img src=\"named.jpg\"/></par>", Map.of()))
                .extracting(Slide::media)
                .containsExactly(List.of(1), List.of(0));
    }

    @Test
    void sameNameWithAnotherEndingIsOfItsOwnKind() throws XMLStreamException {
        item("text/plain", "1", "x");
        item("image/jpeg", "1", "y");

        assertThat(slides("<par><img src=\"1.jpg\"/><text src=\"1.txt\"/></par>", Map.of(0, "hello")))
                .containsExactly(new Slide(List.of(1, 0), "hello", null));
    }

    @Test
    void refMeansAnyKind() throws XMLStreamException {
        item("application/smil", null, "0");
        item("text/vcard", null, "1");
        item("audio/amr", null, "2");

        assertThat(slides("<par><ref src=\"contact\"/></par><par><audio src=\"only.amr\"/></par>", Map.of()))
                .extracting(Slide::media)
                .containsExactly(List.of(1), List.of(2));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "data:,Hello%20you | Hello you",
                "data:text/plain;charset=utf-8,caf%C3%A9+1 | café+1",
                "DATA:text/plain;base64,SGVsbG8= | Hello",
                "data:image/png;base64,SGVsbG8= | ",
                "data:nothing | ",
                "data:;base64,%%% | "
            })
    void wordsMayStandInTheSource(String source, @Nullable String caption) throws XMLStreamException {
        item("image/jpeg", null, "0");

        assertThat(slides("<par><img src=\"x\"/><text src=\"%s\"/></par>".formatted(source), Map.of()))
                .containsExactly(new Slide(List.of(0), caption, null));
    }

    @Test
    void whatShowsNothingIsNoSlideAndSeveralTextsAreLines() throws XMLStreamException {
        item("text/plain", null, "0");
        item("text/plain", null, "1");

        assertThat(slides(
                        "<par dur=\"5s\"/><par><img src=\"gone.jpg\"/></par><par><text src=\"a\"/><text src=\"b\"/></par>",
                        Map.of(0, "one", 1, "two")))
                .containsExactly(new Slide(List.of(0, 1), "one\ntwo", null));
    }

    @Test
    void itemThatCouldNotBeHadIsKnownByWhatWasAnnounced() throws XMLStreamException {
        item("image/jpeg", null, "0");
        media.add(new MediaItem(1, KEYS, announced("Image/JPEG; x=y", null, "1"), MediaOutcome.untried()));

        assertThat(slides("<par><img src=\"a\"/></par><par><img src=\"b\"/></par>", Map.of()))
                .extracting(Slide::media)
                .containsExactly(List.of(0), List.of(1));
    }

    @Test
    void thousandReferencesToThousandsOfItemsAreMatchedInOrder() throws XMLStreamException {
        for (int i = 0; i < 3_000; i++) {
            item("image/jpeg", i < 1_500 ? "same" : null, "same");
        }
        String references = IntStream.range(0, 1_000)
                .mapToObj("<img src=\"f%d/same.jpg\"/>"::formatted)
                .collect(Collectors.joining());

        assertThat(slides("<par>" + references + "</par>", Map.of()))
                .singleElement()
                .satisfies(slide -> assertThat(slide.media())
                        .containsExactlyElementsOf(
                                IntStream.range(0, 1_000).boxed().toList()));
    }

    @Test
    void captionsThatWouldGrowWithTheScenesAreNoLayout() {
        item("text/plain", "t", "t", 10_240);
        String scene = "<par><text src=\"t\"/></par>";

        assertThatCode(() -> slides(scene.repeat(25), Map.of(0, "x"))).doesNotThrowAnyException();
        assertThatThrownBy(() -> slides(scene.repeat(26), Map.of(0, "x")))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("captions");
    }

    private static final MessageKeys KEYS = new MessageKeys("mms/{index}.{ext}", "a", "b");

    private void item(String type, @Nullable String name, String urlEnd) {
        item(type, name, urlEnd, 1);
    }

    private void item(String type, @Nullable String name, String urlEnd, long size) {
        MediaMetadata facts =
                new MediaMetadata(type, MediaKind.OTHER, "bin", size, "00", type.equals("application/smil"), List.of());
        int index = media.size();
        media.add(new MediaItem(index, KEYS, announced(null, name, urlEnd), MediaOutcome.untried())
                .stored(facts, "file:///" + index, null));
    }

    private static DeclaredMedia announced(@Nullable String type, @Nullable String name, String urlEnd) {
        return new DeclaredMedia("https://media.telnyx.com/f/" + urlEnd, type, null, null, name);
    }

    private List<Slide> slides(String body, Map<Integer, String> texts) throws XMLStreamException {
        String smil = "<smil><body>%s</body></smil>".formatted(body);
        return Arrangement.of(new ParseSmil().parse(smil.getBytes(UTF_8)), media)
                .slides(texts);
    }
}

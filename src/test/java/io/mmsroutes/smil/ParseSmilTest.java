package io.mmsroutes.smil;

import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.smil.ParseSmil.Scene;
import io.mmsroutes.smil.ParseSmil.Scene.Reference;
import io.mmsroutes.support.MediaHost;
import java.math.BigDecimal;
import java.util.List;
import javax.xml.stream.XMLStreamException;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents are shaped as phones write them. */
class ParseSmilTest {
    private final ParseSmil parseSmil = new ParseSmil();

    @ParameterizedTest
    @CsvSource({
        "<par><text src='t'/></par>, 1000, 1001",
        "<img src='t'/>, 1000, 1001",
        "<par><img src='t'/><img src='t'/></par>, 500, 501"
    })
    void moreReferencesThanAnyPhoneShowsAreNoLayout(String scene, int most, int tooMany) throws XMLStreamException {
        assertThat(parse("<smil><body>%s</body></smil>".formatted(scene.repeat(most))))
                .isNotEmpty();
        assertThatThrownBy(() -> parse("<smil><body>%s</body></smil>".formatted(scene.repeat(tooMany))))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("1000 times");
    }

    @Test
    void elementsWithinElementsHaveABound() throws XMLStreamException {
        assertThat(parse("<smil><body>%s<img src='a'/>%s</body></smil>"
                        .formatted("<par>".repeat(97), "</par>".repeat(97))))
                .containsExactly(scene(null, img("a")));
        assertThatThrownBy(() -> parse("<smil><body>" + "<a>".repeat(80_000)))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("100 deep");
    }

    @Test
    void scenesThatShowNothingHaveABound() {
        assertThatThrownBy(() -> parse("<smil><body>%s</body></smil>".formatted("<par/>".repeat(1_001))))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("1000 scenes");
    }

    /** 256 KiB of each: whatever of it is quadratic, or a product of two, ends no gateway. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "<img %s/>|a%d='' ",
                "<!DOCTYPE smil [%s]><smil/>|<!ENTITY e%d '&e0;&e0;'>",
                "<!DOCTYPE smil [<!ATTLIST img %s>]><img/>|a%d CDATA 'x' ",
                "<smil><body>%s</body></smil>|&#%d;",
                "<smil><body><![CDATA[%s]]></body></smil>|]]%d",
                "<smil><body>%s</body></smil>|<x%d/>",
                "<smil><head>%s</head></smil>|<region id='%d'/>",
                "<smil>%s</smil>|<?p%d x?>",
                "<smil><body><text src='data:;base64,%s'/></body></smil>|%d"
            })
    @Timeout(30)
    void documentsMadeToBeSlowAreReadOrRefusedAtOnce(String made) {
        String[] parts = made.split("\\|", -1);
        StringBuilder many = new StringBuilder();
        for (int i = 65; many.length() < 262_000; i++) {
            many.append(parts[1].formatted(i));
        }
        assertThatCode(() -> {
                    try {
                        parse(parts[0].formatted(many));
                    } catch (XMLStreamException | Rejected e) {
                        // refused, which is as good
                    }
                })
                .doesNotThrowAnyException();
    }

    @Test
    void sampleHasOneScene() throws XMLStreamException {
        assertThat(parseSmil.parse(MediaHost.sample("layout.smil")))
                .containsExactly(scene("5", img("photo.jpg"), text("text.txt")));
    }

    @Test
    void androidsPagesAreScenes() throws XMLStreamException {
        assertThat(parse("""
                <smil><head><layout><root-layout/><region id="Image" fit="meet" top="0" left="0" height="80%" width="100%"/>\
                <region id="Text" top="80%" left="0" height="20%" width="100%"/></layout></head><body>\
                <par dur="8000ms"><img src="IMG_20260116_1.jpg" region="Image"/><text src="text_0.txt" region="Text"/></par>\
                <par dur="5000ms"><video src="VID_1.3gp"/></par></body></smil>"""))
                .containsExactly(
                        scene("8", img("IMG_20260116_1.jpg"), text("text_0.txt")),
                        scene("5", new Reference("video", "VID_1.3gp")));
    }

    @Test
    void iPhonesContentIdsAreKeptAsTheyAre() throws XMLStreamException {
        assertThat(parse("""
                <?xml version="1.0" encoding="UTF-8"?>
                <smil>
                <head><layout><root-layout/><region id="Text" top="70%" height="30%" fit="scroll"/></layout></head>
                <body><par dur="10s"><img src="cid:IMG_0001.jpeg" region="Image"/></par>
                <par dur="10s"><text src="cid:text_0.txt" region="Text"/></par></body>
                </smil>"""))
                .containsExactly(scene("10", img("cid:IMG_0001.jpeg")), scene("10", text("cid:text_0.txt")));
    }

    @Test
    void namespacesAndPrefixesThatNobodyDeclaresDoNotMatter() throws XMLStreamException {
        assertThat(parse("""
                <smil:smil xmlns:smil="http://www.w3.org/2001/SMIL20/Language"><smil:body><smil:par smil:dur="3s">\
                <smil:img smil:src="a.png"/><x:text src="b.txt"/></smil:par></smil:body></smil:smil>""")).containsExactly(scene("3", img("a.png"), text("b.txt")));
        assertThat(parse("<smil xmlns=\"http://www.w3.org/ns/SMIL\"><body><par><ref src=\"a\"/></par></body></smil>"))
                .containsExactly(scene(null, new Reference("ref", "a")));
    }

    @Test
    void documentTypeIsPassedOver() throws XMLStreamException {
        assertThat(parse("""
                <!DOCTYPE smil PUBLIC "-//W3C//DTD SMIL 1.0//EN" "http://127.0.0.1:1/SMIL10.dtd">
                <smil><body><par dur="5s"><audio src="v.amr"/></par></body></smil>""")).containsExactly(scene("5", new Reference("audio", "v.amr")));
    }

    @Test
    void whatStandsAloneIsASceneOfItsOwn() throws XMLStreamException {
        assertThat(parse("""
                <smil><head><img src="icon.png"/></head><body><seq><img src="1.jpg" dur="2s"/><img src="2.jpg"/></seq>
                <par><seq><img src="3.jpg"/><text src="3.txt"/></seq><par><audio src="3.mp3"/></par></par>
                <audio src="4.mp3"/></body></smil>"""))
                .containsExactly(
                        scene("2", img("1.jpg")),
                        scene(null, img("2.jpg")),
                        scene(null, img("3.jpg"), text("3.txt"), new Reference("audio", "3.mp3")),
                        scene(null, new Reference("audio", "4.mp3")));
    }

    @Test
    void namesInLatinLettersAreRead() throws XMLStreamException {
        byte[] latin = "<smil><body><par><img src=\"Grüße.jpg\"/></par></body></smil>".getBytes(ISO_8859_1);

        assertThat(parseSmil.parse(latin)).containsExactly(scene(null, img("Grüße.jpg")));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "no XML",
                "<smil><body><par><img src=\"a\"></par></body></smil>",
                "<smil><body><par>",
                "<!DOCTYPE s [<!ENTITY f SYSTEM \"file:///etc/hostname\">]><smil><body><par><text src=\"&f;\"/></par></body></smil>",
                "<!DOCTYPE s [<!ENTITY a \"xx\"><!ENTITY b \"&a;&a;\">]><smil><body><par><text src=\"&b;\"/></par></body></smil>"
            })
    void whatIsNoXmlOrReachesOutIsRefused(String document) {
        assertThatThrownBy(() -> parse(document)).isInstanceOf(XMLStreamException.class);
    }

    @ParameterizedTest
    @CsvSource({
        "5000ms, 5",
        "5s, 5",
        "5, 5",
        "0.5s, 0.5",
        "1500ms, 1.5",
        "2min, 120",
        "1h, 3600",
        "00:05, 5",
        "01:00:02.5, 3602.5",
        "100s, 100",
        "indefinite, ",
        "media, ",
        "-5s, ",
        "5 s, ",
        "'', ",
        "99999999999999999999, "
    })
    void lengthsAreSeconds(String written, @Nullable String seconds) throws XMLStreamException {
        List<Scene> scenes = parse("<smil><body><par dur=\"%s\"/></body></smil>".formatted(written));

        assertThat(scenes).singleElement().extracting(Scene::seconds).isEqualTo(decimal(seconds));
    }

    private List<Scene> parse(String document) throws XMLStreamException {
        return parseSmil.parse(document.getBytes(UTF_8));
    }

    private static Scene scene(@Nullable String seconds, Reference... shown) {
        return new Scene(List.of(shown), decimal(seconds));
    }

    private static @Nullable BigDecimal decimal(@Nullable String text) {
        return text == null ? null : new BigDecimal(text);
    }

    private static Reference img(String source) {
        return new Reference("img", source);
    }

    private static Reference text(String source) {
        return new Reference("text", source);
    }
}

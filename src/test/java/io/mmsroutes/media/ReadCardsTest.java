package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.media.Card.Name;
import io.mmsroutes.media.Card.Phone;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.TextDecoder;
import java.io.IOException;
import java.util.List;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The cards are files, written as phones write them. */
@Tag("one-camel")
class ReadCardsTest {
    private final ReadCards readCards = new ReadCards();

    @Test
    void oldCardInQuotedPrintableIsRead() throws IOException {
        Card card = only("nokia-2.1.vcf");

        assertThat(card.formattedName()).isEqualTo("Dr. Jörg Müller");
        assertThat(card.name()).isEqualTo(new Name("Müller", "Jörg", List.of(), List.of("Dr."), List.of()));
        assertThat(card.organisation()).containsExactly("Bäckerei Müller", "Verkauf");
        assertThat(card.phones())
                .containsExactly(
                        new Phone("+13125550141", List.of("cell")),
                        new Phone("+1 312 555 0142", List.of("work", "voice")));
        assertThat(card.emails()).containsExactly("joerg@baeckerei.example");
        assertThat(card.addresses()).containsExactly("Hauptstraße 5, Ulm, 89073, Germany");
        assertThat(card.urls()).containsExactly("https://baeckerei.example/");
        assertThat(card.note()).isEqualTo("Open until six\r\nSundays closed");
        assertThat(card.location()).isNull();
    }

    @Test
    void cardInLatinLettersWithoutACharsetIsRead() throws IOException {
        Card card = only("latin1-2.1.vcf");

        assertThat(card.formattedName()).isEqualTo("José Núñez");
        assertThat(card.name()).isEqualTo(new Name("Núñez", "José", List.of(), List.of(), List.of()));
        assertThat(card.note()).isEqualTo("Año nuevo");
    }

    @ParameterizedTest
    @ValueSource(strings = {"location-3.0.vcf", "place-3.0.vcf"})
    void placeOnAnAppleMapHasItsCoordinates(String file) throws IOException {
        Card card = only(file);

        assertThat(card.location()).isNotNull().satisfies(location -> {
            assertThat(location.latitude()).isCloseTo(41.8825, within(1e-9));
            assertThat(location.longitude()).isCloseTo(-87.6233, within(1e-9));
            assertThat(location.url())
                    .startsWith("http")
                    .contains("://maps.apple.com/")
                    .doesNotContain("\\");
        });
    }

    @Test
    void severalCardsOfOneFileAreRead() throws IOException {
        List<Card> cards = read("two-4.0.vcf");

        assertThat(cards).extracting(Card::formattedName).containsExactly("Ana Gomez", "Corner Flower Shop");
        Card ana = cards.get(0);
        assertThat(ana.name())
                .isEqualTo(new Name("Gomez", "Ana", List.of("Maria", "Luisa"), List.of("Ms."), List.of("PhD")));
        assertThat(ana.phones())
                .containsExactly(
                        new Phone("+1-312-555-0144", List.of("cell", "voice")),
                        new Phone("+1 312 555 0145", List.of("home")));
        assertThat(ana.emails()).containsExactly("ana@example.com", "ana@home.example");
        assertThat(ana.note()).isEqualTo("Likes roses, tulips\nand a very long line that goes on here.");
    }

    @Test
    void whatACardDoesNotSayIsAbsent() throws IOException {
        JsonNode json = Json.MAPPER.valueToTree(read("two-4.0.vcf").get(1));

        assertThat(json.toString())
                .isEqualTo("{\"formattedName\":\"Corner Flower Shop\",\"organisation\":[\"Corner Flower Shop\"]}");
    }

    @ParameterizedTest
    @CsvSource({
        "https://maps.apple.com/?ll=91.0,0.5",
        "https://maps.apple.com/?q=Chicago",
        "https://maps.apple.com.evil.example/?ll=41.0,-87.0",
        "https://evil.example/maps.apple.com/?ll=41.0,-87.0",
        "https://maps.apple.com/?small=41.0,-87.0"
    })
    void whatIsNoPlaceOnAnAppleMapHasNoLocation(String url) throws IOException {
        List<Card> cards = readCards.read("BEGIN:VCARD\r\nVERSION:3.0\r\nURL:%s\r\nEND:VCARD\r\n".formatted(url));

        assertThat(cards).singleElement().satisfies(card -> {
            assertThat(card.urls()).hasSize(1);
            assertThat(card.location()).isNull();
        });
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                "BEGIN:VCARD",
                "no card at all",
                "BEGIN:VCALENDAR\nSUMMARY:x\nEND:VCALENDAR\n",
                "\u0000\u0001"
            })
    void whatIsNoCardGivesNone(String text) throws IOException {
        assertThat(readCards.read(text)).isEmpty();
    }

    @Test
    void cardThatSaysNothingIsNone() throws IOException {
        assertThat(read("nothing.vcf")).isEmpty();
    }

    /** A megabyte of each: whatever of it is slow holds no gateway up. */
    @ParameterizedTest
    @ValueSource(
            strings = {
                "BDAY:1 | BDAY:1 |",
                "TEL:+1312555%04d | TEL:+1312555%04d |",
                "N:a | ;,\\n |",
                "NOTE;ENCODING=QUOTED-PRINTABLE:x | =\r\n |",
                "NOTE;ENCODING=QUOTED-PRINTABLE:x | =3D |",
                "PHOTO;ENCODING=b: | \r\n AAAA |",
                "X-A:x | BEGIN:VCARD |",
                "TEL;TYPE=a | ;TYPE=b%d | :+1",
                "TEL;TYPE=a | ,b%d | :+1",
                "TEL;VALUE=a%d:+1 | TEL;VALUE=b%d:+1 |",
                "TZ:1 | TZ:-05:00;x |",
                "NOTE: | \r\n%d |",
                "URL:https://maps.apple.com/?ll=x | &ll=1.1,1.1 | \\nx",
                "ADR:; | ;%d |"
            })
    @Timeout(60)
    void cardsMadeToBeSlowAreReadOrRefusedAtOnce(String made) {
        String[] parts = made.split(" \\| ?", -1);
        String first = parts[0];
        String more = parts[1];
        boolean lines = more.contains(":") && !more.startsWith("\\r");
        StringBuilder text = new StringBuilder("BEGIN:VCARD\r\nVERSION:3.0\r\nFN:Ana\r\n" + escaped(first));
        for (int i = 0; text.length() < 1_000_000; i++) {
            text.append(lines ? "\r\n" : "").append(escaped(more).formatted(i));
        }
        text.append(escaped(parts[2])).append("\r\nEND:VCARD\r\n");

        for (int i = 0; i < 24; i++) {
            try {
                assertThat(readCards.read(text.toString()))
                        .extracting(Card::formattedName)
                        .containsExactly("Ana");
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            } catch (Rejected e) {
                assertThat(e.code()).isEqualTo("card-too-large");
            }
        }
    }

    private static String escaped(String text) {
        return text.replace("\\r", "\r").replace("\\n", "\n");
    }

    @Test
    void cardsThatAreTooManyTooDeepOrTooLongAreRefused() {
        for (String lines : List.of(
                "TEL:1\r\n".repeat(5_000), "NOTE:" + "x".repeat(16_385) + "\r\n", "BEGIN:VCARD\r\n".repeat(11))) {
            assertThatThrownBy(() -> readCards.read("BEGIN:VCARD\r\n" + lines + "END:VCARD\r\n"))
                    .isInstanceOf(Rejected.class)
                    .hasMessageContaining("The vCard was not read");
        }
    }

    @Test
    void whatIsNoPartOfACardDoesNotSpoilIt() throws IOException {
        List<Card> cards = readCards.read("""
                BEGIN:VCARD\r
                VERSION:2.1\r
                FN:Ana\r
                BDAY:never\r
                AGENT:\r
                BEGIN:VCARD\r
                FN:Her agent\r
                TEL:+13125550149\r
                END:VCARD\r
                PHOTO;ENCODING=BASE64;TYPE=JPEG:\r
                 /9j/4AAQ\r
                \r
                TEL;CELL;PREF:+13125550141\r
                END:VCARD\r
                """);

        assertThat(cards).singleElement().satisfies(card -> {
            assertThat(card.formattedName()).isEqualTo("Ana");
            assertThat(card.phones()).containsExactly(new Phone("+13125550141", List.of("cell", "pref")));
        });
    }

    private Card only(String file) throws IOException {
        List<Card> cards = read(file);
        assertThat(cards).hasSize(1);
        return cards.get(0);
    }

    private List<Card> read(String file) throws IOException {
        return readCards.read(TextDecoder.decode(MediaHost.sample(file)));
    }
}

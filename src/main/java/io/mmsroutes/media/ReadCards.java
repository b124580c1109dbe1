package io.mmsroutes.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import ezvcard.VCard;
import ezvcard.io.text.VCardReader;
import ezvcard.property.Address;
import ezvcard.property.StructuredName;
import ezvcard.property.Telephone;
import ezvcard.property.TextProperty;
import ezvcard.property.VCardProperty;
import io.mmsroutes.media.Card.Location;
import io.mmsroutes.media.Card.Name;
import io.mmsroutes.media.Card.Phone;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** Reads vCards of the versions 2.1, 3.0 and 4.0, several of them in one text too. */
final class ReadCards {
    /** As iPhones write it in {@code item1.URL}, the comma encoded or not. */
    private static final Pattern APPLE_MAP = Pattern.compile(
            "(?i)https?://maps\\.apple\\.com/?[^?]*\\?(?:.*&)?(?:ll|coordinate)=(-?\\d{1,3}(?:\\.\\d+)?)(?:,|%2C)(-?\\d{1,3}(?:\\.\\d+)?).*");

    /** Empty where there is no card, or nothing in it. */
    List<Card> read(String text) throws IOException {
        List<Card> cards = new ArrayList<>();
        try (VCardReader reader = new VCardReader(text)) {
            reader.setDefaultQuotedPrintableCharset(UTF_8);
            for (VCard card = reader.readNext(); card != null; card = reader.readNext()) {
                cards.add(card(card));
            }
        }
        cards.removeIf(Card::saysNothing);
        return cards;
    }

    private static Card card(VCard card) {
        List<String> urls = texts(card.getUrls(), TextProperty::getValue);
        return new Card(
                card.getFormattedName() == null
                        ? null
                        : text(card.getFormattedName().getValue()),
                name(card.getStructuredName()),
                card.getOrganization() == null
                        ? List.of()
                        : present(card.getOrganization().getValues()),
                card.getTelephoneNumbers().stream()
                        .map(ReadCards::phone)
                        .filter(Objects::nonNull)
                        .toList(),
                texts(card.getEmails(), TextProperty::getValue),
                texts(card.getAddresses(), ReadCards::address),
                urls,
                text(String.join("\n", texts(card.getNotes(), TextProperty::getValue))),
                urls.stream()
                        .map(ReadCards::location)
                        .filter(Objects::nonNull)
                        .findFirst()
                        .orElse(null));
    }

    private static @Nullable Name name(@Nullable StructuredName name) {
        if (name == null) {
            return null;
        }
        Name parts = new Name(
                text(name.getFamily()),
                text(name.getGiven()),
                present(name.getAdditionalNames()),
                present(name.getPrefixes()),
                present(name.getSuffixes()));
        return parts.equals(new Name(null, null, List.of(), List.of(), List.of())) ? null : parts;
    }

    private static @Nullable Phone phone(Telephone telephone) {
        String number = text(
                telephone.getUri() == null
                        ? telephone.getText()
                        : telephone.getUri().getNumber());
        List<String> types = telephone.getTypes().stream()
                .map(type -> type.getValue().toLowerCase(Locale.ROOT))
                .distinct()
                .toList();
        return number == null ? null : new Phone(number, types);
    }

    private static String address(Address address) {
        Stream<List<String>> parts = Stream.of(
                address.getPoBoxes(),
                address.getExtendedAddresses(),
                address.getStreetAddresses(),
                address.getLocalities(),
                address.getRegions(),
                address.getPostalCodes(),
                address.getCountries());
        return parts.flatMap(part -> present(part).stream())
                .map(part -> part.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", "));
    }

    private static @Nullable Location location(String url) {
        Matcher map = APPLE_MAP.matcher(url);
        if (!map.matches()) {
            return null;
        }
        double latitude = Double.parseDouble(map.group(1));
        double longitude = Double.parseDouble(map.group(2));
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Location(latitude, longitude, url) : null;
    }

    private static <P extends VCardProperty> List<String> texts(
            List<P> properties, Function<P, @Nullable String> value) {
        return present(properties.stream().map(value).toList());
    }

    private static List<String> present(List<@Nullable String> texts) {
        return texts.stream().map(ReadCards::text).filter(Objects::nonNull).toList();
    }

    private static @Nullable String text(@Nullable String text) {
        return text == null || text.isBlank() ? null : text.strip();
    }
}

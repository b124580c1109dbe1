package io.mmsroutes.media;

import com.github.mangstadt.vinnie.VObjectParameters;
import com.github.mangstadt.vinnie.VObjectProperty;
import com.github.mangstadt.vinnie.io.VObjectPropertyValues;
import io.mmsroutes.media.Card.Location;
import io.mmsroutes.media.Card.Name;
import io.mmsroutes.media.Card.Phone;
import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/** The lines of one vCard, as far as a {@link Card} is made of them; RFC 6350, RFC 2426, and vCard 2.1 by versit. */
final class CardLines {
    private static final Set<String> USED = Set.of("VERSION", "FN", "N", "ORG", "TEL", "EMAIL", "ADR", "URL", "NOTE");
    /** Characters of one value; a note may be long. */
    private static final int MAX_VALUE = 16_384;

    private static final int MAX_URL = 2_048;
    private static final int MAX_TYPES = 20;
    /** Parameters without a name, as vCard 2.1 has them, that are no type. */
    private static final Set<String> ENCODINGS = Set.of("quoted-printable", "base64", "b", "7bit", "8bit");
    /** As iPhones write it in {@code item1.URL}, the comma encoded or not. */
    private static final Pattern APPLE_MAP = Pattern.compile(
            "(?is)https?://maps\\.apple\\.com/?[^?]*\\?(?:.*&)?(?:ll|coordinate)=(-?\\d{1,3}(?:\\.\\d+)?)(?:,|%2C)(-?\\d{1,3}(?:\\.\\d+)?).*");

    private final Map<String, List<VObjectProperty>> lines = new HashMap<>();

    void take(VObjectProperty line) {
        String name = line.getName().toUpperCase(Locale.ROOT);
        if (USED.contains(name) && line.getValue() != null) {
            ReadCards.require(line.getValue().length() <= MAX_VALUE, "a value has more than %d characters", MAX_VALUE);
            lines.computeIfAbsent(name, unknown -> new ArrayList<>()).add(line);
        }
    }

    Card card() {
        List<String> urls = texts("URL");
        return new Card(
                first(texts("FN")),
                first(values("N", this::name)),
                Objects.requireNonNullElse(
                        first(values(
                                "ORG", line -> present(VObjectPropertyValues.parseSemiStructured(line.getValue())))),
                        List.of()),
                values("TEL", CardLines::phone),
                texts("EMAIL"),
                values("ADR", this::address),
                urls,
                text(String.join("\n", texts("NOTE"))),
                first(urls.stream()
                        .map(CardLines::location)
                        .filter(Objects::nonNull)
                        .toList()));
    }

    private @Nullable Name name(VObjectProperty line) {
        List<List<String>> parts = structured(line);
        Name name = new Name(
                text(String.join(", ", part(parts, 0))),
                text(String.join(", ", part(parts, 1))),
                part(parts, 2),
                part(parts, 3),
                part(parts, 4));
        return name.equals(new Name(null, null, List.of(), List.of(), List.of())) ? null : name;
    }

    private @Nullable String address(VObjectProperty line) {
        return text(structured(line).stream()
                .flatMap(part -> present(part).stream())
                .map(part -> part.replaceAll("\\s+", " "))
                .collect(Collectors.joining(", ")));
    }

    /** vCard 2.1 knows no lists within a part. */
    private List<List<String>> structured(VObjectProperty line) {
        return isOld()
                ? VObjectPropertyValues.parseSemiStructured(line.getValue()).stream()
                        .map(List::of)
                        .toList()
                : VObjectPropertyValues.parseStructured(line.getValue());
    }

    /** Without a version too; a phone that old may say none. */
    private boolean isOld() {
        String version = first(texts("VERSION"));
        return version == null || version.startsWith("2");
    }

    private static List<String> part(List<List<String>> parts, int index) {
        return index < parts.size() ? present(parts.get(index)) : List.of();
    }

    /** Also {@code tel:+1-312-555-0144;ext=5} of vCard 4.0; RFC 3966. */
    private static @Nullable Phone phone(VObjectProperty line) {
        String written = VObjectPropertyValues.unescape(line.getValue()).strip();
        String number = written.regionMatches(true, 0, "tel:", 0, 4)
                ? text(written.substring(4).split(";", 2)[0])
                : text(written);
        return number == null ? null : new Phone(number, types(line.getParameters()));
    }

    private static List<String> types(VObjectParameters parameters) {
        return Stream.of(parameters.get("TYPE"), parameters.get(null))
                .filter(Objects::nonNull)
                .flatMap(List::stream)
                .limit(MAX_TYPES)
                .flatMap(types -> Stream.of(types.split(",", MAX_TYPES)))
                .map(type -> type.strip().toLowerCase(Locale.ROOT))
                .filter(type -> !type.isEmpty() && !ENCODINGS.contains(type))
                .distinct()
                .limit(MAX_TYPES)
                .toList();
    }

    private static @Nullable Location location(String url) {
        Matcher map = APPLE_MAP.matcher(url);
        if (url.length() > MAX_URL || !map.matches()) {
            return null;
        }
        double latitude = Double.parseDouble(map.group(1));
        double longitude = Double.parseDouble(map.group(2));
        return Math.abs(latitude) <= 90 && Math.abs(longitude) <= 180 ? new Location(latitude, longitude, url) : null;
    }

    private List<String> texts(String name) {
        return values(name, line -> text(VObjectPropertyValues.unescape(line.getValue())));
    }

    private <T> List<T> values(String name, Function<VObjectProperty, @Nullable T> value) {
        return lines.getOrDefault(name, List.of()).stream()
                .map(value)
                .filter(Objects::nonNull)
                .toList();
    }

    private static <T> @Nullable T first(List<T> values) {
        return values.isEmpty() ? null : values.get(0);
    }

    private static List<String> present(Collection<String> texts) {
        return texts.stream().map(CardLines::text).filter(Objects::nonNull).toList();
    }

    private static @Nullable String text(String text) {
        return text.isBlank() ? null : text.strip();
    }
}

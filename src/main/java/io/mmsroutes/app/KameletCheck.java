package io.mmsroutes.app;

import io.mmsroutes.settings.Settings;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/** The Kamelets that settings choose by name. Camel would tell of a wrong one late, and without the setting. */
final class KameletCheck {
    /** A setting that chooses a Kamelet, and how the names of those begin that it may choose. */
    private static final Map<Pattern, String> CHOICES = Map.of(
            Pattern.compile("mms\\.store\\.\\w+"), "media-store-",
            Pattern.compile("mms\\.erase\\.also"), "media-store-",
            Pattern.compile("mms\\.(message|receipt)-sink"), "message-sink-");

    private static final Pattern CHOICE = Pattern.compile("([^/?]+)(/[^?]*)?(\\?.*)?");
    /** The one setting that may name several, or none. */
    private static final String SEVERAL = "mms.store.also";

    private static final String ENDING = ".kamelet.yaml";

    private final Settings settings;
    private final CamelContext context;
    private final List<String> locations;
    /** What each one needs that was asked for; most settings choose the same. */
    private final Map<String, List<String>> required = new HashMap<>();

    /** @param locations comma-separated, such as {@code file:kamelets,classpath:kamelets}; the first wins */
    KameletCheck(Settings settings, CamelContext context, String locations) {
        this.settings = settings;
        this.context = context;
        this.locations = Stream.of(locations.split(",", -1)).map(String::strip).toList();
    }

    /** @throws IllegalArgumentException for a Kamelet that is not there, or that lacks a parameter it needs */
    void require() throws Exception {
        for (String key : settings.asMap().keySet()) {
            for (Map.Entry<Pattern, String> choice : CHOICES.entrySet()) {
                if (choice.getKey().matcher(key).matches()) {
                    for (String chosen : chosen(key)) {
                        require(key, chosen, choice.getValue());
                    }
                }
            }
        }
    }

    private List<String> chosen(String key) {
        return key.equals(SEVERAL)
                ? Stream.of(settings.get(key).split(","))
                        .map(String::strip)
                        .filter(name -> !name.isEmpty())
                        .toList()
                : List.of(settings.get(key));
    }

    private void require(String key, String value, String beginning) throws Exception {
        Matcher chosen = CHOICE.matcher(value);
        String name = chosen.matches() ? chosen.group(1) : "";
        if (!required.containsKey(name)) {
            Optional<Resource> kamelet = find(name);
            if (kamelet.isPresent()) {
                required.put(name, required(kamelet.get()));
            }
        }
        if (!required.containsKey(name)) {
            List<String> possible =
                    known().filter(other -> other.startsWith(beginning)).toList();
            throw new IllegalArgumentException(
                    "%s is '%s', but there is no such Kamelet. Known are %s; one of your own is a file %s in the folder kamelets."
                            .formatted(key, name, String.join(", ", possible), beginning + "…-sink" + ENDING));
        }
        String own = Optional.ofNullable(chosen.group(3)).orElse("");
        for (String parameter : required.getOrDefault(name, List.of())) {
            String setting = "camel.kamelet.%s.%s".formatted(name, parameter);
            if (!settings.has(setting) && !own.matches(".*[?&]%s=[^&].*".formatted(Pattern.quote(parameter)))) {
                throw new IllegalArgumentException("%s is %s, and that needs %s, which is not set: give it in %s."
                        .formatted(key, name, setting, settings.placesFor(setting)));
            }
        }
    }

    private Optional<Resource> find(String name) {
        return locations.stream()
                .map(location -> PluginHelper.getResourceLoader(context)
                        .resolveResource("%s/%s%s".formatted(location, name, ENDING)))
                .filter(resource -> resource != null && resource.exists())
                .findFirst();
    }

    /** For the sentence of a failure alone: a look for all of them looks through the jar. */
    private Stream<String> known() throws Exception {
        Set<String> names = new TreeSet<>();
        for (String location : locations) {
            PluginHelper.getPackageScanResourceResolver(context)
                    .findResources("%s/*%s".formatted(location, ENDING))
                    .forEach(resource -> names.add(name(resource)));
        }
        return names.stream();
    }

    private static List<String> required(Resource kamelet) throws IOException {
        try (InputStream in = kamelet.getInputStream()) {
            @Nullable Object at = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            for (String key : List.of("spec", "definition", "required")) {
                at = at instanceof Map<?, ?> map ? map.get(key) : null;
            }
            return at instanceof List<?> list
                    ? list.stream().map(String::valueOf).toList()
                    : List.of();
        }
    }

    private static String name(Resource kamelet) {
        String location = kamelet.getLocation();
        return location.substring(location.lastIndexOf('/') + 1).replace(ENDING, "");
    }
}

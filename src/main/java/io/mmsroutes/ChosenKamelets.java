package io.mmsroutes;

import java.io.IOException;
import java.io.InputStream;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
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
final class ChosenKamelets {
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
    private final Map<String, Resource> known = new TreeMap<>();

    /** @param locations comma-separated, such as {@code file:kamelets,classpath:kamelets}; the first wins */
    ChosenKamelets(Settings settings, CamelContext context, String locations) throws Exception {
        this.settings = settings;
        for (String location : locations.split(",", -1)) {
            Collection<Resource> found = PluginHelper.getPackageScanResourceResolver(context)
                    .findResources(location.strip() + "/*" + ENDING);
            found.forEach(resource -> known.putIfAbsent(name(resource), resource));
        }
    }

    /** @throws IllegalArgumentException for a Kamelet that is not there, or that lacks a parameter it needs */
    void require() throws IOException {
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

    private void require(String key, String value, String beginning) throws IOException {
        Matcher chosen = CHOICE.matcher(value);
        String name = chosen.matches() ? chosen.group(1) : "";
        if (!known.containsKey(name)) {
            List<String> possible = known.keySet().stream()
                    .filter(other -> other.startsWith(beginning))
                    .toList();
            throw new IllegalArgumentException(
                    "%s is '%s', but there is no such Kamelet. Known are %s; one of your own is a file %s in the folder kamelets."
                            .formatted(key, name, String.join(", ", possible), beginning + "…-sink" + ENDING));
        }
        String own = Optional.ofNullable(chosen.group(3)).orElse("");
        for (String parameter : required(known.get(name))) {
            String setting = "camel.kamelet.%s.%s".formatted(name, parameter);
            if (!settings.has(setting) && !own.matches(".*[?&]%s=[^&].*".formatted(Pattern.quote(parameter)))) {
                throw new IllegalArgumentException("%s is %s, and that needs %s, which is not set: give it in %s."
                        .formatted(key, name, setting, settings.placesFor(setting)));
            }
        }
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

package io.mmsroutes.server;

import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.util.OrderedLocationProperties;

/**
 * An option of Camel that opens files or commands to a caller who shows no key.
 *
 * @param key as Camel's documentation writes it, with dashes
 * @param could what every caller could do then
 * @param instead what to do instead
 */
public record UnsafeOption(String key, String could, String instead) {

    /** @throws IllegalArgumentException with a sentence that names the setting, where it is set, and the fix */
    public void refuseIf(boolean on, CamelContext context) {
        if (on) {
            throw new IllegalArgumentException(
                    "%s is true%s, so every caller could %s. Take it out or set it to false; %s."
                            .formatted(key, place(context), could, instead));
        }
    }

    /** In the order in which Camel lets one win over the other. */
    private String place(CamelContext context) {
        Stream<String> system = System.getProperties().stringPropertyNames().stream()
                .filter(this::isMeantBy)
                .map(name -> " by the system property " + name);
        Stream<String> environment = System.getenv().keySet().stream()
                .filter(this::isMeantBy)
                .map(name -> " by the environment variable " + name);
        return Stream.of(system, environment, files(context))
                .flatMap(places -> places)
                .findFirst()
                .orElse("");
    }

    private Stream<String> files(CamelContext context) {
        Properties found = context.getPropertiesComponent().loadProperties(this::isMeantBy);
        return found.stringPropertyNames().stream()
                .filter(name -> !"false".equalsIgnoreCase(found.getProperty(name)))
                .map(name -> " by %s in %s".formatted(name, file(found, name)));
    }

    /** Settings of ours come to Camel as what overrides its own. */
    private static String file(Properties found, String name) {
        String place = found instanceof OrderedLocationProperties places ? places.getLocation(name) : null;
        return place == null || place.equals("override") ? "application.properties" : place;
    }

    private boolean isMeantBy(String name) {
        return plain(name).equals(plain(key));
    }

    /** Camel reads {@code camel.server.staticEnabled}, {@code static-enabled} and {@code CAMEL_SERVER_STATIC_ENABLED} alike. */
    private static String plain(String name) {
        return name.replaceAll("[-._]", "").toLowerCase(Locale.ROOT);
    }
}

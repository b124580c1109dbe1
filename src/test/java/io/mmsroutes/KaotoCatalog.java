package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.YamlFile.Place;
import io.mmsroutes.support.NodeProject;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/**
 * What Kaoto, the editor, knows of one version of Camel: the npm package {@code @kaoto/camel-catalog}. A version of it holds
 * several of Camel; 0.10.4 has 4.14.9 and 4.18.4 of Camel Main. 50 MB packed and 440 MB else, so only what is needed is unpacked.
 */
final class KaotoCatalog {
    private static final String PACKAGE = "@kaoto/camel-catalog@0.10.4";
    private static final Path FOLDER = Path.of("target/kaoto");
    private static final Path PACKED = FOLDER.resolve("kaoto-camel-catalog-0.10.4.tgz");
    /** As the registry says of it. */
    private static final String SHA_512 =
            "Tz03n9Xm9Nn4oVvSVW9R0YP9vpkotpE1DgHS+wBItncoREjcOJm406iYtzBHkKgH7/LcZOz5buFr27zmfXzJIg==";

    private static final Path UNPACKED = FOLDER.resolve("0.10.4");
    private static final Pattern NEEDED =
            Pattern.compile("package/dist/camel-catalog/camel-main/(4\\.14|4\\.18)\\.\\d+/"
                    + "(?:camel-catalog-aggregate-)?(components|entities|languages|dataformats|patterns|camelYamlDsl|crd-schema-kamelet)"
                    + "-[0-9a-f]+\\.json");

    private static final Set<String> PARTS = Set.of("expression", "steps", "when", "otherwise", "doCatch", "doFinally");
    /** Of http, which takes them of an endpoint too; the catalogue lists them for the component alone. */
    private static final Set<String> TIMEOUTS = Set.of("connectTimeout", "responseTimeout");

    private static final String OURS = "queue";
    private static final String PROPERTIES = "properties";
    private static final String SCHEMA = "propertiesSchema";

    private final JsonNode files;
    private final CamelSchema routes;
    private final CamelSchema kamelets;

    private KaotoCatalog(JsonNode files) {
        this.files = files;
        this.routes = CamelSchema.of(files.path("camelYamlDsl"));
        this.kamelets = CamelSchema.of(files.path("crd-schema-kamelet"));
    }

    /** Returns why it cannot be had here: there is no npm, or no way to the registry. */
    static Optional<String> fetch() {
        try {
            if (Files.isDirectory(UNPACKED)) {
                return Optional.empty();
            }
            if (!Files.exists(PACKED)) {
                Optional<String> obstacle = NodeProject.pack(PACKAGE, FOLDER);
                if (obstacle.isPresent()) {
                    return obstacle;
                }
            }
            byte[] packed = Files.readAllBytes(PACKED);
            assertThat(Base64.getEncoder()
                            .encodeToString(MessageDigest.getInstance("SHA-512").digest(packed)))
                    .as("SHA-512 of %s", PACKED)
                    .isEqualTo(SHA_512);
            unpack();
            return Optional.empty();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }

    /** All or nothing: the folder gets its name at the end. */
    private static void unpack() throws IOException {
        Path part = Files.createTempDirectory(FOLDER, "part");
        try (InputStream in = new GZIPInputStream(Files.newInputStream(PACKED), 1 << 16);
                TarArchiveInputStream tar = new TarArchiveInputStream(in)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Matcher needed = NEEDED.matcher(entry.getName());
                if (needed.matches()) {
                    Path folder = Files.createDirectories(part.resolve(needed.group(1)));
                    JsonNode file = Json.MAPPER.readTree(tar.readAllBytes());
                    if (needed.group(2).equals("components")) {
                        file.forEach(KaotoCatalog::keepWhatIsLookedAt);
                    }
                    Json.MAPPER.writeValue(
                            folder.resolve(needed.group(2) + ".json").toFile(), file);
                }
            }
        }
        Files.move(part, UNPACKED);
    }

    /** Of 15 MB of components, most is prose. */
    private static void keepWhatIsLookedAt(JsonNode component) {
        ((ObjectNode) component).retain("component", PROPERTIES, SCHEMA);
        Stream.of(component.path(PROPERTIES), component.path(SCHEMA).path(PROPERTIES))
                .flatMap(options -> options.properties().stream())
                .forEach(option -> ((ObjectNode) option.getValue()).retain("prefix", "type", "enum"));
    }

    /** @param camel {@code 4.14} or {@code 4.18} */
    static KaotoCatalog of(String camel) {
        ObjectNode files = Json.MAPPER.createObjectNode();
        try (Stream<Path> found = Files.list(UNPACKED.resolve(camel))) {
            for (Path file : found.toList()) {
                files.set(file.getFileName().toString().replace(".json", ""), Json.MAPPER.readTree(file.toFile()));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return new KaotoCatalog(files);
    }

    /** What Kaoto would not know or not take, with the place of each. */
    List<String> errorsIn(YamlFile file) {
        List<String> errors = new ArrayList<>(routes.errorsIn(file));
        if (file.isKamelet()) {
            errors.addAll(kamelets.errorsIn(file.root()));
        }
        file.places().forEach(place -> {
            if (place.path().endsWith("]") && place.path().matches(".*steps\\[\\d+]")) {
                place.children().forEach(step -> known("patterns", step, errors));
            } else if (place.isExpression()) {
                place.children()
                        .filter(child -> !child.isText())
                        .forEach(language -> known("languages", language, errors));
            } else if (place.key().matches("(un)?marshal")) {
                place.children().forEach(format -> known("dataformats", format, errors));
            } else if (place.child("uri").isText()) {
                options(place, errors);
            }
        });
        return errors;
    }

    /** A step, a language or a data format, and its fields. */
    private void known(String kind, Place thing, List<String> errors) {
        JsonNode known = files.path(kind).path(thing.key());
        if (known.isMissingNode()) {
            errors.add("%s: there is no %s among the %s".formatted(thing, thing.key(), kind));
            return;
        }
        JsonNode fields = known.path(SCHEMA).path(PROPERTIES);
        thing.children()
                .filter(field -> !field.key().isEmpty() && !fields.has(field.key()) && !isPart(thing, field))
                .forEach(field -> errors.add("%s: %s has no field %s".formatted(field, thing.key(), field.key())));
    }

    /** What is drawn as steps of their own, and what is looked at by itself. */
    private static boolean isPart(Place step, Place field) {
        return PARTS.contains(field.key()) || step.key().matches("(un)?marshal");
    }

    /** Of an endpoint: the component, that it has these options, that their values fit, and that none is missing. */
    private void options(Place endpoint, List<String> errors) {
        String uri = endpoint.child("uri").text();
        String scheme = uri.replaceFirst("[:?].*", "");
        if (scheme.contains("{") || scheme.equals(OURS)) {
            return; // a whole endpoint that is a setting, or one that Kaoto shows without a form
        }
        JsonNode component = files.path("components").path(scheme);
        if (component.isMissingNode()) {
            errors.add("%s: there is no component %s".formatted(endpoint, scheme));
            return;
        }
        JsonNode options = component.path(SCHEMA).path(PROPERTIES);
        Set<String> missing = new TreeSet<>();
        component.path(SCHEMA).path("required").forEach(name -> missing.add(name.asText()));
        endpoint.child("parameters").children().forEach(option -> {
            missing.remove(option.key());
            value(component, options, option).ifPresent(error -> errors.add("%s: %s".formatted(option, error)));
        });
        if (uri.equals(scheme) && !missing.isEmpty()) {
            errors.add("%s: %s lacks %s".formatted(endpoint, scheme, missing));
        }
    }

    private static Optional<String> value(JsonNode component, JsonNode options, Place option) {
        JsonNode known = options.path(option.key());
        if (known.isMissingNode()) {
            boolean isOfAMap = component.path(PROPERTIES).findValuesAsText("prefix").stream()
                    .anyMatch(prefix -> option.key().startsWith(prefix));
            String name = component.path("component").path("name").asText();
            boolean isTimeout = name.matches("https?") && TIMEOUTS.contains(option.key());
            return isOfAMap || isTimeout || name.equals("kamelet")
                    ? Optional.empty()
                    : Optional.of("there is no such option");
        }
        String text = option.text();
        if (text.contains("{{") || text.startsWith("#")) {
            return Optional.empty(); // filled in later
        }
        boolean fits = switch (known.path("type").asText()) {
            case "boolean" -> text.matches("true|false");
            case "integer" -> text.matches("-?\\d+");
            case "number" -> text.matches("-?\\d+(\\.\\d+)?");
            default -> !known.has("enum") || known.path("enum").toString().contains('"' + text + '"');
        };
        return fits
                ? Optional.empty()
                : Optional.of("that is no %s".formatted(known.path("type").asText()));
    }
}

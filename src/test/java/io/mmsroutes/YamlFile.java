package io.mmsroutes;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A YAML file of the project as a tree.
 *
 * @param path from the project's folder
 */
record YamlFile(Path path, JsonNode root, int lines) {
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();
    private static final Pattern BLOCK = Pattern.compile("(?ms)^```yaml\\n(.*?)^```$");
    /** What a file of routes holds. */
    private static final Set<String> TOP = Set.of("route", "routeConfiguration", "beans", "from");

    static List<YamlFile> routes() {
        return in("routes", Integer.MAX_VALUE, ".camel.yaml");
    }

    /** The routes of the simulator; none where it is not there. */
    static List<YamlFile> simulator() {
        return in("simulator", 1, ".camel.yaml");
    }

    static List<YamlFile> kamelets() {
        return in("kamelets", 1, ".kamelet.yaml");
    }

    /** Of other folders; what was built in them is left out. */
    static List<YamlFile> below(String folder) {
        return in(folder, Integer.MAX_VALUE, ".camel.yaml").stream()
                .filter(file -> !file.path().toString().contains("target/"))
                .toList();
    }

    /**
     * What stands in the blocks of a page. A piece of a route is put into one: steps, or the cases of a choice.
     *
     * @return each under the name of the page and the number of the block, none for a block that is about something else
     */
    static List<YamlFile> blocksOf(Path page) {
        List<YamlFile> files = new ArrayList<>();
        Matcher block = BLOCK.matcher(text(page));
        for (int number = 1; block.find(); number++) {
            try {
                JsonNode root = asRoutes(YAML.readTree(block.group(1)));
                String name = "%s, YAML block %d".formatted(page, number);
                if (root.isArray() || root.has("kind")) {
                    files.add(new YamlFile(
                            Path.of(name), root, (int) block.group(1).lines().count()));
                }
            } catch (IOException e) {
                throw new UncheckedIOException("%s: block %d is no YAML".formatted(page, number), e);
            }
        }
        return files;
    }

    private static JsonNode asRoutes(JsonNode root) {
        if (!root.isArray() || TOP.contains(root.path(0).fieldNames().next())) {
            return root;
        }
        JsonNode steps = root;
        if (root.path(0).has("expression")) {
            ArrayNode choice = YAML.createArrayNode();
            choice.addObject().putObject("choice").set("when", root);
            steps = choice;
        }
        ArrayNode routes = YAML.createArrayNode();
        ObjectNode from = routes.addObject().putObject("route").putObject("from");
        from.put("uri", "direct").putObject("parameters").put("name", "piece");
        from.set("steps", steps);
        return routes;
    }

    private static String text(Path path) {
        try {
            return Files.readString(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static List<YamlFile> in(String folder, int depth, String ending) {
        if (!Files.isDirectory(Path.of(folder))) {
            return List.of();
        }
        try (Stream<Path> files = Files.walk(Path.of(folder), depth)) {
            return files.filter(file -> file.toString().endsWith(ending))
                    .sorted()
                    .map(YamlFile::read)
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static YamlFile read(Path path) {
        try {
            String text = Files.readString(path);
            return new YamlFile(path, YAML.readTree(text), (int) text.lines().count());
        } catch (IOException e) {
            throw new UncheckedIOException("%s is no YAML".formatted(path), e);
        }
    }

    boolean isKamelet() {
        return root.path("kind").asText().equals("Kamelet");
    }

    String name() {
        return path.getFileName().toString();
    }

    /** What the file defines of one kind: {@code route}, {@code routeConfiguration}, {@code beans}. */
    Stream<Place> defined(String kind) {
        return whole().children().map(item -> item.child(kind)).filter(Place::isThere);
    }

    /** Every node of the file. */
    Stream<Place> places() {
        return under(whole());
    }

    Place whole() {
        return new Place(this, "", "", root);
    }

    private static Stream<Place> under(Place place) {
        return Stream.concat(Stream.of(place), place.children().flatMap(YamlFile::under));
    }

    @Override
    public String toString() {
        return path.toString();
    }

    /**
     * One node.
     *
     * @param path the keys and positions that lead to it, such as {@code [0].route.from.uri}
     * @param key the last of those keys; empty for an item of a list
     */
    record Place(YamlFile file, String path, String key, JsonNode node) {
        Stream<Place> children() {
            List<Place> children = new ArrayList<>();
            node.properties().forEach(field -> children.add(child(field.getKey())));
            for (int i = 0; node.isArray() && i < node.size(); i++) {
                children.add(new Place(file, "%s[%d]".formatted(path, i), "", node.get(i)));
            }
            return children.stream();
        }

        /** What stands under a key; a missing node where nothing does. */
        Place child(String name) {
            return new Place(file, path.isEmpty() ? name : path + "." + name, name, node.path(name));
        }

        boolean isThere() {
            return !node.isMissingNode();
        }

        boolean isText() {
            return node.isTextual();
        }

        /** Scalars as text, all else as nothing. */
        String text() {
            return node.asText();
        }

        /** An endpoint, with whatever options stand in it. */
        boolean isUri() {
            return isText() && (key.equals("uri") || key.endsWith("Uri"));
        }

        /** What leads to a direct endpoint: a step such as {@code to}, or an option such as {@code deadLetterUri}. */
        boolean isDirect() {
            return child("uri").text().equals("direct") || directUri().startsWith("direct:");
        }

        String directName() {
            String byParameter = child("parameters").child("name").text();
            return byParameter.isEmpty() ? directUri().replaceFirst("^direct:", "") : byParameter;
        }

        private String directUri() {
            return isText() && !key.equals("uri") ? text() : child("uri").text();
        }

        /** Where a language stands, such as {@code simple}. */
        boolean isExpression() {
            return key.equals("expression") && node.isObject();
        }

        /** As a failure names it. */
        @Override
        public String toString() {
            return "%s at %s%s".formatted(file, path, node.isValueNode() ? ": " + text() : "");
        }
    }
}

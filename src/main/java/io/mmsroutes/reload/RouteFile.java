package io.mmsroutes.reload;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.api.lowlevel.Compose;
import org.snakeyaml.engine.v2.exceptions.Mark;
import org.snakeyaml.engine.v2.exceptions.MarkedYamlEngineException;
import org.snakeyaml.engine.v2.exceptions.YamlEngineException;
import org.snakeyaml.engine.v2.nodes.MappingNode;
import org.snakeyaml.engine.v2.nodes.Node;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;
import org.snakeyaml.engine.v2.nodes.SequenceNode;

/** A route file as it is written, with the place of everything in it. */
final class RouteFile {
    private static final String ENDING = ".camel.yaml";
    private static final Set<String> NEED_A_RESTART = Set.of("beans" + ENDING, "errors" + ENDING);
    /** Steps that may name an endpoint without any field. */
    private static final Set<String> SENDS = Set.of("to", "toD", "wireTap");

    private final Path path;
    private final String text;
    /** None until it is needed: at a start, that of a file as it was shipped is not. */
    private volatile @Nullable Parsed parsed;

    private RouteFile(Path path, String text) {
        this.path = path;
        this.text = text;
    }

    /**
     * @param path as staff know the file
     * @throws Rejected where it is no YAML
     */
    static RouteFile parse(Path path, String text) throws IOException {
        RouteFile file = new RouteFile(path, text);
        if (!file.isAsShipped()) {
            Node unused = file.root();
        }
        return file;
    }

    /** As staff know the file. */
    Path path() {
        return path;
    }

    /** All of it. */
    String text() {
        return text;
    }

    /** What the text says; null for an empty file. */
    @Nullable
    Node root() {
        Parsed there = parsed;
        if (there == null) {
            there = new Parsed(compose(path, text));
            parsed = there;
        }
        return there.root();
    }

    private static @Nullable Node compose(Path path, String text) {
        try {
            return new Compose(LoadSettings.builder().build())
                    .composeString(text)
                    .orElse(null);
        } catch (MarkedYamlEngineException e) {
            throw wrong(path, e.getProblemMark(), "this is no YAML: " + e.getProblem());
        } catch (YamlEngineException e) {
            throw wrong(path, Optional.empty(), "this is no YAML: " + e.getMessage());
        }
    }

    /** Editors keep locks and copies beside a file: {@code .#x}, {@code #x#}, {@code x~}, {@code .x.swp}. */
    static boolean isNamed(Path file) {
        String name = file.getFileName().toString();
        return name.endsWith(ENDING) && !name.startsWith(".") && !name.startsWith("#");
    }

    /** Beans and error handling are read at the start only. */
    boolean needsRestart() {
        return NEED_A_RESTART.contains(path.getFileName().toString());
    }

    Set<String> routeIds() {
        return routes().map(route -> text(route, "id")).filter(Objects::nonNull).collect(Collectors.toSet());
    }

    /** The names of {@code direct} endpoints that its routes start from. */
    Set<String> offers() {
        return routes().map(route -> child(route, "from"))
                .filter(MappingNode.class::isInstance)
                .map(from -> Endpoint.of((MappingNode) from))
                .filter(Objects::nonNull)
                .map(Endpoint::direct)
                .filter(Objects::nonNull)
                .collect(Collectors.toSet());
    }

    /** The names of {@code direct} endpoints of other files that it sends to. */
    Set<String> calls() {
        Set<String> names = new HashSet<>();
        for (Endpoint endpoint : endpoints()) {
            String name = endpoint.direct();
            if (name != null) {
                names.add(name);
            }
        }
        names.removeAll(offers());
        return names;
    }

    /** Every endpoint in it, those of routes and those of error handling. */
    List<Endpoint> endpoints() {
        List<Endpoint> found = new ArrayList<>();
        visit(root(), mapping -> {
            Endpoint endpoint = Endpoint.of(mapping);
            if (endpoint != null) {
                found.add(endpoint);
            }
            for (NodeTuple field : mapping.getValue()) {
                if (SENDS.contains(text(field.getKeyNode())) && field.getValueNode() instanceof ScalarNode uri) {
                    found.add(new Endpoint(uri, List.of()));
                }
            }
        });
        return found;
    }

    /** A sentence with file, line and column. */
    Rejected wrong(Node at, String problem) {
        return wrong(path, at.getStartMark(), problem);
    }

    private static Rejected wrong(Path path, Optional<Mark> mark, String problem) {
        String place = mark.map(at -> ", line %s, column %s".formatted(at.getLine() + 1, at.getColumn() + 1))
                .orElse("");
        return new Rejected("wrong-route-file", "%s%s: %s".formatted(path, place, problem));
    }

    /** The name in {@code direct:name} and {@code direct://name?option=value}; null for another endpoint, or one that varies. */
    static @Nullable String directName(String uri) {
        return uri.startsWith("direct:") && isFixed(uri)
                ? uri.replaceFirst("direct:/*", "").replaceFirst("[?].*", "")
                : null;
    }

    private static boolean isFixed(@Nullable String name) {
        return name != null && !name.contains("{");
    }

    /** Without an id nobody could tell after an edit which route it is. */
    void requireIds() {
        routes().filter(route -> text(route, "id") == null).findFirst().ifPresent(route -> {
            throw wrong(route, "this route has no id.");
        });
        if (routes().findAny().isEmpty()) {
            throw new Rejected("wrong-route-file", path + ": there is no route in it.");
        }
    }

    /** Whether a file of this name belongs to the gateway. */
    boolean isShipped() {
        return RouteFile.class.getResource(placeInJar()) != null;
    }

    /** Such a file is known to be right. */
    boolean isAsShipped() throws IOException {
        try (InputStream in = RouteFile.class.getResourceAsStream(placeInJar())) {
            return in != null && new String(in.readAllBytes(), StandardCharsets.UTF_8).equals(text);
        }
    }

    private String placeInJar() {
        return "/" + path.toString().replace('\\', '/');
    }

    private Stream<MappingNode> routes() {
        List<MappingNode> found = new ArrayList<>();
        if (root() instanceof SequenceNode list) {
            for (Node entry : list.getValue()) {
                if (child(entry, "route") instanceof MappingNode route) {
                    found.add(route);
                } else if (entry instanceof MappingNode mapping && child(entry, "from") != null) {
                    found.add(mapping);
                }
            }
        }
        return found.stream();
    }

    private static void visit(@Nullable Node node, Consumer<MappingNode> each) {
        if (node instanceof MappingNode mapping) {
            each.accept(mapping);
            mapping.getValue().forEach(field -> visit(field.getValueNode(), each));
        } else if (node instanceof SequenceNode list) {
            list.getValue().forEach(entry -> visit(entry, each));
        }
    }

    private static @Nullable Node child(@Nullable Node parent, String name) {
        if (parent instanceof MappingNode mapping) {
            for (NodeTuple field : mapping.getValue()) {
                if (name.equals(text(field.getKeyNode()))) {
                    return field.getValueNode();
                }
            }
        }
        return null;
    }

    private static @Nullable String text(Node parent, String name) {
        Node child = child(parent, name);
        return child == null ? null : text(child);
    }

    private static @Nullable String text(Node node) {
        return node instanceof ScalarNode scalar ? scalar.getValue() : null;
    }

    private record Parsed(@Nullable Node root) {}

    /**
     * An endpoint as a file writes it.
     *
     * @param uri component, and perhaps a path and a query
     * @param parameters what stands below it
     */
    record Endpoint(ScalarNode uri, List<NodeTuple> parameters) {
        private static @Nullable Endpoint of(MappingNode step) {
            if (!(child(step, "uri") instanceof ScalarNode uri)) {
                return null;
            }
            return child(step, "parameters") instanceof MappingNode parameters
                    ? new Endpoint(uri, parameters.getValue())
                    : new Endpoint(uri, List.of());
        }

        private @Nullable String direct() {
            if (!uri.getValue().equals("direct")) {
                return directName(uri.getValue());
            }
            return parameters.stream()
                    .filter(field -> "name".equals(text(field.getKeyNode())))
                    .map(field -> text(field.getValueNode()))
                    .filter(RouteFile::isFixed)
                    .findFirst()
                    .orElse(null);
        }
    }
}

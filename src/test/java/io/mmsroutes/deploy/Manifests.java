package io.mmsroutes.deploy;

import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;

/** The files of {@code deploy/}. */
final class Manifests {
    private static final Path FOLDER = Path.of("deploy");
    private static final YAMLMapper YAML = YAMLMapper.builder()
            .enable(JsonParser.Feature.STRICT_DUPLICATE_DETECTION)
            .build();

    private Manifests() {}

    static JsonNode compose() {
        return read(FOLDER.resolve("docker-compose.yml"));
    }

    static JsonNode service(String name) {
        return compose().path("services").path(name);
    }

    static List<Path> ofKubernetes() {
        try (Stream<Path> files = Files.list(FOLDER.resolve("kubernetes"))) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    static JsonNode kubernetes(String name) {
        return read(FOLDER.resolve("kubernetes").resolve(name));
    }

    static JsonNode pod() {
        return kubernetes("deployment.yaml").path("spec").path("template").path("spec");
    }

    static JsonNode container() {
        return pod().path("containers").path(0);
    }

    /** The path that a probe of the deployment asks for. */
    static String probe(String name) {
        return container().path(name).path("httpGet").path("path").asText();
    }

    /** As a command, with its program first. */
    static List<String> healthCheckOfCompose() {
        return texts(service("gateway").path("healthcheck").path("test"))
                .skip(1)
                .toList();
    }

    static Stream<String> texts(JsonNode list) {
        return StreamSupport.stream(list.spliterator(), false).map(JsonNode::asText);
    }

    static JsonNode read(Path file) {
        try {
            return YAML.readTree(Files.readString(file));
        } catch (IOException e) {
            throw new UncheckedIOException("%s is no YAML".formatted(file), e);
        }
    }
}

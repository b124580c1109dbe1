package io.mmsroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/** The bill of materials tells what is packed. */
@Tag("one-camel")
class BomIT {
    private static final Path FILE = Path.of("target/bom.json");
    private static final Pattern PURL = Pattern.compile("pkg:maven/[^/]+/([^@]+)@([^?]+)(?:\\?(.*))?");
    private static final Pattern CLASSIFIER = Pattern.compile("classifier=([^&]+)");

    @BeforeEach
    void skipWhereMavenIsOffline() {
        assumeThat(FILE).as("CycloneDX writes none while Maven is offline").exists();
    }

    @Test
    void namesEveryLibraryAndNothingElse() throws IOException {
        Set<String> named = components()
                .map(component -> jar(component.path("purl").asText()))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(named).isEqualTo(Dist.unpacked().libraries());
    }

    @Test
    void knowsTheHashOfEveryLibrary() throws IOException {
        assertThat(components()
                        .filter(component ->
                                component.path("hashes").findValuesAsText("alg").contains("SHA-256"))
                        .count())
                .isEqualTo(components().count());
    }

    /** The same build twice is the same file. */
    @Test
    void tellsNoTime() throws IOException {
        assertThat(bom().path("metadata").path("timestamp").asText("2026-01-01T00:00:00Z"))
                .isEqualTo("2026-01-01T00:00:00Z");
    }

    private static java.util.stream.Stream<JsonNode> components() throws IOException {
        return StreamSupport.stream(bom().path("components").spliterator(), false);
    }

    private static JsonNode bom() throws IOException {
        return Json.MAPPER.readTree(FILE.toFile());
    }

    private static String jar(String purl) {
        Matcher parts = PURL.matcher(purl);
        assertThat(parts.matches()).as(purl).isTrue();
        Matcher classifier = CLASSIFIER.matcher(parts.group(3) == null ? "" : parts.group(3));
        String ending = classifier.find() ? "-" + classifier.group(1) : "";
        return "%s-%s%s.jar".formatted(parts.group(1), parts.group(2), ending);
    }
}

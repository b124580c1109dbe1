package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** SECURITY.md tells of what is shipped, in the version that is shipped, and what it says of us holds. */
class AdvisoriesTest {
    private static final String SECURITY = read(Path.of("SECURITY.md"));
    private static final String POM = read(Path.of("pom.xml"));
    private static final Pattern ROW = Pattern.compile("(?m)^\\| `([\\w-]+)` \\| ([\\w.]+) \\|");
    private static final Pattern CAMEL = Pattern.compile("This version is built on Camel ([\\d.]+)\\.\\s");
    private static final Pattern DEPENDENCY = Pattern.compile("(?s)<dependency>.*?</dependency>");
    private static final Pattern CONSUMER = Pattern.compile("from:\\s+uri: \"?([\\w-]+)");

    static Stream<String> libraries() {
        return ROW.matcher(SECURITY)
                .results()
                .map(row -> row.group(1) + "-" + row.group(2) + ".jar")
                .distinct();
    }

    @ParameterizedTest
    @MethodSource("libraries")
    void aLibraryIsNamedInTheVersionThatIsShipped(String jar) {
        assumeThat(shipped()).as("another Camel brings other libraries").contains("camel-api-" + camel() + ".jar");

        assertThat(shipped()).contains(jar);
    }

    @Test
    void camelIsNamedInTheVersionThatIsShipped() {
        assertThat(POM).contains("<camel.version>%s</camel.version>".formatted(camel()));
    }

    /** A property that SECURITY.md names to be raised is one. */
    @Test
    void whatCanBeRaisedIsAProperty() {
        List<String> named = Pattern.compile("`([a-z0-9]+\\.version)`")
                .matcher(SECURITY.substring(SECURITY.indexOf("## To raise Camel")))
                .results()
                .map(found -> found.group(1))
                .toList();

        assertThat(named).contains("camel.version", "jackson.version", "log4j.version", "spring.version");
        assertThat(named).allSatisfy(property -> assertThat(POM).contains("<%s>".formatted(property)));
    }

    /** Half of a framework in one version and half in another is what nobody tested. */
    @ParameterizedTest
    @ValueSource(strings = {"spring-(?:core|jdbc|jms|tx|beans|context)", "vertx-\\w+(?:-\\w+)?", "log4j-(?:api|core)"})
    void aFrameworkIsOfOneVersion(String family) {
        Pattern jar = Pattern.compile("^" + family + "-(\\d[\\w.]*)\\.jar");

        assertThat(shipped().stream()
                        .flatMap(name -> jar.matcher(name).results())
                        .map(found -> found.group(1))
                        .distinct())
                .hasSize(1);
    }

    /** CVE-2026-80343. */
    @Test
    void camelNettyHttpIsForTestsOnly() {
        assertThat(DEPENDENCY
                        .matcher(POM)
                        .results()
                        .map(MatchResult::group)
                        .filter(dependency -> dependency.contains("<artifactId>camel-netty-http</artifactId>")))
                .isNotEmpty()
                .allSatisfy(dependency -> assertThat(dependency).contains("<scope>test</scope>"));
    }

    /** CVE-2026-66907. */
    @Test
    void nothingIsDownloadedByTheComponentOfABucket() throws IOException {
        try (Stream<Path> routes = Files.walk(Path.of("routes"));
                Stream<Path> kamelets = Files.walk(Path.of("kamelets"))) {
            Set<String> consumers = Stream.concat(routes, kamelets)
                    .filter(file -> file.toString().endsWith(".yaml"))
                    .flatMap(file -> CONSUMER.matcher(read(file)).results())
                    .map(found -> found.group(1))
                    .collect(Collectors.toSet());

            assertThat(consumers).contains("platform-http", "direct", "kamelet");
            assertThat(consumers).doesNotContain("google-storage", "aws2-s3", "netty-http");
        }
    }

    private static String camel() {
        return CAMEL.matcher(SECURITY)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();
    }

    private static List<String> shipped() {
        return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
                .map(path -> new File(path).getName())
                .toList();
    }

    private static String read(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Code, routes and settings use the words of docs/glossary.md. {@link DocumentsTest} looks at the documents. */
@Tag("one-camel")
class PlainWordsTest {
    /** Words for which the field has others. */
    private static final Pattern REFUSED = Pattern.compile(
            "(?i)(?<![\\w-])(houses?|bury|buried|burial|troubles?|lanes?|ladder|rungs?|untold|hearsay|wordless|doors?|journal|consent"
                    + "|groundwork|ledgers?)(?![\\w-])");

    /** These name what is refused. */
    private static final List<String> EXEMPT =
            List.of("earlier-settings.properties", "QueueWiring.java", "StorageKeyTemplate.java");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "src/main",
                "routes",
                "kamelets",
                "simulator",
                "examples",
                "bench",
                "deploy",
                "build",
                "karaf",
                "application.properties",
                "pom.xml"
            })
    void areUsedIn(String place) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of(place))) {
            List<String> found = files.filter(Files::isRegularFile)
                    .filter(file -> file.toString().matches(".*\\.(java|yaml|yml|properties|xml|sh|cfg|sql)"))
                    .filter(file -> !EXEMPT.contains(file.getFileName().toString()))
                    .flatMap(file -> refused(file).map(word -> file + ": " + word))
                    .toList();

            assertThat(found).isEmpty();
        }
    }

    @Test
    void wordsOfADialectAreFound() {
        assertThat(Stream.of("the house", "Untold=1", "a lane.", "\"door\"", "mms.ledger.url")
                        .filter(text -> REFUSED.matcher(text).find()))
                .hasSize(5);
        assertThat(Stream.of("warehouse", "plane", "outdoors", "interrupt")
                        .filter(text -> REFUSED.matcher(text).find()))
                .isEmpty();
    }

    private static Stream<String> refused(Path file) {
        try {
            return REFUSED.matcher(Files.readString(file)).results().map(MatchResult::group).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Staff open every file here, and every piece of YAML in the docs, in Kaoto. Skipped where the npm registry cannot be reached. */
@Tag("one-camel")
class KaotoCatalogTest {
    private static final List<YamlFile> FILES = files();

    @BeforeAll
    static void fetch() {
        KaotoCatalog.fetch().ifPresent(Assumptions::abort);
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.14", "4.18"})
    void kaotoKnowsAllThatIsInAnyFile(String camel) {
        KaotoCatalog kaoto = KaotoCatalog.of(camel);

        assertThat(FILES.stream()
                        .flatMap(file -> kaoto.errorsIn(file).stream().map(error -> "%s: %s".formatted(file, error))))
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"4.14", "4.18"})
    void whatKaotoDoesNotKnowIsNamed(String camel, @TempDir Path folder) throws IOException {
        Path page = Files.writeString(folder.resolve("page.md"), """
                ```yaml
                - to:
                    uri: http
                    parameters:
                      httpMetod: POST
                - to:
                    uri: timer
                    parameters:
                      timerName: daily
                      fixedRate: perhaps
                - log:
                    massage: Hello
                - setBody:
                    expression:
                      simpel:
                        expression: hello
                - to:
                    uri: nowhere:at-all
                ```
                """);

        assertThat(KaotoCatalog.of(camel).errorsIn(YamlFile.blocksOf(page).get(0)))
                .anyMatch(error -> error.endsWith("httpMetod: POST: there is no such option"))
                .anyMatch(error -> error.endsWith("http lacks [httpUri]"))
                .anyMatch(error -> error.endsWith("fixedRate: perhaps: that is no boolean"))
                .anyMatch(error -> error.endsWith("log has no field massage"))
                .anyMatch(error -> error.endsWith("there is no simpel among the languages"))
                .anyMatch(error -> error.endsWith("there is no component nowhere"));
    }

    @Test
    void nothingIsLeftOut() {
        assertThat(FILES).hasSizeGreaterThan(100).extracting(YamlFile::toString).contains("docs/jobs.md, YAML block 1");
    }

    private static List<YamlFile> files() {
        Stream<YamlFile> written =
                Stream.of("examples", "bench").map(YamlFile::below).flatMap(List::stream);
        Stream<YamlFile> ours = Stream.of(YamlFile.routes(), YamlFile.kamelets(), YamlFile.simulator())
                .flatMap(List::stream);
        Stream<YamlFile> shown = pages().stream().map(YamlFile::blocksOf).flatMap(List::stream);
        return Stream.of(ours, written, shown).flatMap(all -> all).toList();
    }

    private static List<Path> pages() {
        try (Stream<Path> files = Files.walk(Path.of(""), 4)) {
            return files.filter(file -> file.toString().endsWith(".md"))
                    .filter(file -> !file.startsWith("target"))
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.util.Arrays;
import java.util.List;
import java.util.Random;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** docs/media-types.md, row by row, over the files that src/test/media/make-media.sh makes. */
@Tag("one-camel")
class MediaTypesTest {
    private static final Path DOCS = Path.of("docs/media-types.md");
    /** Declared is what is found. */
    private static final String THE_TYPE = "the type";

    private final FindMediaType findMediaType = new FindMediaType();

    @ParameterizedTest
    @MethodSource("rows")
    void everyFileBecomesWhatTheTableSays(Row row) throws IOException {
        assertThat(row.files()).as(row.glob()).isNotEmpty();
        for (Path file : row.files()) {
            for (String declared : row.declared()) {
                MediaMetadata facts = findMediaType.find(
                        file,
                        new DeclaredMedia(null, declared.equals("none") ? null : declared, null, null, null),
                        Files.size(file),
                        "00");

                assertThat(List.of(facts.type(), facts.kind().toString(), facts.extension(), facts.mismatches()))
                        .as("%s, declared %s", file.getFileName(), declared)
                        .isEqualTo(List.of(row.type(), row.kind(), row.extension(), row.differs()));
            }
        }
    }

    @Test
    void everyFileIsInTheTable() throws IOException {
        Set<Path> told = rows().flatMap(row -> row.files().stream()).collect(Collectors.toCollection(TreeSet::new));

        assertThat(told).containsExactlyElementsOf(made());
    }

    /** Whatever is cut off or changed, there is an answer, with a name that fits into storage. */
    @ParameterizedTest
    @MethodSource("made")
    void brokenFilesHaveATypeToo(Path made, @TempDir Path folder) throws IOException {
        Random random = new Random(made.getFileName().toString().hashCode());
        byte[] whole = Files.readAllBytes(made);
        for (int i = 0; i < 12; i++) {
            byte[] broken = Arrays.copyOf(whole, i % 2 == 0 ? whole.length : random.nextInt(whole.length + 1));
            for (int change = 0; change < i && broken.length > 0; change++) {
                broken[random.nextInt(Math.min(broken.length, 200))] =
                        (byte) (random.nextBoolean() ? 0xFF : random.nextInt());
            }
            Path file = Files.write(folder.resolve("broken"), broken);

            MediaMetadata facts = findMediaType.find(
                    file,
                    new DeclaredMedia(null, i % 3 == 0 ? "text/plain" : "video/mp4", null, null, null),
                    broken.length,
                    "00");

            assertThat(facts.type()).matches("[a-z]+/[a-z0-9.+-]+");
            assertThat(facts.extension()).matches("[a-z0-9]+");
        }
    }

    static Stream<Row> rows() throws IOException {
        return Files.readAllLines(DOCS).stream()
                .filter(line -> line.startsWith("| `"))
                .map(line -> Arrays.stream(line.split("\\|")).map(String::strip).toList())
                .map(Row::of);
    }

    static List<Path> made() {
        try (Stream<Path> files = Files.list(MediaHost.madeFolder())) {
            return files.sorted().toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param differs whether what was declared is noted as a mismatch */
    record Row(String glob, List<String> declared, String type, String kind, String extension, List<String> differs) {
        static Row of(List<String> cells) {
            return new Row(
                    plain(cells.get(1)),
                    List.of(plain(cells.get(3))
                            .replace(THE_TYPE, plain(cells.get(4)))
                            .split(", ")),
                    plain(cells.get(4)),
                    plain(cells.get(5)),
                    plain(cells.get(6)),
                    cells.size() > 7 && cells.get(7).equals("yes") ? List.of("type") : List.of());
        }

        private static String plain(String cell) {
            return cell.replace("`", "");
        }

        List<Path> files() {
            PathMatcher matcher = FileSystems.getDefault().getPathMatcher("glob:" + glob);
            return made().stream()
                    .filter(file -> matcher.matches(file.getFileName()))
                    .toList();
        }
    }
}

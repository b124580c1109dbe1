package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.YamlFile.Place;
import io.mmsroutes.support.MarkdownPage;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Function;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** The documents: links lead somewhere, lines are short, words are plain, and what is listed is what there is. */
@Tag("one-camel")
class DocumentsTest {
    private static final int MAX_VARIABLES = 12;
    private static final Pattern VARIABLE_READ = Pattern.compile("[$][{]variable[.](\\w+)");
    private static final Path README = Path.of("README.md");
    private static final int LONGEST_README = 150;
    private static final int LONGEST_LINE = 140;
    private static final int ESSENTIALS = 12;

    /** Words that only those who wrote the code would understand; docs/glossary.md has the others. */
    private static final Pattern DIALECT = Pattern.compile(
            "(?i)\\b(house|bur(?:y|ied|ial)|trouble|ledger|lanes?|ladder|rungs?|untold|hearsay|wordless|doors?|news"
                    + "|whoever|nobody|somebody|anybody|heeds?|anew|vouch(?:ed|es)?|lend|last words?|parked|settled?"
                    + "|peace|groundwork|of no concern)\\b");

    /** A first cell of a table that is one name or more. */
    private static final Pattern FIRST_CELL = Pattern.compile("^\\| ((?:`[^`|]+`(?:, )?)+)");

    private static final Pattern SETTING = Pattern.compile("(?<![:/\\w.-])((?:mms|telnyx)\\.[a-z][a-z0-9.-]*)");
    /** Whose names the operator chooses. */
    private static final Pattern NAMED_SETTING = Pattern.compile(
            "telnyx\\.accounts(?:\\.[a-z0-9-]+\\.(?:public-key|api-key|profiles|numbers))?|mms\\.api-keys(?:\\.[a-z0-9-]+(?:\\.accounts)?)?");

    private static final Set<String> DATABASE_FILES = Set.of("mms.db", "mms.db-wal");
    private static final Pattern TEST_CLASS = Pattern.compile("`(\\w+(?:Test|IT|Contract))`");
    private static final Pattern CODE_THROWN =
            Pattern.compile("\\bnew (?:Rejected|TryLater)\\(\\s*(?:\"([a-z0-9-]+)\"|([A-Z][A-Z_]+))\\s*[,+]");

    static List<MarkdownPage> pages() {
        return MarkdownPage.all();
    }

    // --- Form

    @ParameterizedTest
    @MethodSource("pages")
    void noLineIsTooLong(MarkdownPage page) {
        assertThat(page.lines()).allSatisfy(line -> assertThat(line).hasSizeLessThanOrEqualTo(LONGEST_LINE));
    }

    @Test
    void theReadmeIsShort() {
        assertThat(MarkdownPage.read(README).lines()).hasSizeLessThanOrEqualTo(LONGEST_README);
    }

    @ParameterizedTest
    @MethodSource("pages")
    void wordsArePlain(MarkdownPage page) {
        assertThat(page.words().flatMap(line -> DIALECT.matcher(line).results()).map(MatchResult::group))
                .as("Words of a private dialect in %s", page)
                .isEmpty();
    }

    @ParameterizedTest
    @ValueSource(strings = {"A door.", "It is parked, and nobody knows.", "| the ledger | x |", "Buried."})
    void aWordOfTheDialectIsFound(String line) {
        assertThat(DIALECT.matcher(line).find()).isTrue();
    }

    /** One picture, in two sets of colours. */
    @Test
    void bothPicturesShowTheSame() throws IOException {
        List<String> light = withoutColours(Path.of("docs/images/flows-light.svg"));

        assertThat(light).hasSizeGreaterThan(50).isEqualTo(withoutColours(Path.of("docs/images/flows-dark.svg")));
    }

    // --- Links

    @ParameterizedTest
    @MethodSource("pages")
    void everyLinkLeadsSomewhere(MarkdownPage page) {
        assertThat(page.links().filter(link -> !link.startsWith("https://")))
                .allSatisfy(link -> assertThat(problem(page, link)).isEmpty());
    }

    @Test
    void aLinkThatLeadsNowhereIsFound() {
        MarkdownPage page = MarkdownPage.read(Path.of("docs/sending.md"));

        assertThat(problem(page, "nowhere.md")).isNotEmpty();
        assertThat(problem(page, "rate-limits.md#nowhere")).isNotEmpty();
        assertThat(problem(page, "#nowhere")).isNotEmpty();
        assertThat(problem(page, "rate-limits.md#holds")).isEmpty();
        assertThat(problem(page, "#receipts")).isEmpty();
    }

    @Test
    void everyPageIsReachedFromTheReadme() {
        Map<Path, MarkdownPage> byPath =
                pages().stream().collect(Collectors.toMap(page -> page.path().normalize(), Function.identity()));
        Set<Path> reached = new TreeSet<>();
        Deque<Path> next = new ArrayDeque<>(List.of(README));
        while (!next.isEmpty()) {
            Path path = next.pop();
            if (byPath.containsKey(path) && reached.add(path)) {
                byPath.get(path).links().map(link -> target(path, link)).forEach(next::add);
            }
        }

        assertThat(byPath.keySet().stream().filter(path -> path.startsWith("docs")))
                .isSubsetOf(reached);
    }

    // --- What is listed is what there is

    @Test
    void theTwelveEssentialsAreThoseOfTheFile() throws IOException {
        List<String> keys = Files.readAllLines(Path.of("application.properties")).stream()
                .filter(line -> !line.startsWith("#") && line.contains("="))
                .map(line -> line.substring(0, line.indexOf('=')))
                .toList();

        assertThat(firstCells(section(README, "## The twelve settings")))
                .hasSize(ESSENTIALS)
                .isEqualTo(keys.subList(0, ESSENTIALS));
    }

    @Test
    void everyRouteIsListed() {
        Set<String> routes = YamlFile.routes().stream()
                .flatMap(file -> file.root().findValues("route").stream())
                .map(route -> route.path("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(firstCellsWithin("## What travels", "### Variables")).containsExactlyInAnyOrderElementsOf(routes);
    }

    @Test
    void everyVariableOfARouteIsListed() {
        Set<String> set = variablesSetBy(YamlFile.routes());
        set.add("store"); // by NoteStore
        Set<String> ofKamelets = variablesSetBy(YamlFile.kamelets());

        assertThat(firstCellsWithin("### Variables", "### Headers"))
                .containsExactlyInAnyOrderElementsOf(
                        Stream.concat(set.stream(), ofKamelets.stream()).toList());
        assertThat(set).hasSizeLessThanOrEqualTo(MAX_VARIABLES);
        assertThat(ofKamelets).allSatisfy(name -> assertThat(name).startsWith("mms"));
    }

    /** A variable that is read but set nowhere is a word that has changed, and reads as null. */
    @Test
    void everyVariableThatIsReadIsListed() {
        List<String> listed = firstCellsWithin("### Variables", "### Headers");

        assertThat(Stream.concat(YamlFile.routes().stream(), YamlFile.kamelets().stream())
                        .flatMap(YamlFile::places)
                        .map(Place::text)
                        .flatMap(text -> VARIABLE_READ.matcher(text).results())
                        .map(read -> read.group(1)))
                .isNotEmpty()
                .allSatisfy(read -> assertThat(listed).contains(read));
    }

    private static Set<String> variablesSetBy(List<YamlFile> files) {
        return files.stream()
                .flatMap(file -> Stream.concat(
                        file.root().findValues("setVariable").stream()
                                .map(step -> step.path("name").asText()),
                        file.root().findValues("variableReceive").stream().map(JsonNode::asText)))
                .collect(Collectors.toCollection(TreeSet::new));
    }

    @Test
    void everyErrorConfigurationIsListed() {
        Set<String> configurations = values("routeConfiguration")
                .filter(configuration -> configuration.has("id"))
                .map(configuration -> configuration.path("id").asText())
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(firstCellsWithin("## Errors", "## Live editing"))
                .containsExactlyInAnyOrderElementsOf(configurations);
    }

    @Test
    void everyCodeIsListed() throws IOException {
        Set<String> codes = new TreeSet<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            files.filter(file -> file.toString().endsWith(".java"))
                    .filter(file -> !file.toString().contains("simulator"))
                    .map(DocumentsTest::text)
                    .forEach(source ->
                            CODE_THROWN.matcher(source).results().forEach(found -> codes.add(code(found, source))));
        }
        String page = text(Path.of("docs/codes.md"));

        assertThat(codes)
                .hasSizeGreaterThan(60)
                .allSatisfy(code ->
                        assertThat(page).contains(code.equals("http-") ? "`http-<status>`" : "`%s`".formatted(code)));
    }

    @Test
    void everyMetricOfARouteIsListed() {
        String page = text(Path.of("docs/operations.md"));
        Set<String> metrics = YamlFile.routes().stream()
                .flatMap(YamlFile::places)
                .map(Place::text)
                .flatMap(text -> Pattern.compile("micrometer:(counter|timer):(mms[.a-z]+)")
                        .matcher(text)
                        .results())
                .map(found ->
                        found.group(2).replace('.', '_') + (found.group(1).equals("timer") ? "_seconds" : "_total"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(metrics).isNotEmpty().allSatisfy(metric -> assertThat(page).contains("`%s`".formatted(metric)));
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everySettingThatIsNamedIsThere(MarkdownPage page) throws IOException {
        Set<String> settings = ConfigurationIsDocumentedTest.documented();
        Stream<String> blocks = page.blocks().stream()
                .filter(block -> !block.language().equals("js")) // where telnyx is a client
                .map(MarkdownPage.Block::text);

        assertThat(Stream.concat(page.prose().stream(), blocks)
                        .flatMap(text -> found(SETTING, text))
                        .map(name -> name.replaceAll("[.-]+$", ""))
                        .filter(name -> !DATABASE_FILES.contains(name))
                        .filter(name -> !NAMED_SETTING.matcher(name).matches())
                        .filter(name ->
                                settings.stream().noneMatch(key -> key.equals(name) || key.startsWith(name + "."))))
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("pages")
    void everyTestThatIsNamedIsThere(MarkdownPage page) throws IOException {
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            Set<String> classes = files.map(
                            file -> file.getFileName().toString().replace(".java", ""))
                    .collect(Collectors.toSet());

            assertThat(found(TEST_CLASS, String.join("\n", page.lines()))).isSubsetOf(classes);
        }
    }

    @Test
    void everyPathIsDocumented() {
        String all = pages().stream().map(page -> text(page.path())).collect(Collectors.joining());

        assertThat(values("parameters")
                        .filter(parameters -> parameters.has("path"))
                        .map(parameters -> parameters.path("path").asText().replaceAll("[{].*|/$", "")))
                .isNotEmpty()
                .allSatisfy(path -> assertThat(all).contains(path));
    }

    // --- Reading

    /** Empty, or what is wrong. */
    private static String problem(MarkdownPage page, String link) {
        Path target = target(page.path(), link);
        String anchor = link.contains("#") ? link.substring(link.indexOf('#') + 1) : "";
        if (!Files.exists(target)) {
            return "%s: %s is not there".formatted(page, link);
        }
        if (!anchor.isEmpty() && !MarkdownPage.read(target).anchors().contains(anchor)) {
            return "%s: %s has no heading %s".formatted(page, target, anchor);
        }
        return "";
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(result -> result.group(1));
    }

    private static Path target(Path page, String link) {
        String path = link.replaceAll("#.*", "");
        return path.isEmpty() ? page : page.resolveSibling(path).normalize();
    }

    private static List<String> withoutColours(Path picture) throws IOException {
        return Files.readAllLines(picture).stream()
                .map(line -> line.replaceAll("#[0-9a-f]{6}", ""))
                .toList();
    }

    /** All of a key in the routes, however deep. */
    private static Stream<JsonNode> values(String key) {
        return YamlFile.routes().stream().flatMap(file -> file.root().findValues(key).stream());
    }

    private static String code(MatchResult found, String source) {
        if (found.group(1) != null) {
            return found.group(1);
        }
        String constant = "\\b%s = \"([a-z-]+)\"".formatted(found.group(2));
        return Pattern.compile(constant)
                .matcher(source)
                .results()
                .map(value -> value.group(1))
                .findFirst()
                .orElseThrow(() -> new AssertionError("The value of " + found.group(2) + " is not in its own file"));
    }

    private static List<String> firstCellsWithin(String from, String to) {
        String page = text(Path.of("docs/routes.md"));
        return firstCells(page.substring(page.indexOf("\n" + from), page.indexOf("\n" + to)));
    }

    private static String section(Path page, String heading) {
        String from = text(page).split("(?m)^" + heading + "$", 2)[1];
        return from.split("(?m)^## ", 2)[0];
    }

    private static List<String> firstCells(String text) {
        List<String> cells = new ArrayList<>();
        text.lines()
                .map(FIRST_CELL::matcher)
                .filter(matcher -> matcher.find())
                .forEach(matcher ->
                        Arrays.stream(matcher.group(1).split(", ")).forEach(name -> cells.add(name.replace("`", ""))));
        return cells;
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

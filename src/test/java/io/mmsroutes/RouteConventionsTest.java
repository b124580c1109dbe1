package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.YamlFile.Place;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.function.Predicate;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** How routes and Kamelets are written. Every failure names the file, the place in it, and the rule in brackets. */
class RouteConventionsTest {
    private static final CamelSchema CLASSIC = CamelSchema.classic();
    private static final CamelSchema CANONICAL = CamelSchema.canonical();

    private static final int MOST_LINES = 70;
    private static final int MAX_ROUTES = 45;
    private static final int MAX_LABEL = 60;
    private static final String VERB_NOUN = "[a-z]+(-[a-z]+)+";
    private static final Set<String> SCRIPTS = Set.of(
            "script",
            "scriptLanguage",
            "groovy",
            "java",
            "joor",
            "js",
            "python",
            "mvel",
            "ognl",
            "spel",
            "wasm",
            "csimple",
            "datasonnet");
    private static final String SECRET = ".*(token|key|secret|password).*";
    /** {@code {{key}}} and {@code ${expression}}, one inside the other as far as it goes in our routes. */
    private static final String FILLED_IN = "\\{\\{[^{}]*}}|\\$\\{[^{}]*(\\{[^{}]*}[^{}]*)*}";

    /** What looks into a record, or into whatever else a value is: {@code ${body.x}}, {@code ${variable.x?.y}}. */
    private static final Pattern CHAIN =
            Pattern.compile("\\$\\{(body\\??\\.|(variable|header|exchangeProperty)\\.[\\w-]+\\??\\.)");
    /** What went wrong, and what staff put there. */
    private static final String RARE =
            "(dead-letter|retry|postpone|store-vcard|look-up|take-dropped|store-upload|refuse).*";

    private static final List<YamlFile> ROUTES = YamlFile.routes();
    private static final List<YamlFile> WITH_SIMULATOR =
            Stream.concat(ROUTES.stream(), YamlFile.simulator().stream()).toList();
    private static final List<YamlFile> KAMELETS = YamlFile.kamelets();

    static List<YamlFile> camelFiles() {
        return WITH_SIMULATOR;
    }

    static Stream<YamlFile> routeFiles() {
        return WITH_SIMULATOR.stream().filter(file -> !isShared(file));
    }

    /** What messages pass that come in or go out as they should. */
    static Stream<YamlFile> busyFiles() {
        return ROUTES.stream()
                .filter(file -> file.path().startsWith(Path.of("routes", "inbound"))
                        || file.path().startsWith(Path.of("routes", "api"))
                        || file.path().startsWith(Path.of("routes", "receipts"))
                        || file.path().startsWith(Path.of("routes", "outbound")))
                .filter(file -> !isShared(file))
                .filter(file -> !file.name().replaceFirst("^\\d+-", "").matches(RARE));
    }

    static List<YamlFile> kamelets() {
        return KAMELETS;
    }

    static Stream<YamlFile> allFiles() {
        return Stream.concat(WITH_SIMULATOR.stream(), KAMELETS.stream());
    }

    // --- Camel's own rules

    @ParameterizedTest
    @MethodSource("allFiles")
    void isValidForThisCamel(YamlFile file) {
        assertThat(CLASSIC.errorsIn(file))
                .as("%s: Camel's schema camelYamlDsl.json must accept the file.", file)
                .isEmpty();
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void isInCanonicalForm(YamlFile file) {
        assertThat(CANONICAL.errorsIn(file))
                .as("%s: The strict schema must accept the file: no shorthands, every expression an object.", file)
                .isEmpty();
    }

    // --- Every file

    @ParameterizedTest
    @MethodSource("allFiles")
    void holdsNoScript(YamlFile file) {
        none(
                "A rule that needs a language of its own is a Java bean.",
                file.places().filter(RouteConventionsTest::isScript));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void writesOptionsAsParameters(YamlFile file) {
        none(
                "Options stand under parameters:, not behind a ? in the uri.",
                file.places()
                        .filter(Place::isUri)
                        .filter(uri -> uri.text().replaceAll(FILLED_IN, "").contains("?")));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void putsNoJsonOrSqlTogetherFromText(YamlFile file) {
        none(
                "JSON comes from a record and marshal, SQL takes its values as parameters; neither is put together from text.",
                file.places()
                        .filter(place -> place.isText() && !isProse(place))
                        .filter(place -> isJson(place.text()) || isSql(place.text())));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void holdsNoNote(YamlFile file) {
        none(
                "Camel 4.14 knows no note; write a description.",
                file.places().filter(place -> place.key().equals("note")));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void placeholdersHaveNoDefault(YamlFile file) {
        none(
                "A default stands in application.properties alone: write {{key}}, not {{key:default}}.",
                file.places().filter(place -> place.text().matches("(?s).*\\{\\{[^{}]*:.*")));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void stepIdsAreNoNumbers(YamlFile file) {
        none(
                "An editor's step id such as to-1358 gets a name or goes.",
                file.places()
                        .filter(place ->
                                place.key().equals("id") && place.text().matches(".*-\\d{3,}")));
    }

    @ParameterizedTest
    @MethodSource("allFiles")
    void directTargetsHaveARoute(YamlFile file) {
        Set<String> consumed = reachableFrom(file).stream()
                .flatMap(RouteConventionsTest::routesIn)
                .map(route -> route.child("from").directName())
                .collect(Collectors.toSet());
        none(
                "A direct target is the id of a route.",
                file.places()
                        .filter(place -> !place.key().equals("from"))
                        .filter(place -> place.isDirect() && !consumed.contains(place.directName()))
                        .map(place -> "%s leads to %s".formatted(place, place.directName())));
    }

    // --- Route files

    @ParameterizedTest
    @MethodSource("routeFiles")
    void holdsOneRouteNamedAsTheFile(YamlFile file) {
        String name = file.name().replaceFirst("^\\d+-", "").replace(".camel.yaml", "");
        assertThat(file.root())
                .as("%s: A file holds one route and nothing else.", file)
                .hasSize(1);
        assertThat(routesIn(file).map(RouteConventionsTest::id))
                .as("%s: The route's id is the file's name without its digit.", file)
                .containsExactly(name);
        assertThat(name).as("%s: An id is verb-noun, in kebab-case.", file).matches(VERB_NOUN);
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void fitsOnAScreen(YamlFile file) {
        assertThat(file.lines())
                .as("%s: A route file has at most %d lines; what is longer is two routes.", file, MOST_LINES)
                .isLessThanOrEqualTo(MOST_LINES);
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void saysWhatComesInAndWhatGoesOut(YamlFile file) {
        none(
                "A route's description says what it does, then In: and Out:.",
                routesIn(file)
                        .map(route -> route.child("description"))
                        .filter(description -> !description.text().contains("In: ")
                                || !description.text().contains("Out: ")));
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void beginsItsDescriptionWithAShortLabel(YamlFile file) {
        none(
                "A description's first sentence has at most %d characters, for lists and diagrams."
                        .formatted(MAX_LABEL),
                routesIn(file)
                        .map(route -> route.child("description"))
                        .filter(description ->
                                description.text().split("\\.(\\s|$)", 2)[0].length() > MAX_LABEL));
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void isCalledByItsId(YamlFile file) {
        none(
                "The direct name that a route starts from is its id.",
                routesIn(file)
                        .filter(route -> route.child("from").isDirect())
                        .filter(route -> !route.child("from").directName().equals(id(route)))
                        .map(route -> "%s starts from %s"
                                .formatted(
                                        route.child("id"), route.child("from").directName())));
    }

    @ParameterizedTest
    @MethodSource("routeFiles")
    void namesItsErrorHandling(YamlFile file) {
        Set<String> configurations = reachableFrom(file).stream()
                .filter(RouteConventionsTest::isShared)
                .flatMap(shared -> shared.defined("routeConfiguration"))
                .map(RouteConventionsTest::id)
                .filter(id -> !id.isEmpty())
                .collect(Collectors.toSet());
        none(
                "A route names a routeConfigurationId of an errors.camel.yaml.",
                routesIn(file)
                        .map(route -> route.child("routeConfigurationId"))
                        .filter(named -> !configurations.contains(named.text())));
    }

    @ParameterizedTest
    @MethodSource("busyFiles")
    void looksIntoNoRecordForEachMessage(YamlFile file) {
        none(
                "Camel looks at the class anew for each ${body.x} and ${variable.x.y}: where every message passes, a bean returns the plain value.",
                file.places()
                        .filter(place -> place.isText() && !isProse(place))
                        .filter(place -> CHAIN.matcher(place.text()).find()));
    }

    @ParameterizedTest
    @MethodSource("busyFiles")
    void looksForNothingMoreThanOnceASecond(YamlFile file) {
        none(
                "A timer of less than a second costs an idle gateway: what is to be done at once is woken by its commit.",
                file.places()
                        .filter(place -> place.key().equals("period"))
                        .filter(period -> period.text().matches("\\d{1,3}")));
    }

    @Test
    void idsAreUnique() {
        Map<String, List<Place>> byId = WITH_SIMULATOR.stream()
                .flatMap(file -> Stream.concat(routesIn(file), file.defined("routeConfiguration")))
                .map(definition -> definition.child("id"))
                .filter(Place::isThere)
                .collect(Collectors.groupingBy(Place::text));
        none(
                "Two routes, or two route configurations, never share an id.",
                byId.values().stream().filter(places -> places.size() > 1).flatMap(List::stream));
    }

    @Test
    void beansAreUnique() {
        Map<String, List<Place>> byName = WITH_SIMULATOR.stream()
                .flatMap(file -> file.defined("beans"))
                .flatMap(Place::children)
                .map(bean -> bean.child("name"))
                .collect(Collectors.groupingBy(Place::text));
        none(
                "Two beans never share a name, not even one of the gateway and one of the simulator.",
                byName.values().stream().filter(places -> places.size() > 1).flatMap(List::stream));
    }

    @ParameterizedTest
    @MethodSource("camelFiles")
    void errorHandlingSaysWhatItDoes(YamlFile file) {
        none(
                "A routeConfiguration stands in an errors.camel.yaml and has a description.",
                file.defined("routeConfiguration")
                        .filter(configuration -> !isShared(file)
                                || configuration.child("description").text().isBlank()));
    }

    /** Beans and error handling are beside the routes that use them, so that a folder is read without another. */
    @Test
    void whatOneFolderUsesIsInIt() {
        Map<String, Set<Path>> users = new HashMap<>();
        ROUTES.forEach(file -> file.places()
                .filter(Place::isText)
                .filter(place -> !isDefinition(place))
                .map(place -> place.text().replaceFirst("^#(bean:)?", ""))
                .forEach(name -> users.computeIfAbsent(name, none -> new TreeSet<>())
                        .add(file.path().getParent())));
        Set<String> withSimulator = YamlFile.simulator().stream()
                .flatMap(YamlFile::places)
                .filter(Place::isText)
                .map(place -> place.text().replaceFirst("^#(bean:)?", ""))
                .collect(Collectors.toSet());
        Path top = Path.of("routes");
        none(
                "A bean or an error configuration that one folder uses is in that folder; what several use is in routes/.",
                ROUTES.stream()
                        .flatMap(file -> Stream.concat(
                                file.defined("beans").flatMap(Place::children).map(bean -> bean.child("name")),
                                file.defined("routeConfiguration").map(handling -> handling.child("id"))))
                        .filter(Place::isThere)
                        .filter(name -> !name.text().endsWith("Initializer") && !withSimulator.contains(name.text()))
                        .filter(name -> {
                            Set<Path> folders = users.getOrDefault(name.text(), Set.of());
                            Path home = folders.size() == 1 ? folders.iterator().next() : top;
                            return folders.isEmpty()
                                    || !home.equals(name.file().path().getParent());
                        })
                        .map(name -> "%s, used in %s".formatted(name, users.get(name.text()))));
    }

    @Test
    void errorHandlingNamesNoMoreClassesThanTheTwoKindsOfFailure() {
        Set<String> kinds = Set.of(Exception.class.getName(), Rejected.class.getName(), TryLater.class.getName());
        none(
                "What a failure means is decided in Java; error handling tells Rejected, TryLater and all else apart.",
                WITH_SIMULATOR.stream()
                        .flatMap(YamlFile::places)
                        .filter(place -> place.path().matches(".*\\.exception\\[\\d+]"))
                        .filter(place -> !kinds.contains(place.text())));
    }

    /** A step that several configurations repeat is a route. */
    @Test
    void errorHandlingDiffers() {
        Map<String, List<Place>> alike = ROUTES.stream()
                .flatMap(file -> file.defined("routeConfiguration"))
                .collect(Collectors.groupingBy(handling -> handling.child("onException")
                                .node() + " " + handling.child("errorHandler").node()));
        none(
                "Two error configurations that do the same are one.",
                alike.values().stream().filter(same -> same.size() > 1).flatMap(List::stream));
    }

    /** Numbered files are the steps of a flow, and routes/admin/ are commands; the other routes are parts of those. */
    @Test
    void everyNumberedRouteHasATestOfItsOwn() throws IOException {
        Set<String> tests;
        try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
            tests = files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        }

        List<String> untested = ROUTES.stream()
                .filter(file -> file.name().matches("\\d+-.*") || file.path().startsWith(Path.of("routes", "admin")))
                .flatMap(RouteConventionsTest::routesIn)
                .filter(route -> !tests.contains(testOf(id(route))))
                .map(route -> "%s needs %s".formatted(route.file(), testOf(id(route))))
                .toList();

        assertThat(untested)
                .as("The route process-message is tested by a class ProcessMessageRouteTest.")
                .isEmpty();
    }

    @Test
    void theFlowsAreReadAtOnce() {
        assertThat(ROUTES.stream()
                        .filter(file -> !isShared(file))
                        .filter(file -> !file.path().startsWith(Path.of("routes", "console"))))
                .as("Routes beyond %d hide the flows: a step that one route has is written there.", MAX_ROUTES)
                .hasSizeLessThanOrEqualTo(MAX_ROUTES);
    }

    // --- Kamelets

    @ParameterizedTest
    @MethodSource("kamelets")
    void kameletLeavesNoSecretBehind(YamlFile file) {
        none(
                "A Kamelet keeps no secret in a variable, and removes the header that shows one, also where it fails.",
                file.places()
                        .filter(place -> place.isText()
                                && place.text()
                                        .matches("(?i).*\\{\\{[?]?[\\w-]*(token|password|secret|apikey|accesskey)}}.*")
                                && place.path().contains("steps"))
                        .filter(place -> place.path().contains("setVariable")
                                || (place.path().contains("setHeader")
                                        && file.places()
                                                .noneMatch(step -> step.path().contains("doFinally")
                                                        && step.key().equals("pattern")
                                                        && step.text().contains("Authorization")))));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void kameletIsNamedAsItsFile(YamlFile file) {
        Place name = file.whole().child("metadata").child("name");
        assertThat(file.name())
                .as("%s at %s: A Kamelet's file is its metadata.name and .kamelet.yaml.", file, name.path())
                .isEqualTo(name.text() + ".kamelet.yaml");
        assertThat(name.text())
                .as("%s at %s: A Kamelet's name says what it is: -source, -sink or -action.", file, name.path())
                .matches(".+-(source|sink|action)");
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void kameletExplainsItself(YamlFile file) {
        none(
                "A Kamelet has a title and a description.",
                Stream.of("title", "description")
                        .map(definition(file)::child)
                        .filter(place -> place.text().isBlank()));
        none(
                "Every property of a Kamelet has a title, a description and a type.",
                properties(file)
                        .flatMap(property ->
                                Stream.of("title", "description", "type").map(property::child))
                        .filter(place -> place.text().isBlank()));
    }

    @ParameterizedTest
    @MethodSource("kamelets")
    void kameletMarksItsSecrets(YamlFile file) {
        Predicate<Place> isMarked = property -> property.child("format").text().equals("password")
                && property.child("x-descriptors")
                        .children()
                        .anyMatch(descriptor -> descriptor.text().equals("urn:camel:group:credentials"));
        none(
                "A property that is a secret has format: password and the x-descriptor urn:camel:group:credentials.",
                properties(file)
                        .filter(property ->
                                property.key().toLowerCase(Locale.ROOT).matches(SECRET))
                        .filter(isMarked.negate()));
    }

    // --- What the words above mean

    private static void none(String rule, Stream<?> offences) {
        assertThat(offences).as(rule).isEmpty();
    }

    /** Files that hold the beans or the error handling of all routes beside them. */
    private static boolean isShared(YamlFile file) {
        return file.name().matches("(simulator-)?(beans|errors)\\.camel\\.yaml");
    }

    /** The name of a bean where it is defined, not where it is used. */
    private static boolean isDefinition(Place place) {
        return Set.of("name", "id").contains(place.key());
    }

    /** The gateway runs without the simulator, so nothing in it may lead there. */
    private static List<YamlFile> reachableFrom(YamlFile file) {
        return file.path().startsWith("simulator") ? WITH_SIMULATOR : ROUTES;
    }

    private static Stream<Place> routesIn(YamlFile file) {
        return file.defined("route");
    }

    private static String id(Place definition) {
        return definition.child("id").text();
    }

    private static Place definition(YamlFile kamelet) {
        return kamelet.whole().child("spec").child("definition");
    }

    private static Stream<Place> properties(YamlFile kamelet) {
        return definition(kamelet).child("properties").children();
    }

    /** As an expression, as the language of one, or as an endpoint. */
    private static boolean isScript(Place place) {
        String language = place.isUri() ? place.text().replaceFirst("(?s):.*", "") : place.key();
        return SCRIPTS.contains(language)
                || (place.key().equals("language") && SCRIPTS.contains(place.text()))
                || (place.isUri() && language.equals("language"));
    }

    /** Words for people, where an example may look like anything. */
    private static boolean isProse(Place place) {
        return Set.of("title", "description", "example").contains(place.key());
    }

    private static boolean isJson(String text) {
        return text.matches("(?s).*[{,]\\s*\"[^\"]*\"\\s*:.*");
    }

    private static boolean isSql(String text) {
        return text.contains("${")
                && text.matches("(?is).*\\b(select\\s.+\\sfrom|insert\\s+into|update\\s.+\\sset|delete\\s+from)\\b.*");
    }

    private static String testOf(String routeId) {
        String words = Stream.of(routeId.split("-"))
                .map(word -> word.substring(0, 1).toUpperCase(Locale.ROOT) + word.substring(1))
                .collect(Collectors.joining());
        return words + "RouteTest.java";
    }
}

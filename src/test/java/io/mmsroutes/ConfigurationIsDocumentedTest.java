package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.YamlFile.Place;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** application.properties lists every setting there is, says what it is, and lists nothing else. */
class ConfigurationIsDocumentedTest {
    private static final Path FILE = Path.of("application.properties");

    /** Looks like a key, and is a file. */
    private static final String DATABASE_FILE = "mms.db";

    private static final Pattern PLACEHOLDER = Pattern.compile("\\{\\{[?!]?((?:mms|telnyx|camel)\\.[^{}:]+)}}");
    private static final Pattern LITERAL = Pattern.compile("\"((?:mms|telnyx)\\.[a-z0-9.-]*[a-z0-9])\"");
    private static final Pattern ASKED_FOR = Pattern.compile("\\bsettings\\s*\\.(?:get|has)\\(\\s*\"([^\"]+)\"");

    @TempDir
    private Path home;

    static Set<String> documented() throws IOException {
        return new TreeSet<>(values().stringPropertyNames());
    }

    // --- What is used is listed, and the other way round

    @Test
    void everyKeyThatIsUsedIsListed() throws IOException {
        Set<String> unlisted = used();
        unlisted.removeAll(documented());

        assertThat(unlisted)
                .as("Every key that a route, a Kamelet, a setting or a class uses stands in application.properties.")
                .isEmpty();
    }

    @Test
    void everyKeyThatIsListedIsUsed() throws IOException {
        Set<String> unused = documented();
        unused.removeAll(used());
        unused.removeIf(key -> key.startsWith("camel."));

        assertThat(unused)
                .as("Every key of ours in application.properties is used by a route, a Kamelet, a setting or a class.")
                .isEmpty();
    }

    @Test
    void everyKeyIsExplained() throws IOException {
        List<String> unexplained = new ArrayList<>();
        boolean explained = false;
        for (String line : Files.readAllLines(FILE)) {
            if (line.isBlank()) {
                explained = false;
            } else if (line.startsWith("#")) {
                explained = !line.startsWith("# ---");
            } else if (!explained) {
                unexplained.add(line);
            }
        }

        assertThat(unexplained)
                .as("A comment stands directly above every key of application.properties, or above its neighbours.")
                .isEmpty();
    }

    // --- Camel's own keys

    @Test
    void camelTakesEveryKeyOfItsOwn() throws Exception {
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(values());

        try {
            // Camel refuses a key that does not exist; nothing is started for that.
            assertThatCode(main::init)
                    .as("Every camel.* key of application.properties is an option of Camel.")
                    .doesNotThrowAnyException();
        } finally {
            main.stop();
        }
    }

    @Test
    void camelKnowsTheGroupOfEveryKeyOfItsOwn() throws IOException {
        // A whole group that Camel does not know is passed over in silence.
        List<String> groups = new ArrayList<>(List.of("camel.component", "camel.dataformat", "camel.kamelet"));
        try (InputStream in = Main.class.getResourceAsStream("/META-INF/camel-main-configuration-metadata.json")) {
            JsonNode metadata = Json.MAPPER.readTree(Objects.requireNonNull(in));
            metadata.path("groups")
                    .forEach(group -> groups.add(group.path("name").asText()));
        }

        assertThat(documented().stream()
                        .filter(key -> key.startsWith("camel."))
                        .filter(key -> groups.stream().noneMatch(group -> key.startsWith(group + "."))))
                .as("Every camel.* key of application.properties is of a group that Camel reads.")
                .isEmpty();
    }

    @Test
    void everyKeyOfAKameletIsAPropertyOfIt() throws IOException {
        Set<String> offered = YamlFile.kamelets().stream()
                .flatMap(file -> {
                    JsonNode properties =
                            file.root().path("spec").path("definition").path("properties");
                    String kamelet = file.name().replace(".kamelet.yaml", "");
                    return properties.properties().stream()
                            .map(property -> "camel.kamelet.%s.%s".formatted(kamelet, property.getKey()));
                })
                .collect(Collectors.toSet());

        assertThat(documented().stream()
                        .filter(key -> key.startsWith("camel.kamelet."))
                        .filter(key -> !offered.contains(key)))
                .as("Every camel.kamelet.* key of application.properties is a property of a Kamelet in kamelets/.")
                .isEmpty();
    }

    // --- Every key can be set

    @ParameterizedTest
    @MethodSource("documented")
    void isSetByTheEnvironment(String key) throws IOException {
        withBothKeys();
        String value = switch (key) {
            case "telnyx.public-key" -> OneAccount.telnyx().publicKey();
            case "telnyx.mode" -> "live";
            default -> "x";
        };

        Settings settings = Settings.load(home, Map.of(Settings.environmentName(key), value), new Properties());

        assertThat(settings.get(key)).isEqualTo(value);
    }

    @Test
    void portsAreSetByTheNamesThatOutsidersKnow() throws IOException {
        withBothKeys();
        Map<String, String> environment = Map.of("CAMEL_SERVER_PORT", "18081", "CAMEL_MANAGEMENT_PORT", "19877");

        Settings settings = Settings.load(home, environment, new Properties());

        assertThat(settings.get("camel.server.port")).isEqualTo("18081");
        assertThat(settings.get("camel.management.port")).isEqualTo("19877");
    }

    @Test
    void noTwoKeysShareOneEnvironmentName() throws IOException {
        Map<String, List<String>> byName =
                documented().stream().collect(Collectors.groupingBy(Settings::environmentName));
        byName.values().removeIf(keys -> keys.size() == 1);

        assertThat(byName)
                .as("Two keys that share the name of an environment variable cannot be set apart.")
                .isEmpty();
    }

    @Test
    void keyThatDoesNotExistIsRefusedInTheFile() throws IOException {
        withBothKeys("mms.media.max-byte=1");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.load(home, Map.of(), new Properties()))
                .withMessageContaining("mms.media.max-byte;")
                .withMessageContaining("the nearest is mms.media.max-bytes");
    }

    @Test
    void keyThatDoesNotExistIsRefusedAsASystemProperty() throws IOException {
        withBothKeys();
        Properties system = new Properties();
        system.setProperty("telnyx.publickey", "x");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> Settings.load(home, Map.of(), system))
                .withMessageContaining("telnyx.publickey;")
                .withMessageContaining("the nearest is telnyx.public-key");
    }

    // --- Where keys are found

    private static Properties values() throws IOException {
        Properties values = new Properties();
        try (Reader reader = Files.newBufferedReader(FILE)) {
            values.load(reader);
        }
        return values;
    }

    private static Set<String> used() throws IOException {
        Stream<String> yaml = Stream.of(YamlFile.routes(), YamlFile.simulator(), YamlFile.kamelets())
                .flatMap(List::stream)
                .flatMap(YamlFile::places)
                .map(Place::text);
        Stream<String> settings = values().values().stream().map(Object::toString);
        Set<String> used = Stream.concat(yaml, settings)
                .flatMap(text -> found(PLACEHOLDER, text))
                .collect(Collectors.toCollection(TreeSet::new));
        for (String source : javaSources()) {
            found(LITERAL, source).forEach(used::add);
            found(ASKED_FOR, source).forEach(used::add);
        }
        used.remove(DATABASE_FILE);
        return used;
    }

    private static List<String> javaSources() throws IOException {
        List<String> sources = new ArrayList<>();
        try (Stream<Path> files = Files.walk(Path.of("src/main/java"))) {
            for (Path file :
                    files.filter(path -> path.toString().endsWith(".java")).toList()) {
                sources.add(Files.readString(file));
            }
        }
        return sources;
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(match -> match.group(1));
    }

    /** Live mode wants both keys before it looks at anything else. */
    private void withBothKeys(String... lines) throws IOException {
        List<String> all = new ArrayList<>(List.of(lines));
        all.add("telnyx.public-key=" + OneAccount.telnyx().publicKey());
        all.add("telnyx.api-key=KEY");
        Files.write(home.resolve("application.properties"), all);
    }
}

package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.fail;
import static org.assertj.core.api.Assumptions.assumeThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.MarkdownPage;
import io.mmsroutes.support.MarkdownPage.Block;
import io.mmsroutes.support.Ports;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.MethodOrderer;
import org.junit.jupiter.api.Order;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.TestMethodOrder;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * The commands of all documents. Those with {@code curl} are run on one gateway with the simulator, as {@code mvn} starts it; those
 * of docs/jobs.md are {@code StaffJobsTest}'s. Of {@code mvn} each profile and property is looked up, of scripts that they are
 * there. What needs a program or rights that a test has not is named in {@link #NOT_RUN}; any other program is a failure.
 */
@Tag("one-camel")
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
@TestMethodOrder(MethodOrderer.OrderAnnotation.class)
class DocumentedCommandsTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final String ADMIN_KEY = "open-sesame-open-sesame";
    private static final String JOBS = "docs/jobs.md";
    private static final String POM = text(Path.of("pom.xml")) + text(Path.of("build/pom.xml"));

    /** Programs that a machine need not have, and steps of an installation. {@code DistIT} unpacks and starts, {@code DeployIT} reads. */
    private static final Set<String> NOT_RUN = Set.of(
            "docker",
            "kubectl",
            "gcloud",
            "systemctl",
            "tar",
            "cd",
            "ln",
            "cp",
            "chmod",
            "install",
            "export",
            "pip",
            "ssh");

    private static final Pattern PROFILE = Pattern.compile("-P([\\w.-]+)");
    private static final Pattern TEST_CLASS = Pattern.compile("-Dtest=(\\w+)");
    private static final Pattern VERSION = Pattern.compile("-D([a-z0-9]+\\.version)=");
    private static final Pattern VARIABLE = Pattern.compile("\\b([A-Z]+(?:_[A-Z0-9]+)+)=");
    private static final Pattern OUR_FILE =
            Pattern.compile("(?<![\\w/.-])((?:deploy|bench|src|docs)/[\\w./-]+|[\\w-]+\\.(?:yaml|yml))");
    private static final Pattern OUR_VERSION = Pattern.compile(
            "mms-routes(?:/|:|-)(\\d[\\w.]*(?:-SNAPSHOT)?)|<artifactId>mms-routes</artifactId>\\s+<version>([^<]+)<");
    /** Not a command, but what would be one in a block of commands. */
    private static final Pattern COMMAND_ELSEWHERE = Pattern.compile(
            "(?m)^(?:curl|mvn|docker|kubectl|gcloud|tar|bench/\\S+|bin/\\S+|feature:\\S+|bundle:\\S+)(?: .*)?$");

    @TempDir
    private static Path home;

    private final int port = Ports.free();
    private final int managementPort = Ports.free();
    private GatewayProcess gateway;

    record Command(MarkdownPage page, Block block) {
        @Override
        public String toString() {
            return "%s: %s".formatted(page, block.text().lines().findFirst().orElse(""));
        }
    }

    @BeforeAll
    void start() throws IOException {
        for (String folder : List.of("routes", "kamelets", "simulator")) {
            LiveEditingTest.copy(Path.of(folder), home.resolve(folder));
        }
        Files.copy(Path.of("application.properties"), home.resolve("application.properties"));
        Files.copy(Path.of("simulator/media/photo.jpg"), home.resolve("photo.jpg"));
        gateway = GatewayProcess.startLightIn(
                        home,
                        Map.of(
                                "telnyx.mode",
                                "simulator",
                                "camel.server.port",
                                String.valueOf(port),
                                "camel.management.port",
                                String.valueOf(managementPort),
                                "mms.admin-key",
                                ADMIN_KEY),
                        home.resolve("log"))
                .awaitReady();
        assumeThat(shell("curl --version")).as("curl is installed").contains("curl");
    }

    @AfterAll
    void stop() {
        gateway.close();
    }

    // --- The quickstart, word by word

    /**
     * {@code mvn} alone runs the goals of the pom; this test has started the same class in a copy of the checkout. First of all, for
     * another command erases what this one looks at.
     */
    @Test
    @Order(1)
    void mavenAloneStartsTheGateway() {
        assertThat(readme(0)).isEqualTo("mvn\n");
        assertThat(POM)
                .contains(
                        "<defaultGoal>compile camel:run</defaultGoal>", "<mainClass>io.mmsroutes.Gateway</mainClass>");
        String seen = MarkdownPage.read(Path.of("README.md")).blocks().get(1).text();

        assertThat(seen.lines()).hasSize(2).allSatisfy(this::awaitLine);
        List<String> stored = Arrays.asList("0.jpg", "1.png", "2.vcf", "message.json");
        assertThat(text(Path.of("README.md"))).contains("`0.jpg`, `1.png`, `2.vcf` and `message.json`");
        await().atMost(PATIENCE)
                .until(() -> namesBelow(home.resolve("data/mms/+13125550001")).containsAll(stored));
    }

    @Test
    void whatIsSentByTheReadmeIsDeliveredOnce() {
        JsonNode sent = json(run(readme(2))).path("data");
        String id = sent.path("id").asText();
        assertThat(sent.path("to").path(0).path("status").asText()).isEqualTo("queued");

        String ask = readme(3).replace("<id>", id);
        await().atMost(PATIENCE).until(() -> run(ask).contains("\"state\":\"finalized\""));
        assertThat(run(ask)).contains("delivered").contains("url-not-https");

        assertThat(json(run(readme(2))).path("data").path("id").asText()).isEqualTo(id);
        assertThat(shell(readme(2).replace("Your bouquet", "My bouquet")))
                .contains("errors")
                .contains("Idempotency-Key");
        assertThat(shell("curl http://localhost:8080/simulator/accepted")).containsOnlyOnce("bouquet");
    }

    @Test
    void theTestCommandOfTheReadmeIsWhatIsRunForAChange() {
        assertThat(readme(4)).isEqualTo("mvn verify\n");
        assertThat(text(Path.of(".ci/run"))).containsPattern("(?m)^mvn (?:-\\S+ )*verify$");
    }

    // --- All commands

    Stream<Command> commands() {
        return MarkdownPage.all().stream()
                .flatMap(page -> page.blocks().stream().map(block -> new Command(page, block)))
                .filter(command -> command.block().language().equals("sh"));
    }

    Stream<Command> curlCommands() {
        return commands()
                .filter(command -> command.block().text().startsWith("curl "))
                .filter(command -> !command.page().toString().equals(JOBS))
                .filter(command -> !command.block().text().contains("<id>"));
    }

    @ParameterizedTest
    @MethodSource("curlCommands")
    void isAnsweredWithSuccess(Command command) {
        String answer = run(command.block().text());

        assertThat(json(answer).isMissingNode()).as(answer).isFalse();
        if (command.block().text().contains("/simulator/account")) {
            run("curl -X POST http://localhost:8080/simulator/account -H 'Content-Type: application/json' -d '{}'");
        }
        if (command.block().text().contains("/simulator/faults")) {
            run("curl -X POST http://localhost:8080/simulator/faults -H 'Content-Type: application/json' -d '{}'");
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void isOfAProgramThatIsKnown(Command command) {
        for (String step : steps(command.block().text())) {
            String program = step.replaceFirst("^(?:[A-Z_]+=\\S+ )+", "").split(" ", 2)[0];
            if (program.equals("mvn")) {
                isMaven(step);
            } else if (program.startsWith("bench/")) {
                assertThat(Path.of(program)).isExecutable();
            } else if (program.endsWith("bin/mms-routes")) {
                assertThat(text(Path.of("src/main/dist/bin/mms-routes")))
                        .contains(step.contains(" ") ? "--archive" : "");
            } else if (!program.equals("curl") && !NOT_RUN.contains(program)) {
                fail("Say in this test how %s is tried: %s", program, step);
            }
        }
    }

    @ParameterizedTest
    @MethodSource("commands")
    void namesSettingsAndFilesThatThereAre(Command command) throws IOException {
        Set<String> variables = ConfigurationIsDocumentedTest.documented().stream()
                .map(Settings::environmentName)
                .collect(Collectors.toSet());

        assertThat(found(VARIABLE, command.block().text()).filter(name -> name.matches("(MMS|TELNYX|CAMEL)_.*")))
                .isSubsetOf(variables);
        assertThat(found(OUR_FILE, command.block().text()).filter(name -> !name.equals("secret.yaml")))
                .allSatisfy(name -> assertThat(Stream.of("", "deploy", "deploy/kubernetes", "..")
                                .map(folder -> Path.of(folder).resolve(name)))
                        .anyMatch(Files::exists));
    }

    @Test
    void commandsAreInBlocksThatAreMarkedSo() {
        assertThat(MarkdownPage.all())
                .allSatisfy(page -> assertThat(page.blocks().stream()
                                .filter(block -> !Set.of("sh", "karaf").contains(block.language()))
                                .flatMap(block -> found(COMMAND_ELSEWHERE, block.text())))
                        .as("Commands in %s that no test sees: mark their block sh or karaf", page)
                        .isEmpty());
    }

    @Test
    void commandsWithinASentenceAreOfMavenAsItIs() {
        MarkdownPage.all().stream()
                .flatMap(page -> page.prose().stream())
                .flatMap(line -> found(Pattern.compile("`(mvn [^`]+)`"), line))
                .forEach(DocumentedCommandsTest::isMaven);
    }

    @Test
    void theVersionIsThatOfThePom() {
        String version = Pattern.compile("<artifactId>mms-routes</artifactId>\\s+<version>([^<]+)<")
                .matcher(POM)
                .results()
                .map(found -> found.group(1))
                .findFirst()
                .orElseThrow();

        assertThat(MarkdownPage.all().stream()
                        .flatMap(page -> page.blocks().stream())
                        .flatMap(block -> OUR_VERSION.matcher(block.text()).results())
                        .map(found -> found.group(1) == null ? found.group(2) : found.group(1))
                        .map(named -> named.replaceFirst("-dist.*|[.]tar.*", "")))
                .isNotEmpty()
                .containsOnly(version);
    }

    /** {@code KarafIT} installs these features; here it is looked whether they are named as they are. */
    @Test
    void commandsOfKarafNameFeaturesThatThereAre() {
        String features = text(Path.of("karaf/features.xml"));

        assertThat(MarkdownPage.all().stream()
                        .flatMap(page -> page.blocks().stream())
                        .filter(block -> block.language().equals("karaf"))
                        .flatMap(block -> found(Pattern.compile("(?<= )(mms-routes(?:-\\w+)?)(?=\\s)"), block.text())))
                .isNotEmpty()
                .allSatisfy(name -> assertThat(features).contains("<feature name=\"%s\"".formatted(name)));
    }

    // --- Reading

    private static void isMaven(String command) {
        assertThat(found(PROFILE, command))
                .allSatisfy(profile -> assertThat(POM).contains("<id>%s</id>".formatted(profile)));
        assertThat(found(VERSION, command))
                .allSatisfy(version -> assertThat(POM).contains("<%s>".formatted(version)));
        assertThat(found(TEST_CLASS, command)).allSatisfy(name -> {
            try (Stream<Path> files = Files.walk(Path.of("src/test/java"))) {
                assertThat(files.map(file -> file.getFileName().toString()).filter(file -> file.equals(name + ".java")))
                        .as("The class %s", name)
                        .hasSize(1);
            }
        });
    }

    /** Each command by itself, on one line and without its remark. */
    private static List<String> steps(String block) {
        return block.replace("\\\n", " ")
                .lines()
                .map(line -> line.replaceFirst(" +#.*$", ""))
                .flatMap(line -> line.startsWith("curl ") ? Stream.of(line) : Arrays.stream(line.split(" && ")))
                .map(String::strip)
                .filter(line -> !line.isEmpty() && !line.startsWith("-d ") && !line.startsWith("\""))
                .toList();
    }

    /** The commands of the README by their order. */
    private static String readme(int number) {
        return MarkdownPage.read(Path.of("README.md")).blocks().stream()
                .filter(block -> block.language().equals("sh"))
                .toList()
                .get(number)
                .text();
    }

    private static Stream<String> found(Pattern pattern, String text) {
        return pattern.matcher(text).results().map(DocumentedCommandsTest::group);
    }

    private static String group(MatchResult found) {
        return found.groupCount() == 0 ? found.group() : found.group(1);
    }

    private void awaitLine(String expected) {
        Pattern pattern = Pattern.compile(
                Arrays.stream(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
        await(expected)
                .atMost(PATIENCE)
                .until(() -> pattern.matcher(gateway.output()).find());
    }

    private static Set<String> namesBelow(Path folder) {
        if (!Files.exists(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString()).collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- Running

    /** What is answered, with a status that is a success. */
    private String run(String command) {
        String answer = shell(command.replaceFirst("curl ", "curl --write-out '\\\\n%{http_code}' "));
        int end = answer.lastIndexOf('\n');
        assertThat(answer.substring(end + 1)).as("%s\n%s", command, answer).startsWith("2");
        return answer.substring(0, end);
    }

    private String shell(String command) {
        ProcessBuilder builder = new ProcessBuilder(
                        "sh",
                        "-c",
                        command.replace("localhost:8080", "127.0.0.1:" + port)
                                .replace("localhost:9876", "127.0.0.1:" + managementPort)
                                .replace("127.0.0.1:8080", "127.0.0.1:" + port))
                .directory(home.toFile())
                .redirectError(ProcessBuilder.Redirect.DISCARD);
        builder.environment().put("MMS_ADMIN_KEY", ADMIN_KEY);
        try {
            return new String(builder.start().getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static JsonNode json(String text) {
        try {
            return Json.MAPPER.readTree(text);
        } catch (IOException e) {
            throw new UncheckedIOException(text, e);
        }
    }

    private static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

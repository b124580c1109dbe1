package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.JobsPage;
import io.mmsroutes.support.JobsPage.Step;
import io.mmsroutes.support.Ports;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileSystems;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.PathMatcher;
import java.time.Duration;
import java.time.LocalTime;
import java.time.ZoneId;
import java.time.ZoneOffset;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Executors;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.function.UnaryOperator;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/**
 * docs/jobs.md, followed word by word on one gateway with the simulator, while messages go on. What the page wants in {@code
 * application.properties} and {@code kamelets/} is there before the start, all else is saved while the gateway runs. What a job
 * changed is taken back after it, as the page says. Job 8 is in {@code DistIT}, job 10 in {@code KaotoCatalogTest}.
 */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
class StaffJobsTest {
    private static final JobsPage PAGE = JobsPage.read();
    private static final String TRAFFIC = "+13125559999";
    private static final Duration PATIENCE = Duration.ofSeconds(45);

    private static final Pattern FILE = Pattern.compile("[iI]n `((?:routes|kamelets)/[^`]+)`");
    private static final Pattern INSTEAD = Pattern.compile("instead of `([^`]+)` write `([^`]+)`");
    private static final Pattern BELOW = Pattern.compile("below `([^`]+)`, write$");
    private static final Pattern SAVE = Pattern.compile("[sS]ave this as `([^`]+)`:$");
    private static final Pattern FROM_KAMELETS_PAGE =
            Pattern.compile("Save the first file of \\[kamelets.md]\\([^)]*\\) as `([^`]+)`");

    private final HttpClient http = HttpClient.newHttpClient();
    private final int port = Ports.free();
    private final Map<Path, Optional<String>> before = new HashMap<>();
    private final ScheduledExecutorService phone = Executors.newSingleThreadScheduledExecutor();
    private final List<String> answers = new CopyOnWriteArrayList<>();

    @TempDir
    private static Path home;

    private GatewayProcess gateway;
    private ScheduledFuture<?> traffic;
    private Path edited = Path.of("");
    private String replaced = "";
    private String command = "";
    private String messageId = "…";
    /** Where the log ended when something was done last. */
    private int mark;

    @BeforeAll
    void start() throws IOException {
        for (String folder : List.of("routes", "kamelets", "simulator")) {
            LiveEditingTest.copy(Path.of(folder), home.resolve(folder));
        }
        Path properties = home.resolve("application.properties");
        Files.copy(Path.of("application.properties"), properties);
        PAGE.blocks().filter(step -> step.language().equals("properties")).forEach(step -> {
            assertThat(step.words()).endsWith("In `application.properties`, write");
            write(properties, step.block().lines().reduce(read(properties), StaffJobsTest::set));
        });
        PAGE.job(3).forEach(this::saveStoreOfOnesOwn);
        before.clear(); // what counts from the start on stays

        Map<String, String> settings = new HashMap<>(Map.of(
                "telnyx.mode",
                "simulator",
                "camel.server.port",
                String.valueOf(port),
                "camel.management.port",
                String.valueOf(Ports.free()),
                "mms.admin-key",
                "open-sesame",
                "mms.own-numbers",
                TRAFFIC, // whose messages get no reply
                "mms.reply.max-per-hour",
                "1000",
                "mms.rate-limit.long-code",
                "20/s"));
        gateway =
                GatewayProcess.startLightIn(home, settings, home.resolve("log")).awaitReady();
        traffic = phone.scheduleWithFixedDelay(
                () -> answers.add(post("/simulator/mms", """
                        {"media":["picture.png"],"from":"%s"}
                        """.formatted(TRAFFIC)).body()),
                0,
                400,
                TimeUnit.MILLISECONDS);
    }

    @AfterAll
    void stop() {
        phone.shutdownNow();
        gateway.close();
    }

    /** Takes the job back, and looks whether messages went on. */
    @AfterEach
    void takeBack() {
        mark = gateway.output().length();
        before.forEach((file, text) -> {
            if (!text.equals(Optional.of(read(file)))) {
                text.ifPresentOrElse(old -> write(file, old), () -> delete(file));
                String name = home.relativize(file).toString();
                awaitLine("%s %s".formatted(text.isPresent() ? "Re…ed" : "Removed", name));
            }
        });
        before.clear();
        messageId = "…";
        assertThat(traffic.isDone()).as("Messages no longer go on").isFalse();
        List<String> sent = List.copyOf(answers);
        assertThat(sent).isNotEmpty().allSatisfy(answer -> assertThat(answer).contains("\"webhook\":[200]"));
        await().atMost(PATIENCE)
                .untilAsserted(() -> assertThat(sent)
                        .allMatch(answer -> gateway.output().contains("Delivered message, messageId=" + id(answer))));
    }

    @Test
    void heicGoesToASecondStoreWhereItIsFoundAndErased() {
        follow(1);

        HttpResponse<String> erased =
                post("/admin/erase", "{\"number\":\"+13125550003\"}", "Authorization", "Bearer open-sesame");
        assertThat(erased.statusCode()).as(erased.body()).isEqualTo(200);
        assertThat(files("data/heic/mms/+13125550003/*/0.heic")).isEmpty();
    }

    @Test
    void eachMessageGoesToASecondReceiver() {
        follow(2);
    }

    @Test
    void theSecondReceiverGetsTheManifestWhateverTheFirstAnswers() {
        save(
                home.resolve("routes/take-first.camel.yaml"),
                PAGE.file("routes/take-partner.camel.yaml")
                        .replace("partner", "first")
                        .replace("expression: \"\"", "expression: Thanks"));
        follow(2);
        save(
                edited,
                replacedOnce(
                        read(edited),
                        "uri: kamelet:{{mms.message-sink}}",
                        "uri: kamelet:message-sink-http-sink?url=http://localhost:8080/first"));
        awaitLine("Reloaded routes/inbound/5-deliver-message.camel.yaml");

        command("curl -X POST http://localhost:8080/simulator/mms");

        awaitLine("The first has message …");
        awaitLine("The partner has message …");
        awaitLine("Delivered message, messageId=…");
    }

    @Test
    void videosGoToAStoreOfOnesOwn() {
        follow(3);
    }

    @Test
    void repliesGoOutByNightOnly() {
        // In place of the page's time zone one where it is about noon, then one where it is about midnight.
        follow(4, block -> block.replace("America/Chicago", zoneWhereItIs(13)), "y night");
        takeBack();
        follow(4, block -> block.replace("America/Chicago", zoneWhereItIs(1)), "By day");
    }

    @Test
    void byNightIsFrom22To6() {
        Matcher condition = Pattern.compile("expression: (\\$\\{body} == 'wanted' && .*)")
                .matcher(PAGE.below(4, "In `routes/inbound/6-reply-to-sender.camel.yaml`"));
        assertThat(condition.find()).isTrue();
        CamelContext context = new DefaultCamelContext();
        for (int hour = 0; hour < 24; hour++) {
            DefaultExchange exchange = new DefaultExchange(context);
            exchange.getMessage().setBody("wanted");
            String zone = zoneWhereItIs(hour);
            boolean byDay = context.resolveLanguage("simple")
                    .createPredicate(condition.group(1).replace("America/Chicago", zone))
                    .matches(exchange);
            if (LocalTime.now(ZoneId.of(zone)).getHour() == hour) { // else the hour is over just now
                assertThat(byDay).as("%d o'clock", hour).isEqualTo(hour >= 6 && hour < 22);
            }
        }
    }

    @Test
    void fiveMistakesAreRefusedWithAWordAboutEach() {
        assertThat(PAGE.job(5)).filteredOn(step -> !step.block().isEmpty()).hasSize(5);

        follow(5);
    }

    @Test
    void aTimerSendsAMessageOnceADay() {
        follow(6);
        write(edited, read(edited) + "# saved again\n");
        awaitLine("Reloaded routes/send-daily.camel.yaml");
        awaitLine("send-daily"); // the second time it fires

        assertThat(run("curl 'http://localhost:8080/simulator/phone?to=+17735550006'"))
                .containsOnlyOnce("Fresh bouquets today");
    }

    @Test
    void messagesOfOneSenderGoToAnotherReceiver() {
        save(home.resolve("routes/take-partner.camel.yaml"), PAGE.file("routes/take-partner.camel.yaml"));

        follow(7);

        assertThat(since(mark).filter(line -> line.contains("The partner has message")))
                .hasSize(1);
    }

    /** The example is built and run by {@code mvn verify}; here the page says what is in it. */
    @Test
    void theProjectOfOnesOwnIsTheExample() {
        Path project = Path.of("examples/spring-boot");
        assertThat(read(project.resolve("pom.xml"))).contains(PAGE.below(9, "Its `pom.xml` has"));
        for (String route : List.of("take-picture", "send-message")) {
            String file = "src/main/resources/camel/%s.camel.yaml".formatted(route);
            assertThat(PAGE.below(9, "`%s`".formatted(file))).isEqualTo(read(project.resolve(file)));
        }
        assertThat(PAGE.below(9, "in the project's folder, run")).isEqualTo("mvn verify\n");
    }

    /** {@code DistIT} does the job, with the Camel that it is run with. */
    @Test
    void aComponentOfOnesOwnIsOfTheCamelThatIsHere() {
        assertThat(PAGE.file("own.pom.xml")).containsOnlyOnce("<version>4");
        String version = PAGE.file("own.pom.xml").replaceAll("(?s).*<version>(4[^<]*)<.*", "$1");
        assertThat(read(Path.of("pom.xml"))).contains("<camel.version>%s</camel.version>".formatted(version));
    }

    // --- Following

    private void follow(int job) {
        follow(job, UnaryOperator.identity(), "nothing is left out");
    }

    /** @param leftOut steps whose words contain this */
    private void follow(int job, UnaryOperator<String> change, String leftOut) {
        for (Step step : PAGE.job(job)) {
            Matcher file = FILE.matcher(step.words());
            while (file.find()) {
                edited = home.resolve(file.group(1));
            }
            Matcher instead = INSTEAD.matcher(step.words());
            if (instead.find()) {
                save(edited, replacedOnce(original(edited), instead.group(1), instead.group(2)));
            }
            if (!step.block().isEmpty() && !step.words().contains(leftOut)) {
                take(step, here(change.apply(step.block())));
            }
        }
    }

    private void take(Step step, String block) {
        Matcher below = BELOW.matcher(step.words());
        Matcher saved = SAVE.matcher(step.words());
        switch (step.language()) {
            case "properties" -> {} // before the start
            case "sh" -> command(block);
            case "yaml" -> {
                if (saved.find()) {
                    edited = home.resolve(saved.group(1));
                    if (!Files.exists(edited)) {
                        save(edited, block);
                    }
                } else if (below.find()) {
                    save(edited, insertedBelow(read(edited), below.group(1), block));
                } else if (step.words().endsWith("instead of")) {
                    replaced = block;
                } else {
                    assertThat(step.words()).isEqualTo("write");
                    save(edited, replacedOnce(read(edited), replaced, block));
                }
            }
            default -> see(step, block);
        }
    }

    private void see(Step step, String block) {
        if (step.words().endsWith("log says")) {
            block.lines().forEach(this::awaitLine);
        } else if (step.words().endsWith("These files are there:")) {
            block.lines()
                    .forEach(line -> await(line)
                            .atMost(PATIENCE)
                            .until(() -> !files(line.replace("…", messageId)).isEmpty()));
        } else {
            assertThat(step.words()).endsWith("he answer is");
            await(block)
                    .atMost(PATIENCE)
                    .until(() -> pattern(block.strip()).matcher(run(command)).find());
        }
    }

    private void command(String block) {
        assertThat(block).startsWith("curl ");
        command = block;
        mark = gateway.output().length();
        messageId = Optional.of(id(run(block))).filter(id -> !id.isEmpty()).orElse("…");
    }

    private void awaitLine(String expected) {
        Pattern pattern = pattern(expected.replaceAll("(messageId=|has message )…", "$1" + messageId));
        await(expected).atMost(PATIENCE).until(() -> since(mark).anyMatch(pattern.asPredicate()));
    }

    private Stream<String> since(int position) {
        return gateway.output().substring(position).lines();
    }

    private static Pattern pattern(String expected) {
        return Pattern.compile(
                Stream.of(expected.split("…", -1)).map(Pattern::quote).collect(Collectors.joining(".*")));
    }

    // --- Files

    private void saveStoreOfOnesOwn(Step step) {
        Matcher kamelet = FROM_KAMELETS_PAGE.matcher(step.words());
        Matcher saved = SAVE.matcher(step.words());
        if (kamelet.find()) {
            Matcher first = Pattern.compile("(?s)## A store of your own.*?```yaml\\n(.*?)```")
                    .matcher(read(Path.of("docs/kamelets.md")));
            assertThat(first.find()).isTrue();
            write(home.resolve(kamelet.group(1)), first.group(1));
        }
        if (saved.find()) {
            write(home.resolve(saved.group(1)), here(step.block()));
        }
    }

    /** As it was before the job. */
    private String original(Path file) {
        return before.getOrDefault(file, Optional.of(read(file))).orElseThrow();
    }

    private void save(Path file, String text) {
        before.computeIfAbsent(file, any -> Files.exists(file) ? Optional.of(read(file)) : Optional.empty());
        mark = gateway.output().length();
        write(file, text);
    }

    private static String insertedBelow(String text, String line, String block) {
        List<String> found =
                text.lines().filter(any -> any.strip().equals(line)).toList();
        assertThat(found).as("The one line %s", line).hasSize(1);
        return replacedOnce(text, found.get(0) + "\n", found.get(0) + "\n" + block);
    }

    private static String replacedOnce(String text, String old, String replacement) {
        assertThat(text).containsOnlyOnce(old);
        return text.replace(old, replacement);
    }

    private static String set(String properties, String setting) {
        String key = setting.substring(0, setting.indexOf('=') + 1);
        String rest = properties.lines().filter(line -> !line.startsWith(key)).collect(Collectors.joining("\n"));
        return rest + "\n" + setting + "\n";
    }

    /** A pattern that has only {@code *}, as a shell reads it. */
    private List<Path> files(String pattern) {
        PathMatcher matcher = FileSystems.getDefault()
                .getPathMatcher("glob:" + pattern.strip().replace("…", "*"));
        try (Stream<Path> files = Files.walk(home.resolve("data"))) {
            return files.filter(file -> matcher.matches(home.relativize(file))).toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private String here(String text) {
        return text.replace("localhost:8080", "127.0.0.1:" + port);
    }

    private static String read(Path file) {
        return JobsPage.text(file);
    }

    private void write(Path file, String text) {
        try {
            Files.writeString(file, here(text));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static void delete(Path file) {
        try {
            Files.delete(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    // --- HTTP

    /** In the gateway's folder, as staff would. */
    private String run(String shell) {
        try {
            Process process = new ProcessBuilder("sh", "-c", here(shell))
                    .directory(home.toFile())
                    .redirectError(ProcessBuilder.Redirect.DISCARD)
                    .start();
            return new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private HttpResponse<String> post(String path, String json, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create("http://127.0.0.1:" + port + path))
                .header("Content-Type", "application/json")
                .POST(BodyPublishers.ofString(json));
        return Http.send(http, headers.length == 0 ? request : request.headers(headers));
    }

    private static String id(String answer) {
        Matcher id = Pattern.compile("\"messageId\":\"([^\"]+)\"").matcher(answer);
        return id.find() ? id.group(1) : "";
    }

    private static String zoneWhereItIs(int hour) {
        int utc = LocalTime.now(ZoneOffset.UTC).getHour();
        int ahead = IntStream.rangeClosed(-11, 12)
                .filter(offset -> Math.floorMod(utc + offset, 24) == hour)
                .findFirst()
                .orElseThrow();
        return "Etc/GMT%+d".formatted(-ahead); // signs are the other way round there
    }
}

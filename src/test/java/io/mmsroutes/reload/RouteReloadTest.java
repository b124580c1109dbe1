package io.mmsroutes.reload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.apache.camel.health.HealthCheck;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Staff save, break, copy, rename, delete and restore files; each look at the folder finds what they left. */
class RouteReloadTest {
    private static final String GREET = """
            - route:
                id: greet
                description: "Greets. In: nothing. Out: a greeting."
                from:
                  uri: direct
                  parameters:
                    name: greet
                  steps:
                    - setBody:
                        expression:
                          constant:
                            expression: hello
            """;
    private static final String ENTER = """
            - route:
                id: enter
                description: "Has somebody greeted. In: nothing. Out: a greeting."
                from:
                  uri: direct
                  parameters:
                    name: enter
                  steps:
                    - to:
                        uri: direct
                        parameters:
                          name: greet
            """;
    private static final String OWN = GREET.replace("greet", "own").replace("expression: hello", "expression: own");

    @TempDir
    private Path home;

    private final DefaultCamelContext context = new DefaultCamelContext();
    private final RunningRoutes running = new RunningRoutes();
    private Path folder;
    private RouteReload reload;

    @BeforeEach
    void startOnThreeFiles() throws Exception {
        folder = home.resolve("routes");
        Files.createDirectories(folder.resolve("inbound"));
        save("inbound/1-enter", ENTER);
        save("inbound/greet", GREET);
        save(
                "inbound/wait",
                GREET.replace("uri: direct", "uri: seda")
                        .replace("name: greet", "name: greet\n        pollTimeout: 20") // a stop waits for it
                        .replace("greet", "wait"));
        context.disableJMX();
        running.setCamelContext(context);
        reload = new RouteReload(context, folder, "classpath:kamelets", running);
        for (String file : List.of("inbound/1-enter", "inbound/greet", "inbound/wait")) {
            PluginHelper.getRoutesLoader(context)
                    .loadRoutes(ResourceHelper.resolveResource(context, "file:" + path(file)));
        }
        context.start();
        running.expectThoseOf(context);
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void aSavedRouteRunsAsItWasSaved() throws IOException {
        save("inbound/greet", GREET.replace("hello", "good morning"));

        look();

        assertThat(greeting()).isEqualTo("good morning");
        assertThat(isReady()).isTrue();
    }

    @Test
    void aFileThatIsStillWrittenIsWaitedFor() throws IOException {
        save("inbound/greet", GREET.replace("hello", "good morning"));
        reload.look();
        save("inbound/greet", GREET.replace("hello", "good evening, all"));
        reload.look();

        assertThat(greeting()).isEqualTo("hello");

        look();

        assertThat(greeting()).isEqualTo("good evening, all");
    }

    @Test
    void aNewFileInANewFolderRuns() throws IOException {
        Files.createDirectories(folder.resolve("ours"));
        save("ours/own", OWN);

        look();

        assertThat(ask("own")).isEqualTo("own");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "   - remove: [\n",
                "\t- log: x\n",
                "        - setBodyy: {}\n",
                "            - bean:\n                ref: nobody\n",
                ""
            })
    void whatCannotBeUsedIsRefusedAndTheOldOneRunsOn(String ending) throws IOException {
        save("inbound/greet", ending.isEmpty() ? "" : GREET + ending);

        look();

        assertThat(greeting()).isEqualTo("hello");
        assertThat(refusal("inbound/greet")).isNotEmpty();
        assertThat(isReady()).isTrue();
    }

    @Test
    void whatIsNoYamlIsToldWithLineAndColumn() throws IOException {
        save("inbound/greet", GREET + "   - remove: [\n");

        look();

        assertThat(refusal("inbound/greet"))
                .contains("routes/inbound/greet.camel.yaml, line 13, column 4: this is no YAML");
    }

    @Test
    void aMisspeltStepFieldAndOptionIsToldWithItsPlaceAndTheNearestName() throws IOException {
        save("inbound/greet", GREET.replace("setBody:", "setBoddy:"));
        look();
        assertThat(refusal("inbound/greet"))
                .contains("line 9, column 11: Camel knows no setBoddy here; the nearest is setBody.");

        save("inbound/greet", GREET.replace("description:", "descripton:"));
        look();
        assertThat(refusal("inbound/greet"))
                .contains("line 3, column 5: Camel knows no descripton here; the nearest is description.");

        save("inbound/greet", GREET.replace("expression: hello", "expresion: hello"));
        look();
        assertThat(refusal("inbound/greet"))
                .contains("line 12, column 17: Camel knows no expresion here; the nearest is expression.");

        save("inbound/greet", GREET + HTTP.formatted("httpMetod", "POST"));
        look();
        assertThat(refusal("inbound/greet")).contains("http has no option httpMetod; the nearest is httpMethod.");
        assertThat(greeting()).isEqualTo("hello");
    }

    private static final String HTTP = """
                    - to:
                        uri: http
                        parameters:
                          httpUri: 127.0.0.1:9
                          %s: %s
            """;

    private static final String QUEUE = """
                    - to:
                        uri: queue
                        parameters:
                          name: inbound
                          %s: mmsEventId
            """;

    @Test
    void aMisspeltOptionOfAQueueIsToldWithTheNearestName() throws IOException {
        save("inbound/greet", GREET + QUEUE.formatted("idHeder"));

        look();

        assertThat(refusal("inbound/greet")).contains("queue has no option idHeder; the nearest is idHeader.");
    }

    @Test
    void aParameterForTheHostIsNoMisspeltOption() throws IOException {
        save("inbound/greet", GREET + HTTP.formatted("customer", "7"));

        look();

        assertThat(refusal("inbound/greet")).isEmpty();
    }

    @Test
    void aMisspeltParameterOfAKameletIsRefused() throws IOException {
        save("inbound/greet", GREET + """
                        - to:
                            uri: kamelet:media-store-file-sink
                            parameters:
                              directori: data
                """);

        look();

        assertThat(refusal("inbound/greet")).contains("kamelet has no option directori; the nearest is directory.");
    }

    @Test
    void aComponentThatIsNotThereIsToldWithTheFolderForIt() throws IOException {
        save("inbound/greet", GREET + """
                        - to:
                            uri: nowhere:at-all
                """);

        look();

        assertThat(refusal("inbound/greet")).contains("nowhere:at-all", "into ext/ and restart");
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    void aFileOfOnesOwnThatIsSavedAndDeletedDoesNotSpoilTheNextEdit() throws IOException {
        save("own", OWN);
        look();
        delete("own");
        look();

        save("inbound/greet", GREET.replace("hello", "good morning"));
        look();

        assertThat(greeting()).isEqualTo("good morning");
        assertThat(context.getRoute("own")).isNull();
        assertThat(isReady()).isTrue();
    }

    @Test
    void whatWorkedIsRememberedWhateverElseIsSavedMeanwhile() throws IOException {
        save("inbound/greet", GREET + "   - remove: [\n");
        look();
        save("inbound/1-enter", ENTER.replace("Has somebody", "Has a person"));
        look();

        save("inbound/greet", GREET + "            - bean:\n                ref: nobody\n");
        look();

        assertThat(greeting()).isEqualTo("hello");
        assertThat(isReady()).isTrue();
    }

    @Test
    void aFileThatIsRestoredIsTakenUp() throws IOException {
        save("inbound/greet", GREET + "   - remove: [\n");
        look();

        save("inbound/greet", GREET);
        look();

        assertThat(refusal("inbound/greet")).isEmpty();
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    void aCopyIsRefusedWithBothNamesAndTheOriginalRunsOn() throws IOException {
        save("inbound/greet-copy", GREET.replace("hello", "good bye"));

        look();

        assertThat(refusal("inbound/greet-copy"))
                .contains("greet is in two files")
                .contains("routes/inbound/greet.camel.yaml")
                .contains("routes/inbound/greet-copy.camel.yaml");
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    void aCopyIsRefusedAtTheStartWithBothNames() throws IOException {
        save("inbound/greet-copy", GREET);

        assertThatThrownBy(() -> new RouteReload(context, folder, "classpath:kamelets", running))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("routes/inbound/greet.camel.yaml")
                .hasMessageContaining("routes/inbound/greet-copy.camel.yaml");
    }

    @Test
    void whatIsRefusedWhileTheGatewayRunsIsRefusedAtTheStart() throws IOException {
        save("inbound/greet", GREET + HTTP.formatted("httpMetod", "POST"));

        assertThatThrownBy(() -> new RouteReload(context, folder, "classpath:kamelets", running))
                .hasMessageContaining("line 17, column 15")
                .hasMessageContaining("httpMethod");
    }

    @Test
    void aFileThatIsRenamedRunsOnFromItsNewPlace() throws IOException {
        Files.move(path("inbound/greet"), path("inbound/2-greet"));
        look();
        assertThat(greeting()).isEqualTo("hello");
        assertThat(refusal("inbound/2-greet")).isEmpty();

        save("inbound/2-greet", GREET.replace("hello", "good morning"));
        look();

        assertThat(greeting()).isEqualTo("good morning");
    }

    @Test
    void aRouteThatGetsAnotherIdRunsOnce() throws IOException {
        save("inbound/greet", GREET.replace("id: greet", "id: welcome"));

        look();

        assertThat(greeting()).isEqualTo("hello");
        assertThat(context.getRoute("greet")).isNull();
        assertThat(isReady()).isTrue();
    }

    @Test
    void aFileThatOthersCallRunsOnWhenItIsDeleted() throws IOException {
        delete("inbound/greet");
        look();

        assertThat(greeting()).isEqualTo("hello");
        assertThat(refusal("inbound/greet")).contains("routes/inbound/1-enter.camel.yaml calls direct:greet");

        save("inbound/greet", GREET.replace("hello", "I am back"));
        look();

        assertThat(greeting()).isEqualTo("I am back");
        assertThat(refusal("inbound/greet")).isEmpty();
    }

    @Test
    void aRouteThatOthersCallDoesNotLeaveItsFile() throws IOException {
        save("inbound/greet", GREET.replace("greet", "welcome"));

        look();

        assertThat(refusal("inbound/greet")).contains("calls direct:greet");
        assertThat(greeting()).isEqualTo("hello");
    }

    @Test
    void aCallOfARouteThatIsNotThereIsRefusedUntilItIs() throws IOException {
        save("inbound/1-enter", ENTER.replace("name: greet", "name: own"));
        look();
        assertThat(refusal("inbound/1-enter")).contains("direct:own");
        assertThat(greeting()).isEqualTo("hello");

        save("own", OWN);
        look();
        look();

        assertThat(refusal("inbound/1-enter")).isEmpty();
        assertThat(ask("enter")).isEqualTo("own");
    }

    @Test
    void aFileOfTwoRoutesIsTakenWholeOrNotAtAll() throws IOException {
        save("own", OWN + OWN.replace("own", "second"));
        look();
        assertThat(ask("second")).isEqualTo("second");

        save("own", OWN.replace("expression: own", "expression: new") + OWN.replace("own", "second") + """
                        - bean:
                            ref: nobody
                """);
        look();

        assertThat(ask("own")).isEqualTo("own");
        assertThat(ask("second")).isEqualTo("second");

        save("own", OWN);
        look();

        assertThat(context.getRoute("second")).isNull();
        assertThat(isReady()).isTrue();
    }

    @Test
    void aRouteWithoutAnIdIsRefused() throws IOException {
        save("own", OWN.replace("    id: own\n", ""));

        look();

        assertThat(refusal("own")).contains("line 2, column 5: this route has no id");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                ".#own.camel.yaml",
                "#own.camel.yaml#",
                "own.camel.yaml~",
                ".own.camel.yaml.swp",
                ".own.camel.yaml"
            })
    void locksAndCopiesOfEditorsAreIgnored(String name) throws IOException {
        Files.writeString(folder.resolve(name), OWN);

        look();

        assertThat(context.getRoute("own")).isNull();
    }

    @Test
    void theDanglingLockOfAnEditorIsIgnored() throws IOException {
        Files.createSymbolicLink(folder.resolve(".#greet.camel.yaml"), Path.of("staff@host.4711"));
        save("inbound/greet", GREET.replace("hello", "good morning"));

        look();

        assertThat(greeting()).isEqualTo("good morning");
    }

    @Test
    void aRouteThatDoesNotRunMakesTheGatewayNotReadyByName() throws Exception {
        context.getRouteController().stopRoute("greet");

        HealthCheck.Result result = running.call();

        assertThat(result.getState()).isEqualTo(HealthCheck.State.DOWN);
        assertThat(result.getMessage())
                .hasValueSatisfying(text -> assertThat(text).contains("greet"));

        save("inbound/greet", GREET + "# saved again\n");
        look();

        assertThat(isReady()).isTrue();
    }

    /** Twice: what stays the same from one look to the next is dealt with. */
    private void look() {
        reload.look();
        reload.look();
    }

    private String greeting() {
        return ask("enter");
    }

    private String ask(String name) {
        return context.createFluentProducerTemplate().to("direct:" + name).request(String.class);
    }

    private boolean isReady() {
        return running.call().getState() == HealthCheck.State.UP;
    }

    private String refusal(String file) {
        return reload.refusal(path(file));
    }

    private Path path(String file) {
        return folder.resolve(file + ".camel.yaml");
    }

    private void save(String file, String text) throws IOException {
        Files.writeString(path(file), text);
    }

    private void delete(String file) throws IOException {
        Files.delete(path(file));
    }
}

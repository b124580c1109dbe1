package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.HostileInputTest;
import io.mmsroutes.support.GatewayProcess;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Whatever is put into the folder, it holds up nothing else, and ends in done/ or failed/. */
@Tag("one-camel")
class DroppedFilesTest extends SendingTestSupport {
    private static final Duration SOON = Duration.ofSeconds(6);

    private final AtomicBoolean allNames = new AtomicBoolean();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.outbox.max-bytes", "20000");
        return settings;
    }

    @Test
    void emptyFilesHoldUpNoOtherAndEndInFailed() throws IOException {
        for (String name : new String[] {"0.json", "1.json", "2.json"}) {
            drop(name, "");
        }

        assertTakenSoon("behind-the-empty.json");

        assertThat(reasons("0.json")).contains("empty");
        assertThat(reasons("2.json")).contains("empty");
    }

    @Test
    void aFileThatIsStillWrittenIsWaitedForWhileOthersAreTaken() throws IOException {
        String text = request("a slow writer").toString();
        drop("grows.json", text.substring(0, 12));
        assertTakenSoon("beside-what-grows.json");

        drop("grows.json", text);

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(outbox().resolve("done/grows.json")).exists());
    }

    @Test
    void aFileThatIsEmptyForAMomentIsTakenWhenItIsFull() throws IOException {
        Path file = drop("filled-later.json", "");
        assertTakenSoon("meanwhile.json");

        Files.writeString(file, request("filled later").toString(), StandardOpenOption.APPEND);

        await().atMost(SOON)
                .untilAsserted(() ->
                        assertThat(outbox().resolve("done/filled-later.json")).exists());
    }

    @Test
    void whatIsNoFileIsLeftAndHoldsUpNothing() throws Exception {
        Files.createDirectories(outbox().resolve("folder.json"));
        Files.createSymbolicLink(outbox().resolve("loop.json"), Path.of("loop.json"));
        Files.createSymbolicLink(outbox().resolve("nothing.json"), Path.of("nowhere"));
        Files.createSymbolicLink(outbox().resolve("device.json"), Path.of("/dev/zero"));
        Files.createSymbolicLink(outbox().resolve("up.json"), Path.of(".."));
        new ProcessBuilder("mkfifo", outbox().resolve("pipe.json").toString())
                .start()
                .waitFor();

        assertTakenSoon("beside-what-is-no-file.json");

        assertThat(reasons("nothing.json")).contains("link");
        assertThat(reasons("loop.json")).contains("link");
        assertThat(outbox().resolve("folder.json")).isDirectory();
    }

    @Test
    void aLinkToAFileIsTakenAsTheFile() throws IOException {
        Path elsewhere = Files.writeString(
                dataDir.resolve("elsewhere.json"), request("by link").toString());
        Files.createSymbolicLink(outbox().resolve("link.json"), elsewhere);

        await().atMost(SOON).until(() -> Files.isSymbolicLink(outbox().resolve("done/link.json")));
        assertThat(elsewhere).exists();
    }

    @Test
    void aFileLargerThanARequestMayBeIsRefused() throws IOException {
        drop("large.json", " ".repeat(30_000) + request("large"));

        assertTakenSoon("beside-the-large.json");

        assertThat(reasons("large.json")).contains("20000");
    }

    static Stream<String> names() {
        return Stream.of(
                "файл.json",
                "日本語.json",
                "ملف.json",
                "😀.json",
                "with blanks  and.dots.json",
                " .json",
                "quo\"te'.json",
                "${body}.json",
                "$simple{header.x}.json",
                "{{mms.api-key}}.json",
                "%41%00%n%s.json",
                "new\nline\r.json",
                "\u001b[31mred.json",
                "back\\slash..\\..\\x.json",
                "-rf.json",
                "~.json",
                "#?&=:;|<>.json",
                "UPPER.JSON",
                "e\u0301.json",
                "\u202egpj.json");
    }

    @ParameterizedTest
    @MethodSource("names")
    void anyNameIsAName(String name) throws IOException {
        dropAllNames();

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(
                        () -> assertThat(outbox().resolve("done").resolve(name)).exists());
        assertThat(outbox().resolve("done").resolve(name + ".answer.json"))
                .content()
                .contains("queued");
        assertThat(outbox().resolve(name)).doesNotExist();
    }

    /** All of them at once: each waits until it was looked at twice. */
    private void dropAllNames() throws IOException {
        if (allNames.compareAndSet(false, true)) {
            for (String name : names().toList()) {
                drop(name, request("name " + name.hashCode()).toString());
            }
        }
    }

    @ParameterizedTest
    @ValueSource(ints = {240, 250, 255})
    void aNameAsLongAsTheyMayBeIsAName(int length) throws IOException {
        String name = "n".repeat(length - 5) + ".json";
        drop(name, request("long name " + length).toString());

        await().atMost(SOON)
                .untilAsserted(
                        () -> assertThat(outbox().resolve("done").resolve(name)).exists());
        try (var answers = Files.list(outbox().resolve("done"))) {
            String id = telnyxId("long name " + length);
            assertThat(answers.filter(file -> file.toString().endsWith(".answer.json")))
                    .anySatisfy(answer -> assertThat(answer).content().contains(id));
        }
    }

    private String telnyxId(String text) {
        return database()
                .sql("select id from outbound_messages where request like :text")
                .param("text", "%" + text + "%")
                .query(String.class)
                .single();
    }

    @Test
    void aNameThatEndedBeforeKeepsWhatWasThereAndHasTheNewestAnswer() throws IOException {
        for (int i = 0; i < 3; i++) {
            drop("again.json", "{\"round\":%d}".formatted(i));
            await().atMost(SOON).until(() -> !Files.exists(outbox().resolve("again.json")));
        }
        Files.createDirectories(outbox().resolve("done/taken.json"));
        drop("taken.json", request("a folder is in the way").toString());

        await().atMost(SOON).until(() -> Files.isRegularFile(outbox().resolve("done/taken.json")));
        assertThat(outbox().resolve("failed/again.json")).content().contains("2");
        try (var kept = Files.list(outbox().resolve("failed"))) {
            assertThat(kept.filter(file -> file.getFileName().toString().startsWith("again.json")))
                    .hasSize(6);
        }
    }

    @Test
    void filesThatCannotBeReadEndInFailedWithTheReasons() throws IOException {
        List<Arguments> bodies = HostileInputTest.bodies().toList();
        for (Arguments hostile : bodies) {
            byte[] body = (byte[]) hostile.get()[1];
            Files.write(outbox().resolve("hostile %s.json".formatted(hostile.get()[0])), body);
        }

        for (Arguments hostile : bodies) {
            assertThat(reasons("hostile %s.json".formatted(hostile.get()[0])))
                    .contains("detail")
                    .doesNotContain("Exception");
        }
    }

    /** Such a process cannot even say the names. */
    @Test
    void anyNameIsANameInAnyLocale() throws Exception {
        Path data = Files.createTempDirectory(dataDir, "posix");
        Path home = Files.createTempDirectory(dataDir, "home");
        Map<String, String> settings = GatewayProcess.settings(data, Ports.free(), mediaHost.address());
        settings.put("mms.api-key", API_KEY);
        settings.put("telnyx.api-url", telnyxApi.url());
        Path outbox = Files.createDirectories(data.resolve("outbox"));
        List<String> names = List.of("файл.json", "日本 語.json", "é.json", "plain.json");
        for (String name : names) {
            Files.writeString(
                    outbox.resolve(name), request("posix " + name.length()).toString());
        }
        Files.writeString(outbox.resolve("плохой.json"), "{}");

        settings.put("LC_ALL", "POSIX"); // as an environment variable, which all settings are here
        try (GatewayProcess gateway = GatewayProcess.startLight(settings, home.resolve("log"))) {
            gateway.awaitReady();
            for (String name : names) {
                await().atMost(Duration.ofSeconds(60)).until(() -> Files.exists(outbox.resolve("done/" + name)));
                assertThat(outbox.resolve("done/" + name + ".answer.json"))
                        .content()
                        .contains("queued");
            }
            await().until(() -> Files.exists(outbox.resolve("failed/плохой.json")));
        }
    }

    private void assertTakenSoon(String name) throws IOException {
        drop(name, request("soon " + name).toString());
        await().atMost(Duration.ofSeconds(4))
                .untilAsserted(
                        () -> assertThat(outbox().resolve("done").resolve(name)).exists());
    }

    private String reasons(String name) {
        Path answer = outbox().resolve("failed").resolve(name + ".answer.json");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(answer).exists());
        await().atMost(SOON).until(() -> !Files.exists(outbox().resolve(name)));
        try {
            JsonNode errors = Json.MAPPER.readTree(answer.toFile());
            return errors.toString();
        } catch (IOException e) {
            throw new java.io.UncheckedIOException(e);
        }
    }

    private Path drop(String name, String content) throws IOException {
        return Files.writeString(outbox().resolve(name), content);
    }

    private Path outbox() {
        Path outbox = dataDir.resolve("outbox");
        await().until(() -> Files.isDirectory(outbox));
        return outbox;
    }
}

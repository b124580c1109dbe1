package io.mmsroutes.support;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.RecordedDisk.Answers;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Lines as strace writes them on a busy machine. */
class RecordedDiskTest {
    private static final int PORT = 16_001;
    private static final String PEER = "127.0.0.1:40000";

    @TempDir
    private Path folder;

    private final List<String> answered = new ArrayList<>();

    /** Another thread makes a folder below it, and ends first. */
    @Test
    void aFolderIsThereBeforeTheLineThatEndsItsMaking() throws IOException {
        Path outer = folder.resolve("disk/archive");
        Path inner = Files.createDirectories(outer.resolve("mms"));

        replay(
                "1 mkdir(\"%s\", 0777 <unfinished ...>".formatted(hex(outer)),
                "2 mkdir(\"%s\", 0777) = 0".formatted(hex(inner)),
                "1 <... mkdir resumed>) = 0");

        assertThat(inner).isDirectory();
    }

    /** The system gave a caller's port twice, first for the port of the health checks. */
    @Test
    void whatAnotherPortAnsweredIsNoAnswerToWhatWasPosted() throws IOException {
        Files.createDirectories(folder.resolve("disk"));
        String answer = "\"%s\"".formatted(hex("HTTP/1.1 200 OK\r\n\r\n"));

        replay(
                "1 accept4(3<TCP:[x]>, NULL, NULL, 0) = 7<TCP:[127.0.0.1:16002->%s]>".formatted(PEER),
                "1 write(7<TCP:[127.0.0.1:16002->%s]>, %s, 19) = 19".formatted(PEER, answer));
        assertThat(answered).isEmpty();

        replay(
                "1 accept4(3<TCP:[x]>, NULL, NULL, 0) = 7<TCP:[127.0.0.1:%s->%s]>".formatted(PORT, PEER),
                "1 write(7<TCP:[127.0.0.1:%s->%s]>, %s, 19) = 19".formatted(PORT, PEER, answer));
        assertThat(answered).containsExactly("posted");
    }

    private void replay(String... lines) throws IOException {
        Path record = Files.write(folder.resolve("record"), List.of(lines));
        RecordedDisk.replay(
                record, folder.resolve("disk"), new Answers(PORT, Map.of(PEER, List.of("posted".getBytes(UTF_8)))) {
                    @Override
                    protected void answered200(byte[] body) {
                        answered.add(new String(body, UTF_8));
                    }

                    @Override
                    protected void sentElsewhere(String peer, String text) {}

                    @Override
                    public void beforeSync(RecordedDisk disk) {}
                });
    }

    private static String hex(Object text) {
        return text.toString().chars().mapToObj("\\x%02x"::formatted).collect(Collectors.joining());
    }
}

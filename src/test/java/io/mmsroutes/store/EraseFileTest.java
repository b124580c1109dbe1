package io.mmsroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class EraseFileTest {
    private final StoredFiles eraseFile = new StoredFiles();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeStore() throws IOException {
        Files.createDirectory(folder.resolve("store"));
    }

    @Test
    void fileGoesWithTheFoldersThatAreEmptyThen() throws IOException {
        Path body = Files.writeString(folder.resolve("body"), "picture");
        String location = new StoredFiles().store(body.toFile(), "mms/+1/m/0 ü.jpg", store().toString(), false);
        Files.createDirectories(store().resolve("mms/+2"));

        assertThat(eraseFile.erase("mms/+1/m/0 ü.jpg", store().toString())).isEqualTo(location);

        assertThat(store().resolve("mms/+1")).doesNotExist();
        assertThat(store().resolve("mms/+2")).exists();
    }

    @Test
    void otherFilesOfTheMessageStay() throws IOException {
        Path message = Files.createDirectories(store().resolve("mms/+1/m"));
        Files.createFile(message.resolve("0.jpg"));
        Files.createFile(message.resolve("1.jpg"));

        eraseFile.erase("mms/+1/m/0.jpg", store().toString());

        assertThat(message.resolve("0.jpg")).doesNotExist();
        assertThat(message.resolve("1.jpg")).exists();
    }

    @Test
    void storeItselfStaysAndWhatIsNotThereIsGone() throws IOException {
        assertThat(eraseFile.erase("mms/+1/m/0.jpg", store().toString())).endsWith("/store/mms/+1/m/0.jpg");
        assertThat(eraseFile.erase("flat", folder.resolve("nowhere").toString()))
                .endsWith("/nowhere/flat");

        assertThat(store()).exists();
        assertThat(folder.resolve("nowhere")).doesNotExist();
    }

    @ParameterizedTest
    @ValueSource(strings = {"../outside", "mms/../../outside", "/etc/outside", "."})
    void noKeyLeavesTheStore(String key) throws IOException {
        Files.createFile(folder.resolve("outside"));

        assertThatThrownBy(() -> eraseFile.erase(key, store().toString())).isInstanceOf(Rejected.class);
        assertThat(folder.resolve("outside")).exists();
    }

    private Path store() {
        return folder.resolve("store");
    }
}

package io.mmsroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ReadFileTest {
    private final StoredFiles readFile = new StoredFiles();

    @TempDir
    private Path folder;

    @BeforeEach
    void makeStore() throws IOException {
        Files.createDirectories(store().resolve("mms"));
    }

    @Test
    void linkThatLeadsOutIsNotFollowed() throws IOException {
        Path outside = Files.writeString(folder.resolve("outside"), "secret");
        Files.createSymbolicLink(store().resolve("mms/0.txt"), outside);
        Files.createSymbolicLink(store().resolve("linked"), folder);

        assertThatItIsRefused("mms/0.txt", "name-outside");
        assertThatItIsRefused("linked/outside", "name-outside");
    }

    @Test
    void linkToWhereThereIsNothingIsMissing() throws IOException {
        Files.createSymbolicLink(store().resolve("mms/0.txt"), store().resolve("mms/nothing"));

        assertThatItIsRefused("mms/0.txt", "stored-missing");
    }

    @Test
    void linkWithinTheStoreIsFollowedAndKeepsItsLocation() throws IOException {
        Files.writeString(store().resolve("mms/1.txt"), "here");
        Files.createSymbolicLink(store().resolve("mms/0.txt"), store().resolve("mms/1.txt"));

        StoredFiles.OpenFile file = readFile.read("mms/0.txt", store().toString());

        try (InputStream in = file.stream()) {
            assertThat(in).hasContent("here");
        }
        assertThat(file.location()).endsWith("/store/mms/0.txt");
    }

    @Test
    void storeMayBeALinkItself() throws IOException {
        Files.writeString(store().resolve("mms/0.txt"), "here");
        Path link = Files.createSymbolicLink(folder.resolve("link"), store());

        try (InputStream in = readFile.read("mms/0.txt", link.toString()).stream()) {
            assertThat(in).hasContent("here");
        }
    }

    @Test
    void folderIsNoFileAndNoFolderIsNoStore() {
        assertThatItIsRefused("mms", "stored-missing");
        assertThatThrownBy(() -> readFile.read("a", folder.resolve("nowhere").toString()))
                .isInstanceOf(Rejected.class);
    }

    private void assertThatItIsRefused(String key, String code) {
        assertThatThrownBy(() -> readFile.read(key, store().toString()))
                .isInstanceOfSatisfying(
                        Rejected.class, failure -> assertThat(failure.code()).isEqualTo(code));
    }

    private Path store() {
        return folder.resolve("store");
    }
}

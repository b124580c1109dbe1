package io.mmsroutes.message;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class StorageFolderTest {

    @Test
    void ordinaryNamesStayAsTheyAre() {
        assertThat(StorageFolder.of("+13125550001", "4c87f42a-6023-4aa6-84af-cc903469bdf9"))
                .isEqualTo("mms/+13125550001/4c87f42a-6023-4aa6-84af-cc903469bdf9");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "..",
                ".",
                "",
                "/",
                "../../etc/passwd",
                "a/b",
                "a\\b",
                "C:\\x",
                "\u0000",
                "a\nb",
                "…/…",
                "%2e%2e%2f",
                "-rf",
                "~",
                "$(id)",
                "con."
            })
    void noNameLeavesItsFolder(String hostile) {
        Path root = Path.of("/store");

        Path folder = root.resolve(StorageFolder.of(hostile, hostile)).normalize();

        assertThat(folder.startsWith(root.resolve("mms"))).isTrue();
        assertThat(folder.getNameCount()).isEqualTo(4);
        assertThat(folder.toString()).matches("[A-Za-z0-9+_/-]+");
    }

    @Test
    void namesThatDifferNeverBecomeOne() {
        assertThat(StorageFolder.segment("a/b")).isNotEqualTo(StorageFolder.segment("a_b"));
        assertThat(StorageFolder.segment("a/b")).isNotEqualTo(StorageFolder.segment("a?b"));
        assertThat(StorageFolder.segment("x".repeat(300) + "1"))
                .isNotEqualTo(StorageFolder.segment("x".repeat(300) + "2"));
    }

    @Test
    void aLongNameIsCutToWhatFileSystemsTake() {
        assertThat(StorageFolder.segment("é".repeat(10_000))).hasSizeLessThan(100);
    }
}

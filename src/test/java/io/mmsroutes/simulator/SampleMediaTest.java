package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SampleMediaTest {
    @Test
    void theSamplesAreAllThere() throws IOException {
        assertThat(new SampleMedia(Path.of("simulator")).names())
                .contains(
                        "clip.3gp",
                        "clip.mp4",
                        "contact.vcf",
                        "dance.gif",
                        "layout.smil",
                        "menu.pdf",
                        "photo.heic",
                        "photo.jpg",
                        "picture.png",
                        "voice.amr")
                .doesNotContain("README.md");
    }

    @Test
    void aFilePutThereIsASampleAtOnce(@TempDir Path simulator) throws IOException {
        Path media = Files.createDirectory(simulator.resolve("media"));
        SampleMedia samples = new SampleMedia(simulator);
        assertThat(samples.find("two words.heic")).isEmpty();

        Files.writeString(media.resolve("two words.heic"), "heic");
        Files.createDirectory(media.resolve("folder.jpg"));

        assertThat(samples.names()).containsExactly("two words.heic");
        assertThat(samples.find("two words.heic"))
                .hasValueSatisfying(sample -> assertThat(sample.type()).isEqualTo("image/heic"));
    }
}

package io.mmsroutes.app;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** A host without a folder routes runs those of the jar, from each folder that there is. */
class RoutesInJarTest {
    private static final Path EXAMPLE = Path.of("examples/camel-main/src/main/resources/application.properties");

    @Test
    void everyFolderIsTaken() throws IOException {
        String example = Files.readString(EXAMPLE);
        try (Stream<Path> folders = Files.list(Path.of("routes"))) {
            List<String> patterns = folders.filter(Files::isDirectory)
                    .map(folder -> "classpath:routes/%s/*.camel.yaml".formatted(folder.getFileName()))
                    .toList();

            assertThat(patterns).isNotEmpty().allSatisfy(pattern -> {
                assertThat(GatewayWiring.ROUTES_IN_JAR.split(",")).contains(pattern);
                assertThat(example).contains(pattern);
            });
        }
    }
}

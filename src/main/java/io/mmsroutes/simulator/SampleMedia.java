package io.mmsroutes.simulator;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * The files in {@code simulator/media}, looked up anew each time: one put there can be sent at once. A name is compared
 * with those that are there and never made into a path.
 */
public final class SampleMedia {
    /** Types as in Telnyx's pages "Receive SMS and MMS messages" and "MMS media and transcoding". */
    private static final Map<String, String> TYPES = Map.ofEntries(
            Map.entry("jpg", "image/jpeg"),
            Map.entry("png", "image/png"),
            Map.entry("gif", "image/gif"),
            Map.entry("bmp", "image/bmp"),
            Map.entry("webp", "image/webp"),
            Map.entry("heic", "image/heic"),
            Map.entry("mp4", "video/mp4"),
            Map.entry("3gp", "video/3gpp"),
            Map.entry("mov", "video/quicktime"),
            Map.entry("amr", "audio/amr"),
            Map.entry("mp3", "audio/mpeg"),
            Map.entry("ogg", "audio/ogg"),
            Map.entry("wav", "audio/wav"),
            Map.entry("pdf", "application/pdf"),
            Map.entry("vcf", "text/vcard"),
            Map.entry("ics", "text/calendar"),
            Map.entry("txt", "text/plain"),
            Map.entry("smil", "application/smil"));

    private static final Map<String, String> EXTENSIONS =
            TYPES.entrySet().stream().collect(Collectors.toMap(Map.Entry::getValue, Map.Entry::getKey));

    private final Path folder;

    /** @param simulator the folder {@code simulator/} of the checkout */
    public SampleMedia(Path simulator) {
        this.folder = simulator.resolve("media");
    }

    /** @param type without parameters */
    static String extension(String type) {
        return EXTENSIONS.getOrDefault(type, "bin");
    }

    List<String> names() throws IOException {
        return files().stream().map(Sample::name).toList();
    }

    Optional<Sample> find(@Nullable String name) throws IOException {
        return files().stream().filter(file -> file.name().equals(name)).findFirst();
    }

    private List<Sample> files() throws IOException {
        try (Stream<Path> paths = Files.list(folder)) {
            return paths.filter(Files::isRegularFile)
                    .sorted()
                    .flatMap(path -> sample(path).stream())
                    .toList();
        }
    }

    /** What has no type of its own, such as the README beside the samples, is no sample. */
    private static Optional<Sample> sample(Path path) {
        String name = String.valueOf(path.getFileName());
        return Optional.ofNullable(TYPES.get(name.substring(name.lastIndexOf('.') + 1)))
                .map(type -> new Sample(name, type, path));
    }

    /**
     * One file that the simulated phone can send. Samples are small: they are read whole.
     *
     * @param type as Telnyx announces it
     */
    record Sample(String name, String type, Path path) {
        byte[] bytes() throws IOException {
            return Files.readAllBytes(path);
        }
    }
}

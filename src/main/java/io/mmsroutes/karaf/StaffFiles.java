package io.mmsroutes.karaf;

import io.mmsroutes.app.RouteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/**
 * The routes of the bundle, and those in staff's own folder: one of the same file name takes the place of ours, others come on top.
 * Every folder has beans and error handling of its own, so of those one takes the place of ours in the same folder.
 */
record StaffFiles(Bundle bundle, Path folder) {
    private static final String ENDING = ".camel.yaml";
    private static final Set<String> IN_EACH_FOLDER = Set.of("beans" + ENDING, "errors" + ENDING);

    /** The beans that folders share come before those of the folders. */
    RouteFiles routes() {
        Set<String> own = own();
        List<String> ours = Collections.list(bundle.findEntries("routes", "*" + ENDING, true)).stream()
                .map(url -> url.getPath().replaceFirst("^/*routes/", ""))
                .filter(path -> !own.contains(identity(path)))
                .sorted()
                .toList();
        Stream<String> shared = ours.stream().filter(path -> !path.contains("/"));
        Stream<String> others = ours.stream().filter(path -> path.contains("/"));
        Stream<String> patterns = Stream.of(
                        shared.map("classpath:routes/%s"::formatted),
                        Stream.of("file:%s/*%s".formatted(folder, ENDING)),
                        others.map("classpath:routes/%s"::formatted),
                        Stream.of("file:%s/*/**/*%s".formatted(folder, ENDING)))
                .flatMap(each -> each)
                .filter(pattern -> !own.isEmpty() || pattern.startsWith("classpath:"));
        return new RouteFiles(patterns.collect(Collectors.joining(",")), folder);
    }

    private Set<String> own() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> folder.relativize(file).toString().replace('\\', '/'))
                    .filter(path -> path.endsWith(ENDING))
                    .map(StaffFiles::identity)
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** By what a file takes the place of another. */
    private static String identity(String path) {
        String name = path.substring(path.lastIndexOf('/') + 1);
        return IN_EACH_FOLDER.contains(name) ? path : name;
    }
}

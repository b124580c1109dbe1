package io.mmsroutes.karaf;

import io.mmsroutes.app.RouteFiles;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Collections;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.osgi.framework.Bundle;

/** The routes of the bundle, and those in staff's own folder: one of the same file name takes the place of ours, others come on top. */
record StaffFiles(Bundle bundle, Path folder) {
    private static final String ENDING = ".camel.yaml";

    RouteFiles routes() {
        Set<String> own = own();
        Stream<String> ours = Collections.list(bundle.findEntries("routes", "*" + ENDING, true)).stream()
                .map(URL::getPath)
                .filter(path -> !own.contains(path.substring(path.lastIndexOf('/') + 1)))
                .sorted()
                .map(path -> "classpath:" + path.replaceFirst("^/*", ""));
        Stream<String> theirs = own.isEmpty() ? Stream.of() : Stream.of("file:%s/**/*%s".formatted(folder, ENDING));
        return new RouteFiles(Stream.concat(ours, theirs).collect(Collectors.joining(",")), folder);
    }

    private Set<String> own() {
        if (!Files.isDirectory(folder)) {
            return Set.of();
        }
        try (Stream<Path> files = Files.walk(folder)) {
            return files.map(file -> file.getFileName().toString())
                    .filter(name -> name.endsWith(ENDING))
                    .collect(Collectors.toSet());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes.reload;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Stream;

/** The folder with the route files of a gateway. */
record RouteFolder(Path path) {
    private static final int DEEPEST = 8;

    /** Tells one state of a file from another. */
    record Stamp(FileTime modified, long size) {}

    /**
     * Every route file, those in folders below too.
     *
     * @throws IOException for a folder that cannot be looked at now, so that none of its files counts as deleted
     */
    Map<Path, Stamp> files() throws IOException {
        Map<Path, Stamp> found = new TreeMap<>();
        for (Path file : find()) {
            stamp(file).ifPresent(stamp -> found.put(file, stamp));
        }
        return found;
    }

    /** Empty for a file that was deleted a moment ago. */
    private static Optional<Stamp> stamp(Path file) throws IOException {
        try {
            BasicFileAttributes facts = Files.readAttributes(file, BasicFileAttributes.class);
            return Optional.of(new Stamp(facts.lastModifiedTime(), facts.size()));
        } catch (NoSuchFileException e) {
            return Optional.empty();
        }
    }

    private List<Path> find() throws IOException {
        try (Stream<Path> files = Files.find(
                path,
                DEEPEST,
                (file, facts) -> facts.isRegularFile() && RouteFile.isNamed(file),
                FileVisitOption.FOLLOW_LINKS)) {
            return files.toList();
        } catch (UncheckedIOException e) {
            throw e.getCause();
        }
    }

    RouteFile read(Path file) throws IOException {
        return RouteFile.parse(named(file), Files.readString(file));
    }

    /** As staff know it: with the name of the folder in front. */
    Path named(Path file) {
        return path.toAbsolutePath().normalize().getFileName().resolve(path.relativize(file));
    }
}

package io.mmsroutes.reload;

import java.io.IOException;
import java.nio.file.FileVisitOption;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.FileTime;
import java.util.EnumSet;
import java.util.Map;
import java.util.TreeMap;

/** The folder with the route files of a gateway. */
record RouteFolder(Path path) {
    private static final int DEEPEST = 8;

    /** Tells one state of a file from another. */
    record Stamp(FileTime modified, long size) {}

    /**
     * Every route file, those in folders below too. It is looked for once a second, so each file costs one question to the file system.
     *
     * @throws IOException for a folder that cannot be looked at now, so that none of its files counts as deleted
     */
    Map<Path, Stamp> files() throws IOException {
        Map<Path, Stamp> found = new TreeMap<>();
        Files.walkFileTree(path, EnumSet.of(FileVisitOption.FOLLOW_LINKS), DEEPEST, new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes facts) {
                if (facts.isRegularFile() && RouteFile.isNamed(file)) {
                    found.put(file, new Stamp(facts.lastModifiedTime(), facts.size()));
                }
                return FileVisitResult.CONTINUE;
            }

            /** Of a file that was deleted a moment ago, nothing is to be had. */
            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) throws IOException {
                if (failure instanceof NoSuchFileException && !file.equals(path)) {
                    return FileVisitResult.CONTINUE;
                }
                throw failure;
            }
        });
        return found;
    }

    RouteFile read(Path file) throws IOException {
        return RouteFile.parse(named(file), Files.readString(file));
    }

    /** As staff know it: with the name of the folder in front. */
    Path named(Path file) {
        return path.toAbsolutePath().normalize().getFileName().resolve(path.relativize(file));
    }
}

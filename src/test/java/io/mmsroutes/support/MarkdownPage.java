package io.mmsroutes.support;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * A document of the project.
 *
 * @param path from the project's folder
 * @param lines as they are written
 * @param blocks what is between fences
 * @param prose all lines but those of blocks; headings and tables among them
 */
public record MarkdownPage(Path path, List<String> lines, List<Block> blocks, List<String> prose) {
    private static final Set<String> NOT_OURS = Set.of("target", "node_modules", "data");
    private static final String FENCE = "```";
    private static final Pattern LINK =
            Pattern.compile("]\\(([^)\\s]+)\\)|^\\[[^\\]]+]: (\\S+)|(?:src|srcset)=\"([^\"]+)\"");
    private static final Pattern CODE = Pattern.compile("`[^`]*`");

    /** @param language behind the fence, empty for none */
    public record Block(String language, String text) {}

    /** Every document but what a build made. */
    public static List<MarkdownPage> all() {
        List<MarkdownPage> pages = new ArrayList<>();
        try {
            Files.walkFileTree(Path.of(""), new SimpleFileVisitor<>() {
                @Override
                public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes) {
                    String name = folder.getFileName().toString();
                    boolean passedOver = NOT_OURS.contains(name) || name.startsWith(".");
                    return passedOver ? FileVisitResult.SKIP_SUBTREE : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (file.toString().endsWith(".md")) {
                        pages.add(read(file));
                    }
                    return FileVisitResult.CONTINUE;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return pages.stream()
                .sorted((one, other) -> one.path().compareTo(other.path()))
                .toList();
    }

    public static MarkdownPage read(Path path) {
        List<Block> blocks = new ArrayList<>();
        List<String> prose = new ArrayList<>();
        List<String> lines = lines(path);
        StringBuilder block = null;
        String language = "";
        for (String line : lines) {
            if (block == null && line.startsWith(FENCE)) {
                block = new StringBuilder();
                language = line.substring(FENCE.length()).strip();
            } else if (block != null && line.equals(FENCE)) {
                blocks.add(new Block(language, block.toString()));
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else {
                prose.add(line);
            }
        }
        return new MarkdownPage(path, lines, blocks, prose);
    }

    /** Targets of links and pictures, as they are written. */
    public Stream<String> links() {
        return prose.stream()
                .map(line -> CODE.matcher(line).replaceAll(""))
                .flatMap(line -> LINK.matcher(line).results())
                .map(found -> Stream.of(found.group(1), found.group(2), found.group(3))
                        .filter(group -> group != null)
                        .findFirst()
                        .orElseThrow());
    }

    /** Prose without code, addresses of links and pictures: what people read as words. */
    public Stream<String> words() {
        return prose.stream()
                .map(line -> CODE.matcher(line).replaceAll(""))
                .map(line -> line.replaceAll("]\\([^)]*\\)|^\\[[^\\]]+]: \\S+|(?:src|srcset)=\"[^\"]*\"", ""));
    }

    /** What a heading is called in a link, by GitHub's rules. */
    public Set<String> anchors() {
        Set<String> anchors = new LinkedHashSet<>();
        Map<String, Integer> seen = new HashMap<>();
        for (String line : prose) {
            if (line.matches("#{1,6} .*")) {
                String anchor = line.replaceFirst("#+ ", "")
                        .toLowerCase(Locale.ROOT)
                        .replaceAll("[^\\p{L}\\p{N} _-]", "")
                        .replace(' ', '-');
                int before = seen.merge(anchor, 1, Integer::sum) - 1;
                anchors.add(before == 0 ? anchor : anchor + "-" + before);
            }
        }
        return anchors;
    }

    @Override
    public String toString() {
        return path.toString();
    }

    private static List<String> lines(Path path) {
        try {
            return Files.readAllLines(path);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

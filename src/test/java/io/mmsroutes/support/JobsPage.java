package io.mmsroutes.support;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** docs/jobs.md as staff read it: section by section, each a list of things to do or to see. */
public final class JobsPage {
    private static final String FENCE = "```";

    private final Map<String, List<Step>> sections = new LinkedHashMap<>();

    private JobsPage() {}

    /**
     * One thing to do or to see.
     *
     * @param words what is said since the step before, on one line
     * @param language of the block, such as {@code yaml}; empty for what the gateway says
     * @param block what stands below the words; empty where nothing does
     */
    public record Step(String words, String language, String block) {}

    public static JobsPage read() {
        JobsPage page = new JobsPage();
        List<Step> steps = new ArrayList<>();
        StringBuilder words = new StringBuilder();
        StringBuilder block = null;
        String language = "";
        for (String line : text(Path.of("docs/jobs.md")).lines().toList()) {
            if (block == null && line.startsWith("## ")) {
                steps.add(new Step(words.toString().strip(), "", ""));
                words.setLength(0);
                steps = new ArrayList<>();
                page.sections.put(line.substring("## ".length()), steps);
            } else if (block == null && line.startsWith(FENCE)) {
                block = new StringBuilder();
                language = line.substring(FENCE.length());
            } else if (block != null && line.equals(FENCE)) {
                steps.add(new Step(words.toString().strip(), language, block.toString()));
                words.setLength(0);
                block = null;
            } else if (block != null) {
                block.append(line).append('\n');
            } else {
                words.append(line).append(' ');
            }
        }
        steps.add(new Step(words.toString().strip(), "", ""));
        return page;
    }

    /** @param number of the job, by which its heading begins */
    public List<Step> job(int number) {
        List<String> headings = sections.keySet().stream()
                .filter(heading -> heading.startsWith(number + " "))
                .toList();
        assertThat(headings).as("docs/jobs.md has a job %d", number).hasSize(1);
        return sections.getOrDefault(headings.get(0), List.of());
    }

    /** Every block of the page, of whatever job. */
    public Stream<Step> blocks() {
        return sections.values().stream()
                .flatMap(List::stream)
                .filter(step -> !step.block().isEmpty());
    }

    /** What is to be saved under a name. */
    public String file(String name) {
        List<String> files = blocks().filter(step -> step.words().endsWith("ave this as `%s`:".formatted(name)))
                .map(Step::block)
                .toList();
        assertThat(files).as("docs/jobs.md says what to save as %s", name).hasSize(1);
        return files.get(0);
    }

    /** What follows the first occurrence of some words, of any language. */
    public String below(int job, String words) {
        List<String> found = job(job).stream()
                .filter(step -> step.words().contains(words))
                .map(Step::block)
                .toList();
        assertThat(found).as("Job %d says once: %s", job, words).hasSize(1);
        return found.get(0);
    }

    public static String text(Path file) {
        try {
            return Files.readString(file);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes.console;

import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.InputStream;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** The files of the page, and the description of what it asks for, out of the jar: these and no others. */
public final class ConsoleFiles {
    private static final List<String> NAMES = List.of(
            "index.html",
            "console.css",
            "icon.svg",
            "console.js",
            "app.js",
            "api.js",
            "browse.js",
            "dom.js",
            "pages.js",
            "parts.js",
            "view-inbox.js",
            "view-conversation.js",
            "view-sent.js",
            "view-dead-letters.js",
            "view-now.js",
            "openapi.yaml");
    private static final Map<String, String> TYPES = Map.of(
            "html", "text/html; charset=utf-8",
            "css", "text/css; charset=utf-8",
            "js", "text/javascript; charset=utf-8",
            "svg", "image/svg+xml",
            "yaml", "application/yaml");

    private final Map<String, ConsoleFile> files = new HashMap<>();

    public ConsoleFiles() throws IOException {
        for (String name : NAMES) {
            try (InputStream resource = Objects.requireNonNull(ConsoleFiles.class.getResourceAsStream(name), name)) {
                byte[] bytes = resource.readAllBytes();
                String type = Objects.requireNonNull(TYPES.get(name.replaceFirst(".*\\.", "")), name);
                files.put(
                        name,
                        new ConsoleFile(
                                type,
                                "\"%s\"".formatted(DigestUtils.sha256Hex(bytes).substring(0, 32)),
                                bytes));
            }
        }
    }

    /**
     * @param path behind {@code /console}
     * @throws Rejected {@code path-unknown}
     */
    public ConsoleFile find(@Nullable String path) {
        String name = Objects.requireNonNullElse(path, "").replaceFirst("^/?(console/?)?", "");
        ConsoleFile file = files.get(name.isEmpty() ? "index.html" : name);
        if (file == null) {
            throw new Rejected("path-unknown", "There is nothing here.");
        }
        return file;
    }

    /** @param tag for If-None-Match */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares files
    public record ConsoleFile(String type, String tag, byte[] bytes) {}
}

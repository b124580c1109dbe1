package io.mmsroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.zip.GZIPInputStream;
import org.apache.commons.compress.archivers.tar.TarArchiveEntry;
import org.apache.commons.compress.archivers.tar.TarArchiveInputStream;

/** A container image in a file, as {@code docker load} takes it. */
final class ImageTar {
    private final Map<String, byte[]> parts = new HashMap<>();

    ImageTar(Path file) {
        try (TarArchiveInputStream tar = new TarArchiveInputStream(Files.newInputStream(file))) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                parts.put(entry.getName(), tar.readAllBytes());
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What a container of it is started with. */
    JsonNode config() {
        return whole().path("config");
    }

    /** With its history and the time it was made. */
    JsonNode whole() {
        return json(manifest().path("Config").asText());
    }

    List<String> names() {
        return Manifests.texts(manifest().path("RepoTags")).toList();
    }

    /** From the lowest to the topmost. */
    List<List<Entry>> layers() {
        return Manifests.texts(manifest().path("Layers")).map(this::entries).toList();
    }

    /** Puts all layers upon each other, but for who owns what. */
    void unpack(Path root) {
        Manifests.texts(manifest().path("Layers")).forEach(layer -> unpack(layer, root));
    }

    private JsonNode manifest() {
        return json("manifest.json").path(0);
    }

    private List<Entry> entries(String layer) {
        List<Entry> entries = new ArrayList<>();
        try (TarArchiveInputStream tar = open(layer)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                entries.add(new Entry(
                        "/" + entry.getName(),
                        entry.isDirectory(),
                        entry.getMode() & 0777,
                        entry.getLongUserId(),
                        entry.getLastModifiedTime().toInstant()));
            }
            return entries;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private void unpack(String layer, Path root) {
        try (TarArchiveInputStream tar = open(layer)) {
            for (TarArchiveEntry entry = tar.getNextEntry(); entry != null; entry = tar.getNextEntry()) {
                Path target = root.resolve(entry.getName());
                if (entry.isDirectory()) {
                    Files.createDirectories(target);
                } else {
                    Files.copy(tar, target);
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private TarArchiveInputStream open(String layer) throws IOException {
        InputStream packed = new ByteArrayInputStream(parts.get(layer));
        return new TarArchiveInputStream(new GZIPInputStream(packed));
    }

    private JsonNode json(String name) {
        try {
            return Json.MAPPER.readTree(parts.get(name));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** @param path in the container */
    record Entry(String path, boolean folder, int mode, long owner, Instant modified) {}
}

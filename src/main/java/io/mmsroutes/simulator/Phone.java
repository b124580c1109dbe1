package io.mmsroutes.simulator;

import io.mmsroutes.text.Json;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/**
 * What came to all simulated phones together: the newest, each once, over restarts too. Older ones go, with their files. A message is
 * {@code <id>.json} in the folder, beside the folder of its media.
 */
public final class Phone {
    static final int MOST = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Phone.class);
    private static final Comparator<Arrival> BY_AGE =
            Comparator.comparing(Arrival::at).thenComparing(Arrival::id);

    private final Map<String, Arrival> byId = new ConcurrentHashMap<>();
    private final Path folder;

    /** @param folder as {@link ReceiveOnPhone} has it */
    public Phone(String folder) throws IOException {
        this.folder = Files.createDirectories(Path.of(folder));
        try (Stream<Path> files = Files.list(this.folder)) {
            files.filter(file -> file.toString().endsWith(".json")).forEach(this::recover);
        }
    }

    /** @param to of one phone alone; null for all. A plus that became a blank on its way through a URL is one again */
    public List<Arrival> list(@Nullable String to) {
        String number = to == null ? "" : to.replaceFirst("^ ", "+").strip();
        return newestFirst().stream()
                .filter(arrival -> number.isEmpty() || arrival.to().contains(number))
                .toList();
    }

    /** Throws UncheckedIOException where it cannot be kept; then it is not on the phone. */
    synchronized void add(Arrival arrival) {
        keep(arrival);
        byId.put(arrival.id(), arrival);
        while (byId.size() > MOST) {
            Arrival oldest = byId.values().stream().min(BY_AGE).orElseThrow();
            byId.remove(oldest.id());
            forget(oldest);
        }
    }

    List<Arrival> newestFirst() {
        List<Arrival> all = new ArrayList<>(byId.values());
        all.sort(BY_AGE.reversed());
        return all;
    }

    private void recover(Path file) {
        try {
            Arrival arrival = Json.MAPPER.readValue(file.toFile(), Arrival.class);
            byId.put(arrival.id(), arrival);
        } catch (IOException e) {
            LOG.warn(
                    "{} is no message of the simulated phone and is not shown: {}",
                    file,
                    e.getClass().getSimpleName());
        }
    }

    private void keep(Arrival arrival) {
        try {
            Path part = folder.resolve(arrival.id() + ".part");
            Files.write(part, Json.MAPPER.writeValueAsBytes(arrival));
            Files.move(part, file(arrival), StandardCopyOption.ATOMIC_MOVE);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Path file(Arrival arrival) {
        return folder.resolve(arrival.id() + ".json");
    }

    private void forget(Arrival arrival) {
        try {
            Files.deleteIfExists(file(arrival));
            boolean unused = FileSystemUtils.deleteRecursively(folder.resolve(arrival.id()));
        } catch (IOException e) {
            LOG.warn("The files of an old message stay on the simulated phone, messageId={}", arrival.id());
        }
    }
}

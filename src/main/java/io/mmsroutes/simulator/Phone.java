package io.mmsroutes.simulator;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.util.FileSystemUtils;

/** What came to all simulated phones together: the newest, each once. Older ones go, with their files. */
public final class Phone {
    static final int MOST = 200;
    private static final Logger LOG = LoggerFactory.getLogger(Phone.class);
    private static final Comparator<Arrival> BY_AGE =
            Comparator.comparing(Arrival::at).thenComparing(Arrival::id);

    private final Map<String, Arrival> byId = new ConcurrentHashMap<>();
    private final Path folder;

    /** @param folder as {@link KeepMedia} has it */
    public Phone(String folder) {
        this.folder = Path.of(folder);
    }

    synchronized void add(Arrival arrival) {
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

    private void forget(Arrival arrival) {
        try {
            boolean unused = FileSystemUtils.deleteRecursively(folder.resolve(arrival.id()));
        } catch (IOException e) {
            LOG.warn("The files of an old message stay on the simulated phone, messageId={}", arrival.id());
        }
    }
}

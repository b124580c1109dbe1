package io.mmsroutes.reload;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.RootCause;
import io.mmsroutes.reload.RouteFolder.Stamp;
import java.io.IOException;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.apache.camel.CamelContext;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.apache.camel.support.service.ServiceSupport;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up route files that are saved, added, renamed or deleted while the gateway runs: each whole, or not at all. What is refused is named with
 * its place, and what ran goes on. The folder is looked at once a second, since notices of changes get lost on network and
 * container mounts.
 */
public final class RouteReload extends ServiceSupport {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);

    private final CamelContext context;
    private final RouteFolder folder;
    private final RunningRoutes routes;
    private final CheckRouteFiles check;
    /** What runs, by the file it came from. */
    private final Map<Path, RouteFile> running = new TreeMap<>();
    /** What was refused, or told once. */
    private final Map<Path, String> refused = new TreeMap<>();
    /** The state of each file that was dealt with. */
    private final Map<Path, Stamp> known = new HashMap<>();

    private volatile Map<Path, Stamp> lastSeen;
    /** The last look had nothing to do. */
    private volatile boolean quiet;

    /**
     * Reads and checks what is in the folder. To be made before Camel reads it, so that no edit in between is missed.
     *
     * @param kamelets where Kamelets are looked for, such as {@code file:kamelets,classpath:kamelets}
     * @throws Rejected for a file that cannot be used, with the place in it
     */
    public RouteReload(CamelContext context, Path folder, String kamelets, RunningRoutes routes) throws IOException {
        this.context = context;
        this.folder = new RouteFolder(folder);
        this.routes = routes;
        this.check = new CheckRouteFiles(context, kamelets);
        this.lastSeen = this.folder.files();
        known.putAll(lastSeen);
        for (Path path : lastSeen.keySet()) {
            running.put(path, this.folder.read(path));
        }
        check.all(running.values());
    }

    @Override
    protected void doStart() {
        // Ends with the context, whose pool it is.
        Future<?> looks = context.getExecutorServiceManager()
                .newSingleThreadScheduledExecutor(this, "mms-route-files")
                .scheduleWithFixedDelay(this::look, 1, 1, TimeUnit.SECONDS);
        LOG.debug("The folder is looked at once a second: {}", looks);
    }

    void look() {
        try {
            Map<Path, Stamp> before = lastSeen;
            Map<Path, Stamp> now = folder.files();
            lastSeen = now;
            if (quiet && now.equals(before)) {
                return;
            }
            quiet = now.equals(before);
            known.keySet().retainAll(now.keySet());
            for (Map.Entry<Path, Stamp> file : now.entrySet()) {
                // Not before it stays the same for a second: a save may be half done.
                boolean rests = file.getValue().equals(before.get(file.getKey()));
                if (rests && !file.getValue().equals(known.put(file.getKey(), file.getValue()))) {
                    quiet = false;
                    saved(file.getKey(), now.keySet());
                }
            }
            for (Map.Entry<Path, RouteFile> file : List.copyOf(running.entrySet())) {
                if (!now.containsKey(file.getKey()) && !before.containsKey(file.getKey())) {
                    quiet = false;
                    deleted(file.getKey(), file.getValue());
                }
            }
        } catch (IOException | RuntimeException e) {
            LOG.warn("The route files cannot be looked at now: {}", RootCause.of(e));
        }
    }

    /** Why a file does not count as it is; empty when it does. */
    String refusal(Path path) {
        return refused.getOrDefault(path, "");
    }

    private void saved(Path path, Set<Path> present) {
        Path name = folder.named(path);
        try {
            RouteFile file = folder.read(path);
            RouteFile last = running.get(path);
            if (last != null && last.text().equals(file.text()) && routes.run(last.routeIds())) {
                if (refused.remove(path) != null) {
                    LOG.info("Restored {}, it is as it runs", name);
                }
            } else if (file.needsRestart()) {
                LOG.warn("Not reloaded, restart for it to count: {}", name);
            } else {
                take(path, file, present);
                refused.remove(path);
                known.keySet().removeAll(refused.keySet()); // what they lacked may be there now
            }
        } catch (Exception | LinkageError e) {
            String sentence = RootCause.of(e);
            if (!sentence.equals(refused.put(path, sentence))) {
                String meanwhile = running.containsKey(path) ? "the old one runs on" : "nothing of it runs";
                LOG.error("Refused {}, {}: {}", name, meanwhile, sentence);
            }
        }
    }

    private void take(Path path, RouteFile file, Set<Path> present) throws Exception {
        check.one(file);
        Path from = owner(path, file, present);
        Optional<RouteFile> last = Optional.ofNullable(running.get(from));
        requireCalled(file);
        requireUncalled(from, last, file.offers());
        Set<String> gone = new TreeSet<>(last.map(RouteFile::routeIds).orElse(Set.of()));
        gone.removeAll(file.routeIds());
        try {
            remove(gone);
            start(path, file);
        } catch (Exception | LinkageError e) {
            putBack(from, last, file);
            throw e;
        }
        running.remove(from);
        running.put(path, file);
        routes.expect(file.routeIds(), gone);
        if (from.equals(path)) {
            LOG.info("Reloaded {}, routes={}", file.path(), file.routeIds());
        } else {
            LOG.info("Reloaded {}, which was {}, routes={}", file.path(), folder.named(from), file.routeIds());
        }
    }

    /** The file that the routes of this one ran from until now: itself, or the one that was renamed to it. */
    private Path owner(Path path, RouteFile file, Set<Path> present) {
        Path from = path;
        for (String id : file.routeIds()) {
            Optional<Path> owner = running.entrySet().stream()
                    .filter(other -> other.getValue().routeIds().contains(id))
                    .map(Map.Entry::getKey)
                    .findFirst();
            if (owner.isEmpty() && context.getRoute(id) != null) {
                throw new Rejected(
                        "wrong-route-file",
                        "the route %s runs from another place than this folder: give yours another id, or restart for yours to take its place."
                                .formatted(id));
            }
            if (owner.isPresent() && !owner.get().equals(path)) {
                if (present.contains(owner.get())) {
                    throw CheckRouteFiles.twice(id, folder.named(owner.get()), file.path());
                }
                from = owner.get();
            }
        }
        return from;
    }

    /** Camel would wait for a route that is not there whenever a message comes to this place. */
    private void requireCalled(RouteFile file) {
        Set<String> missing = new TreeSet<>(file.calls());
        context.getRoutes().stream()
                .map(route -> RouteFile.directName(route.getEndpoint().getEndpointUri()))
                .filter(Objects::nonNull)
                .forEach(missing::remove);
        if (!missing.isEmpty()) {
            throw new Rejected(
                    "wrong-route-file",
                    "it calls direct:%s, and no route starts from that."
                            .formatted(missing.iterator().next()));
        }
    }

    private void requireUncalled(Path path, Optional<RouteFile> last, Set<String> stillThere) {
        Set<String> gone = new TreeSet<>(last.map(RouteFile::offers).orElse(Set.of()));
        gone.removeAll(stillThere);
        for (Map.Entry<Path, RouteFile> other : running.entrySet()) {
            for (String name : other.getValue().calls()) {
                if (gone.contains(name) && !other.getKey().equals(path)) {
                    throw new Rejected(
                            "wrong-route-file",
                            "%s calls direct:%s, which would be gone."
                                    .formatted(other.getValue().path(), name));
                }
            }
        }
    }

    private void start(Path path, RouteFile file) throws Exception {
        PluginHelper.getRoutesLoader(context)
                .updateRoutes(ResourceHelper.fromString("file:" + path.toAbsolutePath(), file.text()));
    }

    private void remove(Set<String> ids) throws Exception {
        for (String id : ids) {
            context.getRouteController().stopRoute(id);
            context.removeRoute(id);
        }
    }

    private void putBack(Path path, Optional<RouteFile> last, RouteFile file) {
        try {
            Set<String> added = new TreeSet<>(file.routeIds());
            added.removeIf(id -> context.getRoute(id) == null);
            remove(added);
            if (last.isPresent()) {
                start(path, last.get());
            }
        } catch (Exception | LinkageError e) {
            LOG.error(
                    "{} does not start any more as it was, so the gateway is not ready: {}",
                    folder.named(path),
                    RootCause.of(e));
        }
    }

    private void deleted(Path path, RouteFile file) {
        try {
            requireUncalled(path, Optional.of(file), Set.of());
            if (file.isShipped()) {
                throw new Rejected("wrong-route-file", "it belongs to the gateway.");
            }
            remove(file.routeIds());
            running.remove(path);
            refused.remove(path);
            routes.expect(Set.of(), file.routeIds());
            LOG.info("Removed {}, so these routes have ended: {}", file.path(), file.routeIds());
        } catch (Exception e) {
            String sentence = RootCause.of(e);
            if (!sentence.equals(refused.put(path, sentence))) {
                LOG.error(
                        "{} is gone, and its routes {} run on until a restart: {} Put the file back.",
                        file.path(),
                        file.routeIds(),
                        sentence);
            }
        }
    }
}

package io.mmsroutes;

import io.mmsroutes.failure.CauseInWords;
import java.io.IOException;
import java.io.InputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.stream.Collectors;
import org.apache.camel.Route;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RoutesLoader;
import org.apache.camel.support.FileWatcherResourceReloadStrategy;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Takes up saved route files while the gateway runs. Camel's own reload stops the old route before it knows whether the new
 * one can be built; here a file that cannot be used is refused by name, and the route goes on as it was.
 */
final class RouteReload extends FileWatcherResourceReloadStrategy {
    private static final Logger LOG = LoggerFactory.getLogger(RouteReload.class);
    private static final Set<String> NOT_ROUTES = Set.of("beans.camel.yaml", "errors.camel.yaml");

    /** The last text of each file that could be built, by its location. */
    private final Map<String, String> working = new ConcurrentHashMap<>();

    RouteReload(Path folder) {
        super(folder.toString(), true);
        setFileFilter(file -> file.getName().endsWith(".camel.yaml"));
        setResourceReload(this::reload);
    }

    /** Called once every route of the start stands: what they were made of is what works. */
    void remember() throws IOException {
        for (Route route : getCamelContext().getRoutes()) {
            Resource source = route.getSourceResource();
            if (source != null && source.getLocation().startsWith("file:")) {
                working.put(source.getLocation(), text(source));
            }
        }
    }

    private void reload(String name, Resource resource) throws Exception {
        if (NOT_ROUTES.contains(Path.of(name).getFileName().toString())) {
            LOG.warn("Not reloaded, restart for it to count: {}", name);
            return;
        }
        String edited = text(resource);
        if (edited.isBlank() || edited.equals(working.get(resource.getLocation()))) {
            return; // half a save, or a second notice of the same one
        }
        RoutesLoader loader = PluginHelper.getRoutesLoader(getCamelContext());
        Set<String> before = routesOf(resource);
        try {
            LOG.info("Reloaded {}, routes={}", name, loader.updateRoutes(resource));
            working.put(resource.getLocation(), edited);
        } catch (Exception e) {
            Set<String> lost = new HashSet<>(before);
            lost.removeAll(routesOf(resource));
            String last = working.get(resource.getLocation());
            if (last != null && !lost.isEmpty()) {
                loader.updateRoutes(ResourceHelper.fromString(resource.getLocation(), last));
            }
            LOG.error("Refused {}, the old one runs on: {}", name, CauseInWords.of(e));
        }
    }

    private Set<String> routesOf(Resource resource) {
        return getCamelContext().getRoutes().stream()
                .filter(route -> route.getSourceResource() != null
                        && route.getSourceResource().getLocation().equals(resource.getLocation()))
                .map(Route::getRouteId)
                .collect(Collectors.toSet());
    }

    private static String text(Resource resource) throws IOException {
        try (InputStream in = resource.getInputStream()) {
            return new String(in.readAllBytes(), StandardCharsets.UTF_8);
        }
    }
}

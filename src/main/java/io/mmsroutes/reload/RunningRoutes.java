package io.mmsroutes.reload;

import java.util.Collection;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentSkipListSet;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.ServiceStatus;
import org.apache.camel.health.HealthCheckResultBuilder;
import org.apache.camel.impl.health.AbstractHealthCheck;

/** Ready means: every route that the files have runs. One with {@code autoStartup: false} is left out. */
public final class RunningRoutes extends AbstractHealthCheck {
    private final Set<String> expected = new ConcurrentSkipListSet<>();

    public RunningRoutes() {
        super("mms", "running-routes");
    }

    @Override
    public boolean isLiveness() {
        return false;
    }

    /** Called once, when all of them have been started. */
    public void expectThoseOf(CamelContext context) {
        context.getRoutes().stream()
                .filter(route -> route.isAutoStartup() && !route.isCreatedByKamelet())
                .map(Route::getRouteId)
                .forEach(expected::add);
    }

    void expect(Collection<String> started, Collection<String> gone) {
        expected.removeAll(gone);
        started.stream()
                .filter(id -> getCamelContext().getRoute(id).isAutoStartup())
                .forEach(expected::add);
    }

    @Override
    protected void doCall(HealthCheckResultBuilder builder, Map<String, Object> options) {
        Collection<String> missing = expected.stream().filter(id -> !runs(id)).toList();
        if (missing.isEmpty()) {
            builder.up();
        } else {
            builder.down()
                    .message("Not running: %s. The log says why; a restart starts them from their files."
                            .formatted(String.join(", ", missing)));
        }
    }

    boolean run(Collection<String> ids) {
        return ids.stream().filter(expected::contains).allMatch(this::runs);
    }

    private boolean runs(String id) {
        ServiceStatus status = getCamelContext().getRouteController().getRouteStatus(id);
        return status != null && status.isStarted();
    }
}

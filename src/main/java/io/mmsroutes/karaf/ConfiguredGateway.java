package io.mmsroutes.karaf;

import io.mmsroutes.failure.RootCause;
import io.mmsroutes.settings.Settings;
import java.util.Map;
import java.util.Optional;
import org.osgi.framework.BundleContext;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The gateway of a configuration that may change. Called by one thread. */
final class ConfiguredGateway {
    private static final Logger LOG = LoggerFactory.getLogger(ConfiguredGateway.class);
    private static final String FILE = "etc/" + Activator.PID + ".cfg";

    private final BundleContext bundle;
    private volatile Optional<State> running = Optional.empty();

    ConfiguredGateway(BundleContext bundle) {
        this.bundle = bundle;
    }

    /** A configuration that cannot be used is named in the log, and the one before it runs on. */
    void take(Map<String, String> settings) {
        Optional<State> before = running;
        if (settings.isEmpty()) {
            LOG.info("There is no {}: {}", FILE, before.isPresent() ? "the gateway stops" : "the gateway waits for it");
            stop();
            return;
        }
        if (before.isPresent() && before.get().settings().equals(settings)) {
            return;
        }
        try {
            Settings checked = RunningGateway.settings(bundle, settings);
            stop();
            start(settings, checked);
        } catch (Exception e) {
            LOG.error("{} is not taken: {}", FILE, RootCause.of(e));
            before.ifPresent(this::goBackTo);
        }
    }

    void stop() {
        Optional<State> before = running;
        running = Optional.empty();
        before.ifPresent(state -> state.gateway().stop());
    }

    private void start(Map<String, String> given, Settings settings) throws Exception {
        running = Optional.of(new State(given, RunningGateway.start(bundle, settings)));
    }

    private void goBackTo(State before) {
        try {
            if (running.isEmpty()) {
                start(before.settings(), RunningGateway.settings(bundle, before.settings()));
            }
            LOG.warn("The gateway runs on with the settings before");
        } catch (Exception e) {
            LOG.error("The gateway stands still, the settings before do not work any more: {}", RootCause.of(e));
        }
    }

    private record State(Map<String, String> settings, RunningGateway gateway) {}
}

package io.mmsroutes.karaf;

import java.io.IOException;
import java.util.Collections;
import java.util.Dictionary;
import java.util.Map;
import java.util.TreeMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleActivator;
import org.osgi.framework.BundleContext;
import org.osgi.framework.Constants;
import org.osgi.framework.FrameworkUtil;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;
import org.osgi.service.cm.ManagedService;

/** Runs the gateway as {@code etc/io.mmsroutes.cfg} says, on a thread of its own: what hands out configuration waits for nobody. */
public final class Activator implements BundleActivator {
    /** Of the configuration. A hyphen in it would make it one of many. */
    static final String PID = "io.mmsroutes";

    private final ExecutorService work = Executors.newSingleThreadExecutor(Activator::thread);
    private volatile @Nullable ConfiguredGateway gateway;

    @Override
    public void start(BundleContext context) throws IOException {
        new HostLogging(context).silence();
        ConfiguredGateway configured = new ConfiguredGateway(context);
        gateway = configured;
        ManagedService service = given -> {
            Map<String, String> settings = settings(given);
            work.execute(() -> configured.take(settings));
        };
        context.registerService(
                ManagedService.class, service, FrameworkUtil.asDictionary(Map.of(Constants.SERVICE_PID, PID)));
    }

    @Override
    public void stop(BundleContext context) throws Exception {
        ConfiguredGateway configured = gateway;
        if (configured != null) {
            work.submit(configured::stop).get();
        }
        work.shutdown();
    }

    /** What belongs to the file and not to the gateway is left out. */
    private static Map<String, String> settings(@Nullable Dictionary<String, ?> given) {
        Map<String, String> settings = new TreeMap<>();
        if (given != null) {
            for (String key : Collections.list(given.keys())) {
                if (!key.startsWith("service.") && !key.startsWith("felix.") && !key.startsWith("org.apache.karaf.")) {
                    settings.put(key, String.valueOf(given.get(key)));
                }
            }
        }
        return settings;
    }

    private static Thread thread(Runnable work) {
        Thread thread = new Thread(work, "mms-routes");
        thread.setContextClassLoader(Activator.class.getClassLoader());
        return thread;
    }

    /** Loggers that log4j2.properties turns off outside of Karaf, unless the host's logging says otherwise: said here once, as log:set would. */
    private record HostLogging(BundleContext bundle) {
        private static final String LOGGING = "org.ops4j.pax.logging";

        /** All that a client of Artemis does; failures that the gateway logs itself; addresses that are not those that are bound. */
        private static final Map<String, String> OFF = Map.of(
                "artemis-audit", "org.apache.activemq.audit",
                "mms-consumer", "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer",
                "mms-endpoints", "org.apache.camel.component.platform.http.main.MainHttpServerUtil");

        void silence() throws IOException {
            @Nullable
            ServiceReference<ConfigurationAdmin> service = bundle.getServiceReference(ConfigurationAdmin.class);
            if (service == null) {
                return;
            }
            Configuration logging = bundle.getService(service).getConfiguration(LOGGING, null);
            @Nullable Dictionary<String, Object> lines = logging.getProperties();
            // A logging without a configuration of its own must not get one that holds nothing else.
            if (lines != null && lines.get("log4j2.rootLogger.level") != null && add(lines)) {
                logging.update(lines);
            }
            bundle.ungetService(service);
        }

        private static boolean add(Dictionary<String, Object> lines) {
            boolean added = false;
            for (Map.Entry<String, String> logger : OFF.entrySet()) {
                String line = "log4j2.logger.%s.".formatted(logger.getKey());
                if (lines.get(line + "name") == null) {
                    lines.put(line + "name", logger.getValue());
                    lines.put(line + "level", "OFF");
                    added = true;
                }
            }
            return added;
        }
    }
}

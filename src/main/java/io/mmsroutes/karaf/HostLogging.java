package io.mmsroutes.karaf;

import java.io.IOException;
import java.util.Dictionary;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Loggers that log4j2.properties turns off outside of Karaf, unless the host's logging says otherwise: said here once, as log:set would. */
record HostLogging(BundleContext bundle) {
    private static final String LOGGING = "org.ops4j.pax.logging";

    /** All that a client of Artemis does; failures that the gateway logs itself; addresses that are not those that are bound. */
    private static final Map<String, String> OFF = Map.of(
            "artemis-audit", "org.apache.activemq.audit",
            "mms-consumer", "org.apache.camel.component.platform.http.vertx.VertxPlatformHttpConsumer",
            "mms-endpoints", "org.apache.camel.component.platform.http.main.MainHttpServerUtil");

    void silence() throws IOException {
        @Nullable ServiceReference<ConfigurationAdmin> service = bundle.getServiceReference(ConfigurationAdmin.class);
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

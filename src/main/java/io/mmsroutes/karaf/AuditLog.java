package io.mmsroutes.karaf;

import java.io.IOException;
import java.util.Dictionary;
import org.jspecify.annotations.Nullable;
import org.osgi.framework.BundleContext;
import org.osgi.framework.ServiceReference;
import org.osgi.service.cm.Configuration;
import org.osgi.service.cm.ConfigurationAdmin;

/** Artemis writes a line for all that a client does, unless the host's logging says no: said here once, as log:set would. */
record AuditLog(BundleContext bundle) {
    private static final String LOGGING = "org.ops4j.pax.logging";
    private static final String LOGGER = "log4j2.logger.artemis-audit.";

    void silence() throws IOException {
        @Nullable ServiceReference<ConfigurationAdmin> service = bundle.getServiceReference(ConfigurationAdmin.class);
        if (service == null) {
            return;
        }
        Configuration logging = bundle.getService(service).getConfiguration(LOGGING, null);
        @Nullable Dictionary<String, Object> lines = logging.getProperties();
        // A logging without a configuration of its own must not get one that holds nothing else.
        if (lines != null && lines.get("log4j2.rootLogger.level") != null && lines.get(LOGGER + "name") == null) {
            lines.put(LOGGER + "name", "org.apache.activemq.audit");
            lines.put(LOGGER + "level", "OFF");
            logging.update(lines);
        }
        bundle.ungetService(service);
    }
}

package shop;

import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.karaf.core.OsgiDefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.osgi.framework.BundleContext;

/** The shop's Camel context, as long as its Blueprint container is there. */
public class Shop {
    private static final String ROUTE = "classpath:shop/take-event.camel.yaml";

    private final Properties settings;
    private final CamelContext camel;

    public Shop(BundleContext bundle, Properties settings) {
        this.settings = settings;
        camel = new OsgiDefaultCamelContext(bundle);
        camel.getPropertiesComponent().setInitialProperties(settings);
    }

    /** Without a key there is nothing to do yet: Blueprint makes a new shop when the configuration has one. */
    public void open() throws Exception {
        if (settings.getProperty("telnyx.public-key").isEmpty()) {
            return;
        }
        PluginHelper.getRoutesLoader(camel)
                .loadRoutes(PluginHelper.getResourceLoader(camel).resolveResource(ROUTE));
        camel.start();
    }

    public void close() {
        camel.stop();
    }
}

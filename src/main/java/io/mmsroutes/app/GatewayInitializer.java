package io.mmsroutes.app;

import io.mmsroutes.settings.HostSettings;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.store.StoredStream;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.kamelet.KameletComponent;
import org.apache.camel.support.PluginHelper;
import org.apache.camel.support.ResourceHelper;
import org.jspecify.annotations.Nullable;

/**
 * The first bean of each file of beans. In a Camel application that is not our gateway but includes routes of ours, it lays
 * what the gateway lays before any route: database, connections, keys, defaults. In the gateway it finds that done.
 */
public final class GatewayInitializer implements CamelContextAware {
    private volatile @Nullable CamelContext context;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    /** @throws IllegalArgumentException with a sentence that names the setting and the fix */
    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
        if (context.getRegistry().lookupByName("database") == null) {
            try {
                initialize(context);
            } catch (Exception e) {
                throw RuntimeCamelException.wrapRuntimeCamelException(e);
            }
        }
    }

    private static void initialize(CamelContext host) throws Exception {
        Properties given = HostSettings.of(host);
        given.putIfAbsent("telnyx.mode", "live");
        GatewayWiring wiring = GatewayWiring.of(Settings.of(Path.of(""), given, Map.of(), new Properties()));
        host.getPropertiesComponent().addPropertiesSource(new HostSettings(wiring.properties()));
        KameletComponent kamelets = host.getComponent("kamelet", KameletComponent.class);
        kamelets.setNoErrorHandler(true); // what fails in a store or a sink is its caller's failure
        host.getStreamCachingStrategy().setDenyClasses(StoredStream.class);
        Predicate<byte[]> none = body -> false;
        host.getRegistry().bind("warmUpEvent", none); // a host's start is its own matter
        wiring.initialize(host, kamelets.getLocation());
        // The host's pattern may find a folder before the beans that folders share.
        PluginHelper.getRoutesLoader(host)
                .preParseRoute(ResourceHelper.resolveResource(host, "classpath:routes/beans.camel.yaml"), false);
    }
}

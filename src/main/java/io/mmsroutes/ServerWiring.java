package io.mmsroutes;

import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.spi.Registry;

/** What the two HTTP servers of a gateway need: their ports, and enough threads. A host's server is the host's matter. */
final class ServerWiring {
    private ServerWiring() {}

    /** @param host address that the main server binds to; the mode decides it */
    static void bind(CamelContext context, Settings settings, String host) throws IOException {
        requireFree(settings, "camel.server", host);
        requireFree(settings, "camel.management", settings.get("camel.management.host"));
        Registry registry = context.getRegistry();
        // Camel 4.14 finds the main server by this when there is a management server too; 4.18 finds it by itself.
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(Integer.parseInt(settings.get("camel.server.port")));
        registry.bind("httpServer", server);
        registry.bind(
                "vertxOptions",
                new VertxOptions().setWorkerPoolSize(Integer.parseInt(settings.get("mms.http.threads"))));
    }

    /** Camel's HTTP server only warns when it cannot have its port, and then waits for ever. */
    private static void requireFree(Settings settings, String server, String host) throws IOException {
        if (!Boolean.parseBoolean(settings.get(server + ".enabled"))) {
            return;
        }
        int port = Integer.parseInt(settings.get(server + ".port"));
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(host, port));
        } catch (BindException e) {
            throw new IllegalStateException(
                    "Port %d is in use: stop what runs there, or set %s.port (environment: %s)."
                            .formatted(port, server, Settings.environmentName(server + ".port")),
                    e);
        }
    }
}

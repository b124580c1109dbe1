package io.mmsroutes.app;

import com.sun.management.UnixOperatingSystemMXBean;
import io.mmsroutes.account.Callers;
import io.mmsroutes.admin.AdminKeys;
import io.mmsroutes.outbound.call.ReadAccount;
import io.mmsroutes.reload.RunningRoutes;
import io.mmsroutes.server.BoundedVertx;
import io.mmsroutes.server.ConsolePort;
import io.mmsroutes.server.HttpLimits;
import io.mmsroutes.server.RequestRules;
import io.mmsroutes.server.ServerFactory;
import io.mmsroutes.server.WarmUp;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.telnyx.SignatureHeaders;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.time.Clock;
import java.time.Duration;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.component.platform.http.HttpEndpointModel;
import org.apache.camel.component.platform.http.PlatformHttpComponent;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.spi.Registry;
import org.apache.camel.support.LifecycleStrategySupport;
import org.apache.camel.util.TimeUtils;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What the two HTTP servers of a gateway need: their ports, enough threads, and what they bear. A host's server is the host's
 * matter.
 */
final class ServerWiring {
    private static final Logger LOG = LoggerFactory.getLogger(ServerWiring.class);
    private static final String CONSOLE = "/console";
    private static final String CONNECTIONS = "mms.http.max-connections";
    private static final String BYTES_IN_FLIGHT = "mms.http.max-bytes-in-flight";

    /** Of the heap, where {@value #BYTES_IN_FLIGHT} is not set. A body that is worked on takes several times its size. */
    private static final int SHARE_OF_HEAP = 8;

    /** Of the file descriptors, for each of two servers: files, JMS and the database need some too. */
    private static final int SHARE_OF_FILES = 4;

    private ServerWiring() {}

    /**
     * @param host address that the main server binds to; the mode decides it
     * @param store for the warm-up
     * @param routes are complete when the context has started
     */
    static WarmUp bind(
            CamelContext context,
            Settings settings,
            String host,
            Callers callers,
            AdminKeys adminKeys,
            Consumer<byte[]> store,
            RunningRoutes routes)
            throws IOException {
        requireFree(settings, "camel.server", host);
        requireFree(settings, "camel.management", settings.get("camel.management.host"));
        Registry registry = context.getRegistry();
        // Camel 4.14 finds the main server by this when there is a management server too; 4.18 finds it by itself.
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        int port = Integer.parseInt(settings.get("camel.server.port"));
        server.setBindPort(port);
        registry.bind("httpServer", server);
        RequestRules rules = rules(settings, callers, adminKeys);
        WarmUp warmUp = new WarmUp(port, settings.mode() == Mode.LIVE, rules, store);
        HealthCheckHelper.getHealthCheckRegistry(context).register(warmUp);
        int threads = Integer.parseInt(settings.get("mms.http.threads"));
        BoundedVertx vertx = new BoundedVertx(threads, limits(settings), rules, warmUp, consolePort(settings, port));
        registry.bind("vertx", vertx);
        registry.bind("serverFactory", new ServerFactory(host)); // Camel Main finds it by its type
        context.addLifecycleStrategy(new LifecycleStrategySupport() {
            @Override
            public void onContextStarted(CamelContext started) {
                routes.expectThoseOf(started);
                warmUp.run(started, vertx);
            }

            @Override
            public void onContextStopped(CamelContext stopped) {
                vertx.close();
            }
        });
        return warmUp;
    }

    /** Addresses as they are bound; Camel's own summary says 0.0.0.0 whatever they are, so log4j2.properties turns it off. */
    static void announce(BaseMainSupport main, String consolePort) {
        PlatformHttpComponent http = main.getCamelContext().getComponent("platform-http", PlatformHttpComponent.class);
        HttpServerConfigurationProperties server = main.configure().httpServer();
        HttpManagementServerConfigurationProperties management =
                main.configure().httpManagementServer();
        if (server.isEnabled()) {
            boolean console = consolePort.equals(String.valueOf(server.getPort()));
            announce(
                    server.isUseGlobalSslContextParameters(),
                    server.getHost(),
                    server.getPort(),
                    paths(http.getHttpEndpoints()).filter(path -> console || !path.equals(CONSOLE)));
        }
        if (management.isEnabled()) {
            boolean console = consolePort.equals(String.valueOf(management.getPort()))
                    && management.getPort() != server.getPort();
            announce(
                    management.isUseGlobalSslContextParameters(),
                    management.getHost(),
                    management.getPort(),
                    Stream.concat(
                            paths(http.getHttpManagementEndpoints()),
                            console ? Stream.of("/admin", CONSOLE) : Stream.of()));
        }
    }

    private static Stream<String> paths(Set<HttpEndpointModel> endpoints) {
        return endpoints.stream().map(endpoint -> endpoint.getUri().replaceFirst("^(/[^/]+)/.*", "$1"));
    }

    private static void announce(boolean tls, String host, int port, Stream<String> paths) {
        String all = paths.distinct().sorted().collect(Collectors.joining(", "));
        LOG.info("Listening on {}://{}:{} for {}", tls ? "https" : "http", host, port, all);
    }

    private static HttpLimits limits(Settings settings) {
        return new HttpLimits(
                connections(settings),
                duration(settings, "mms.http.idle-timeout"),
                duration(settings, "mms.http.receive-timeout"),
                Long.parseLong(settings.get("camel.server.max-body-size")),
                Long.parseLong(settings.get("mms.http.max-webhook-bytes")),
                settings.has(BYTES_IN_FLIGHT)
                        ? Long.parseLong(settings.get(BYTES_IN_FLIGHT))
                        : Runtime.getRuntime().maxMemory() / SHARE_OF_HEAP);
    }

    private static RequestRules rules(Settings settings, Callers callers, AdminKeys adminKeys) {
        return new RequestRules(
                path(settings.get("mms.http.webhooks")),
                path(settings.get("mms.http.messages")),
                new SignatureHeaders(duration(settings, "telnyx.signature-tolerance"), Clock.systemUTC()),
                callers,
                adminKeys,
                ReadAccount.resources(settings.get("mms.api.read-through")));
    }

    /** Of an endpoint of our own server; another server's requests do not come here. */
    private static Optional<String> path(String endpoint) {
        String ours = "platform-http:";
        return endpoint.startsWith(ours)
                ? Optional.of("/"
                        + endpoint.substring(ours.length())
                                .replaceFirst("\\?.*", "")
                                .replaceFirst("^/+", ""))
                : Optional.empty();
    }

    private static int connections(Settings settings) {
        int wanted = Integer.parseInt(settings.get(CONNECTIONS));
        if (ManagementFactory.getOperatingSystemMXBean() instanceof UnixOperatingSystemMXBean unix) {
            int most = (int) Math.min(Integer.MAX_VALUE, unix.getMaxFileDescriptorCount() / SHARE_OF_FILES);
            if (most < wanted) {
                LOG.warn(
                        "{} is {}, for this process may have {} files only: raise ulimit -n (LimitNOFILE of systemd)",
                        CONNECTIONS,
                        most,
                        unix.getMaxFileDescriptorCount());
                return most;
            }
        }
        return wanted;
    }

    private static Duration duration(Settings settings, String key) {
        return Duration.ofMillis(TimeUtils.toMilliSeconds(settings.get(key)));
    }

    /** Throws IllegalArgumentException for a port that nothing listens on. */
    private static ConsolePort consolePort(Settings settings, int main) {
        String text = settings.get("mms.console.port");
        if (text.isEmpty()) {
            return new ConsolePort(main, 0);
        }
        boolean isMain = text.equals(String.valueOf(main));
        boolean isManagement = text.equals(settings.get("camel.management.port"))
                && Boolean.parseBoolean(settings.get("camel.management.enabled"));
        if (!isMain && !isManagement) {
            if (text.equals(settings.get("camel.management.port"))) {
                return new ConsolePort(main, 0); // that server is off, and the console with it
            }
            throw new IllegalArgumentException(
                    "mms.console.port is '%s': write the port of camel.management.port or of camel.server.port, or leave it empty for no console."
                            .formatted(text));
        }
        return new ConsolePort(main, Integer.parseInt(text));
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
                    "Port %s is in use: stop what runs there, or set %s.port (environment: %s)."
                            .formatted(port, server, Settings.environmentName(server + ".port")),
                    e);
        }
    }
}

package io.mmsroutes;

import io.mmsroutes.broker.BrokerConnections;
import io.mmsroutes.broker.BrokerHealthCheck;
import io.mmsroutes.broker.ChosenBroker;
import io.mmsroutes.broker.JournalComponent;
import io.mmsroutes.broker.JournalSpace;
import io.mmsroutes.media.MediaHosts;
import io.mmsroutes.simulator.SimulatedTelnyx;
import io.mmsroutes.store.KameletActions;
import io.mmsroutes.store.StoresInUse;
import io.mmsroutes.telnyx.TelnyxPublicKey;
import io.vertx.core.VertxOptions;
import java.io.IOException;
import java.net.BindException;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.platform.http.vertx.VertxPlatformHttpServerConfiguration;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must stand before the first route starts and must not be touched when a route file is edited: broker, connections,
 * keys, the trust that comes with the mode. Everything else is wired in {@code routes/beans.camel.yaml}.
 */
public final class GatewayWiring extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayWiring.class);

    /** What callers of /v2/messages show to a simulator that was given no key. */
    private static final String SIMULATOR_API_KEY = "simulator";

    /** Folder by folder: in a jar, Camel finds what ** means, and then loses the folders. */
    private static final String ROUTES_IN_JAR = Stream.of("", "inbound/", "outbound/", "admin/")
            .map("classpath:routes/%s*.camel.yaml"::formatted)
            .collect(Collectors.joining(","));

    private final Settings settings;
    private final RouteFiles files;
    private final Optional<SimulatedTelnyx> simulator;

    private GatewayWiring(Settings settings, RouteFiles files) {
        this.settings = settings;
        this.files = files;
        this.simulator =
                settings.mode() == Mode.SIMULATOR ? Optional.of(SimulatedTelnyx.withThrowAwayKeys()) : Optional.empty();
    }

    public static GatewayWiring of(Settings settings) {
        Path routes = settings.home().resolve("routes");
        String pattern = Files.isDirectory(routes) ? "file:" + routes.resolve("**/*.camel.yaml") : ROUTES_IN_JAR;
        return of(settings, new RouteFiles(pattern, routes));
    }

    /** For a host that has another place for routes. */
    public static GatewayWiring of(Settings settings, RouteFiles files) {
        return new GatewayWiring(settings, files);
    }

    public void applyTo(BaseMainSupport main) {
        main.setOverrideProperties(properties());
        main.addMainListener(this);
    }

    /** The settings as Camel shall see them, with what the mode and the folders decide. */
    public Properties properties() {
        Properties all = new Properties();
        all.putAll(settings.asMap());
        all.put("mms.data-dir", settings.dataDir().toString());
        for (String url : List.of("telnyx.api-url", "mms.public-url")) {
            all.put(url, BaseUrl.in(settings, url));
        }
        Path home = settings.home();
        String routes = files.pattern();
        String kamelets =
                Files.isDirectory(home.resolve("kamelets")) ? "file:" + home.resolve("kamelets") : "classpath:kamelets";
        if (simulator.isPresent()) {
            all.put("telnyx.public-key", simulator.get().publicKey());
            all.put("telnyx.api-key", simulator.get().apiKey());
            all.put("camel.server.host", "127.0.0.1");
            String here = "http://127.0.0.1:" + settings.get("camel.server.port");
            all.put("telnyx.api-url", here + "/simulator/v2");
            if (!settings.has("mms.public-url")) {
                all.put("mms.public-url", here);
            }
            if (!settings.has("mms.api-key")) {
                all.put("mms.api-key", SIMULATOR_API_KEY);
            }
            routes += ",file:%s/*.camel.yaml".formatted(settings.home().resolve("simulator"));
        }
        all.put("camel.main.routes-include-pattern", routes);
        all.put("camel.component.kamelet.location", kamelets + ",classpath:kamelets");
        // A store or sink that fails is its caller's failure: an item's in keep-media, a message's in deliver-message.
        all.put("camel.component.kamelet.no-error-handler", "true");
        return all;
    }

    @Override
    public void beforeConfigure(BaseMainSupport main) {
        try {
            bind(main.getCamelContext());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        announce();
    }

    private void bind(CamelContext context) throws Exception {
        decideAlone(context);
        requireFree("camel.server");
        requireFree("camel.management");
        lay(context, properties().getProperty("camel.component.kamelet.location"));
        Registry registry = context.getRegistry();
        // Camel 4.14 finds the main server by this when there is a management server too; 4.18 finds it by itself.
        VertxPlatformHttpServerConfiguration server = new VertxPlatformHttpServerConfiguration();
        server.setBindPort(Integer.parseInt(settings.get("camel.server.port")));
        registry.bind("httpServer", server);
        registry.bind(
                "vertxOptions",
                new VertxOptions().setWorkerPoolSize(Integer.parseInt(settings.get("mms.http.threads"))));
    }

    /**
     * What routes need, and no server.
     *
     * @param kamelets where they are looked for, such as {@code classpath:kamelets}
     */
    void lay(CamelContext context, String kamelets) throws Exception {
        Registry registry = context.getRegistry();
        new ChosenKamelets(settings, context, kamelets).require();
        new ChosenReplies(settings).require();
        context.addService(new DataFolder(settings.dataDir()), true, true);
        ChosenBroker broker = ChosenBroker.of(settings, registry);
        if (broker.embedded().isPresent()) {
            context.addService(broker.embedded().get(), true, true);
        }
        JournalSpace space = broker.space(settings);
        BrokerConnections connections = new BrokerConnections(settings, broker);
        context.addService(connections, true, true);
        context.addComponent("jms", JournalComponent.on(connections.factory()));
        registry.bind("journalSpace", space);
        registry.bind("journalConnections", connections.factory());
        registry.bind("clock", Clock.systemUTC());
        registry.bind("objectMapper", Json.MAPPER);
        registry.bind("telnyxPublicKey", new TelnyxPublicKey(properties().getProperty("telnyx.public-key")));
        String trusted = settings.get("mms.media.trusted-hosts");
        String trustedByMode = simulator.isPresent() ? "127.0.0.1:" + settings.get("camel.server.port") : "";
        registry.bind("mediaHosts", new MediaHosts(settings.get("mms.media.allowed-hosts"), trusted, trustedByMode));
        registry.bind("preflightHosts", MediaHosts.anyPublic(trusted, trustedByMode));
        simulator.ifPresent(telnyx -> {
            registry.bind("simulatedTelnyx", telnyx);
            registry.bind("simulatorFolder", settings.home().resolve("simulator"));
        });
        int pool = Integer.parseInt(settings.get("mms.media.fetch-pool"));
        registry.bind("fetchPool", context.getExecutorServiceManager().newFixedThreadPool(this, "mms-fetch", pool));
        registry.bind(
                "preflightPool", context.getExecutorServiceManager().newFixedThreadPool(this, "mms-preflight", pool));
        SendingWiring.bind(context, settings);
        KameletActions actions = new KameletActions();
        registry.bind("kameletActions", actions); // camel-kamelet finds it by its type, and tells it what it loads
        registry.bind("storesInUse", new StoresInUse(context, actions, settings.get("mms.store.also")));
        HealthCheckHelper.getHealthCheckRegistry(context)
                .register(new BrokerHealthCheck(connections.factory(), settings.get("mms.queue.received"), space));
    }

    /** Environment and system properties are in the settings already; asked once more they would beat what the mode decides. */
    private static void decideAlone(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
    }

    @Override
    public void afterConfigure(BaseMainSupport main) {
        Path routes = files.edited();
        if (!Boolean.parseBoolean(settings.get("mms.routes.reload")) || !Files.isDirectory(routes)) {
            return;
        }
        try {
            RouteReload reload = new RouteReload(routes);
            main.getCamelContext().addService(reload, true);
            main.getCamelContext().addStartupListener((context, alreadyStarted) -> reload.remember());
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        LOG.info("A saved route file is live at once; beans, errors, Kamelets, broker and properties need a restart");
    }

    /** Camel's HTTP server only warns when it cannot have its port, and then waits for ever. */
    private void requireFree(String server) throws IOException {
        if (!Boolean.parseBoolean(settings.get(server + ".enabled"))) {
            return;
        }
        int port = Integer.parseInt(settings.get(server + ".port"));
        try (ServerSocket probe = new ServerSocket()) {
            probe.setReuseAddress(true);
            probe.bind(new InetSocketAddress(properties().getProperty(server + ".host"), port));
        } catch (BindException e) {
            throw new IllegalStateException(
                    "Port %d is in use: stop what runs there, or set %s.port (environment: %s)."
                            .formatted(port, server, Settings.environmentName(server + ".port")),
                    e);
        }
    }

    private void announce() {
        Map<Mode, String> words = Map.of(
                Mode.LIVE, "Mode is LIVE: webhooks are verified with the account's key",
                Mode.SIMULATOR, "Mode is SIMULATOR: throw-away keys, bound to 127.0.0.1, nothing reaches Telnyx");
        LOG.info("{}", words.get(settings.mode()));
        if (simulator.isPresent() && !settings.has("mms.api-key")) {
            LOG.info("mms.api-key is not set, so it is '{}'", SIMULATOR_API_KEY);
        }
    }
}

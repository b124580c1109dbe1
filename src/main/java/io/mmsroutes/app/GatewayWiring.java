package io.mmsroutes.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.config.MeterFilter;
import io.mmsroutes.account.Callers;
import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.admin.AdminKeys;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.inbound.PlainText;
import io.mmsroutes.media.MediaHosts;
import io.mmsroutes.reload.RouteReload;
import io.mmsroutes.reload.RunningRoutes;
import io.mmsroutes.server.UnsafeOption;
import io.mmsroutes.server.WarmUp;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.simulator.SimulatedTelnyx;
import io.mmsroutes.store.KameletActions;
import io.mmsroutes.store.NoteStore;
import io.mmsroutes.store.StoresInUse;
import io.mmsroutes.text.Json;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.concurrent.Executor;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.component.properties.PropertiesComponent;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.DebuggerConfigurationProperties;
import org.apache.camel.main.MainListenerSupport;
import org.apache.camel.spi.Registry;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * What must stand before the first route starts and must not be touched when a route file is edited: database, connections,
 * keys, the trust that comes with the mode. Everything else is wired in the {@code beans.camel.yaml} of {@code routes/} and its folders.
 */
public final class GatewayWiring extends MainListenerSupport {
    private static final Logger LOG = LoggerFactory.getLogger(GatewayWiring.class);

    /** What callers of /v2/messages show to a simulator that was given no key. */
    private static final String SIMULATOR_API_KEY = "simulator";

    /** Whatever camel.server.host is: that is meant for a gateway that checks signatures of Telnyx. */
    private static final String SIMULATOR_HOST = "mms.simulator.host";

    /** In camel-management, which is not among our libraries. */
    private static final String JMX = "org.apache.camel.management.JmxManagementStrategyFactory";

    private static final String METRIC = "mms.";

    private static final Set<String> METRICS_OF_WEBHOOKS = Set.of(METRIC + "webhooks", METRIC + "accept");

    /** Folder by folder: in a jar, Camel finds what ** means, and then loses the folders. */
    static final String ROUTES_IN_JAR = Stream.of(
                    "", "inbound/", "api/", "outbound/", "receipts/", "admin/", "console/")
            .map("classpath:routes/%s*.camel.yaml"::formatted)
            .collect(Collectors.joining(","));

    private final Settings settings;
    private final RouteFiles files;
    private final Executor ahead;
    private final Optional<SimulatedTelnyx> simulator;
    private final RunningRoutes routes = new RunningRoutes();
    private final AdminKeys adminKeys;
    /** None without a folder of routes. */
    private volatile @Nullable RouteReload reload;

    private GatewayWiring(Settings settings, RouteFiles files, Executor ahead) {
        this.settings = settings;
        this.files = files;
        this.ahead = ahead;
        this.adminKeys =
                new AdminKeys(settings.get("mms.admin-key"), settings.get("mms.admin-read-key"), Clock.systemUTC());
        this.simulator = settings.mode() == Mode.SIMULATOR
                ? Optional.of(new SimulatedTelnyx(settings.accounts(), Clock.systemUTC()))
                : Optional.empty();
    }

    public static GatewayWiring of(Settings settings) {
        return new GatewayWiring(settings, files(settings), task -> {});
    }

    /** @param ahead of a process that ends where a start fails: runs what may begin before its turn, beside the rest */
    public static GatewayWiring of(Settings settings, Executor ahead) {
        return new GatewayWiring(settings, files(settings), ahead);
    }

    /** The beans that folders share come before those of the folders. */
    private static RouteFiles files(Settings settings) {
        Path routes = settings.home().resolve("routes");
        String pattern = Files.isDirectory(routes)
                ? "file:%1$s/*.camel.yaml,file:%1$s/*/**/*.camel.yaml".formatted(routes)
                : ROUTES_IN_JAR;
        return new RouteFiles(pattern, routes);
    }

    /** For a host that has another place for routes. */
    public static GatewayWiring of(Settings settings, RouteFiles files) {
        return new GatewayWiring(settings, files, task -> {});
    }

    /** @throws IllegalArgumentException as {@link #properties} does */
    public void applyTo(BaseMainSupport main) {
        main.setOverrideProperties(properties());
        main.addMainListener(this);
    }

    /**
     * The settings as Camel shall see them, with what the mode and the folders decide.
     *
     * @throws IllegalArgumentException with a sentence that names the setting and the fix
     */
    public Properties properties() {
        Properties all = new Properties();
        all.putAll(settings.asMap());
        all.put("mms.data-dir", settings.dataDir().toString());
        all.put("telnyx.mode", settings.mode().name().toLowerCase(Locale.ROOT));
        for (String url : List.of("telnyx.api-url", "mms.public-url")) {
            all.put(url, settings.baseUrl(url));
        }
        all.put("mms.send.from", sendFrom());
        Path home = settings.home();
        String routes = files.pattern();
        String kamelets =
                Files.isDirectory(home.resolve("kamelets")) ? "file:" + home.resolve("kamelets") : "classpath:kamelets";
        if (simulator.isPresent()) {
            all.put("telnyx.public-key", simulator.get().publicKey());
            all.put("telnyx.api-key", simulator.get().apiKey());
            all.put("camel.server.host", settings.get(SIMULATOR_HOST));
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
        // A store or sink that fails is its caller's failure: an item's in process-media, a message's in
        // deliver-message.
        all.put("camel.component.kamelet.no-error-handler", "true");
        return all;
    }

    /** In simulator mode they have keys that nothing else takes. */
    private TelnyxAccounts accounts() {
        return simulator.map(SimulatedTelnyx::accounts).orElseGet(settings::accounts);
    }

    /** A simulator that was given no key takes a known one. */
    private Callers callers() {
        String apiKey = settings.get("mms.api-key");
        return new Callers(apiKey.isEmpty() && simulator.isPresent() ? SIMULATOR_API_KEY : apiKey, settings.callers());
    }

    /** What a stranger put into a JMS message is not opened by the component. */
    private String sendFrom() {
        String from = settings.get("mms.send.from");
        if (from.isEmpty()) {
            return "queue:send-requests";
        }
        return from.startsWith("jms:") && !from.contains("mapJmsMessage=")
                ? from + (from.contains("?") ? "&" : "?") + "mapJmsMessage=false"
                : from;
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

    @Override
    public void afterConfigure(BaseMainSupport main) {
        DebuggerConfigurationProperties debugger = main.configure().debuggerConfig();
        new UnsafeOption(
                        "camel.debug.enabled",
                        "change and call what JMX reaches, on a port that asks for no password",
                        "camel.debug.jmx-connector-enabled=false keeps that port closed")
                .refuseIf(
                        (debugger.isEnabled() || debugger.isStandby()) && debugger.isJmxConnectorEnabled(),
                        main.getCamelContext());
        // Camel asks for the jar of every other option that needs one; of this it says nothing, and does nothing.
        boolean jmx = main.getCamelContext().getClassResolver().resolveClass(JMX) != null;
        if (main.configure().isJmxEnabled() && !jmx) {
            throw new IllegalArgumentException(
                    "camel.main.jmx-enabled is true, and camel-management %s is not there: put it into ext/, or set it to false."
                            .formatted(main.getCamelContext().getVersion()));
        }
    }

    private void bind(CamelContext context) throws Exception {
        decideAlone(context);
        Properties all = properties();
        WarmUp warmUp = ServerWiring.bind(
                context,
                settings,
                all.getProperty("camel.server.host"),
                callers(),
                adminKeys,
                event -> QueueWiring.rehearse(context, event),
                routes);
        HealthCheckHelper.getHealthCheckRegistry(context).register(routes);
        new ValuesCheck(settings).require();
        Database database = new Database(DatabaseConfig.of(settings));
        ahead.execute(database::startAhead);
        if (Files.isDirectory(files.edited())) {
            String kamelets = all.getProperty("camel.component.kamelet.location");
            reload = new RouteReload(context, files.edited(), kamelets, routes);
        }
        Predicate<byte[]> warmUpEvent = warmUp::isOwn;
        context.getRegistry().bind("warmUpEvent", warmUpEvent);
        initialize(context, all.getProperty("camel.component.kamelet.location"), database);
        // What the warm-up sends is nobody's webhook.
        context.getRegistry()
                .lookupByNameAndType("metricsRegistry", MeterRegistry.class)
                .config()
                .meterFilter(
                        MeterFilter.deny(meter -> !warmUp.isOver() && METRICS_OF_WEBHOOKS.contains(meter.getName())));
    }

    /**
     * What routes need, and no server.
     *
     * @param kamelets where they are looked for, such as {@code classpath:kamelets}
     */
    void initialize(CamelContext context, String kamelets) throws Exception {
        new ValuesCheck(settings).require();
        initialize(context, kamelets, new Database(DatabaseConfig.of(settings)));
    }

    private void initialize(CamelContext context, String kamelets, Database database) throws Exception {
        Registry registry = context.getRegistry();
        new KameletCheck(settings, context, kamelets).require();
        ReplyCheck replies = new ReplyCheck(settings);
        replies.require();
        replies.requireExpressions(context);
        QueueWiring.bind(context, settings, database);
        context.getTypeConverterRegistry().addTypeConverters(new PlainText());
        context.getTypeConverterRegistry().addTypeConverters(new EnumWords());
        registry.bind("camelContext", context); // for beans that look for routes
        registry.bind("clock", Clock.systemUTC());
        registry.bind("objectMapper", Json.MAPPER);
        registry.bind("adminKeys", adminKeys);
        registry.bind("telnyxAccounts", accounts());
        registry.bind("callers", callers());
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
        QueueMetrics.bind(context);
        QueueWiring.bindSending(context, settings);
        KameletActions actions = new KameletActions();
        registry.bind("kameletActions", actions); // camel-kamelet finds it by its type, and tells it what it loads
        context.addRoutePolicyFactory(NoteStore::of);
        StoresInUse stores = new StoresInUse(context, actions, settings.get("mms.store.also"));
        registry.bind("storesInUse", stores);
        DoctorWiring.bind(context, settings, properties(), database, stores);
    }

    /** Environment and system properties are in the settings already; asked once more they would beat what the mode decides. */
    private static void decideAlone(CamelContext context) {
        PropertiesComponent properties = (PropertiesComponent) context.getPropertiesComponent();
        properties.setEnvironmentVariableMode(PropertiesComponent.ENVIRONMENT_VARIABLES_MODE_FALLBACK);
        properties.setSystemPropertiesMode(PropertiesComponent.SYSTEM_PROPERTIES_MODE_FALLBACK);
    }

    @Override
    public void afterStart(BaseMainSupport main) {
        LOG.info(
                "MMS Routes {}: mode={} data={} database={} store={} messageSink={} receiptSink={}",
                Objects.requireNonNullElse(
                        GatewayWiring.class.getPackage().getImplementationVersion(), "of a checkout"),
                settings.mode().name().toLowerCase(Locale.ROOT),
                settings.dataDir(),
                settings.has("mms.database.url") ? "postgresql" : "sqlite",
                Settings.nameOf(settings.get("mms.store.default")),
                Settings.nameOf(settings.get("mms.message-sink")),
                Settings.nameOf(settings.get("mms.receipt-sink")));
        ServerWiring.announce(main, settings.get("mms.console.port"));
        announceConsole();
        RouteReload files = reload;
        if (files == null || !Boolean.parseBoolean(settings.get("mms.routes.reload"))) {
            return;
        }
        try {
            main.getCamelContext().addService(files, true);
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
        LOG.info("A saved route file is live at once; beans, errors, Kamelets, broker and properties need a restart");
    }

    /** In simulator mode with a link that logs in once, so that a newcomer needs no key. */
    private void announceConsole() {
        String port = settings.get("mms.console.port");
        if (port.isEmpty() || (settings.mode() == Mode.LIVE && !settings.has("mms.admin-key"))) {
            return;
        }
        String url = "http://127.0.0.1:%s/console/".formatted(port);
        LOG.info("Console: {}", settings.mode() == Mode.SIMULATOR ? url + "#ticket=" + adminKeys.newTicket() : url);
    }

    private void announce() {
        if (settings.mode() == Mode.LIVE) {
            LOG.info("Mode is LIVE: webhooks are verified with the account's key");
        } else {
            LOG.info(
                    "Mode is SIMULATOR: throw-away keys, bound to {}, nothing reaches Telnyx",
                    settings.get(SIMULATOR_HOST));
        }
        if (settings.accounts().all().size() > 1) {
            LOG.info(
                    "Accounts: {}",
                    settings.accounts().all().stream().map(TelnyxAccount::name).collect(Collectors.joining(", ")));
        }
        if (simulator.isPresent() && !settings.has("mms.api-key")) {
            LOG.info("mms.api-key is not set, so it is '{}'", SIMULATOR_API_KEY);
        }
    }
}

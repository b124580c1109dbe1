package io.mmsroutes.karaf;

import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.settings.Settings;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.sql.Driver;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Properties;
import java.util.ServiceLoader;
import java.util.stream.Stream;
import org.apache.activemq.artemis.api.core.client.ActiveMQClient;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.TypeConverterLoader;
import org.osgi.framework.BundleContext;

/** A gateway that runs, from its start to its end. */
final class RunningGateway {
    private final GatewayMain main;

    private RunningGateway(GatewayMain main) {
        this.main = main;
    }

    /**
     * @param given what {@code etc/io.mmsroutes.cfg} says
     * @throws IllegalArgumentException with a sentence that names the setting and the fix
     */
    static Settings settings(BundleContext bundle, Map<String, String> given) {
        return Settings.of(staffFolder(bundle), properties(bundle, given), System.getenv(), new Properties());
    }

    /** @throws Exception with a cause that says what is wrong; nothing of it runs then */
    static RunningGateway start(BundleContext bundle, Settings settings) throws Exception {
        registerDrivers();
        GatewayMain main = new GatewayMain(bundle);
        GatewayWiring.of(settings, new StaffFiles(bundle.getBundle(), staffFolder(bundle)).routes())
                .applyTo(main);
        RunningGateway started = new RunningGateway(main);
        try {
            main.start();
        } catch (Exception e) {
            started.stop();
            throw e;
        }
        return started;
    }

    void stop() {
        main.stop();
        if (main.getCamelContext() != null) {
            main.getCamelContext().stop();
        }
        forgetDrivers();
        // Threads that Artemis's client keeps for whoever comes next; here it goes with the bundle.
        ActiveMQClient.clearThreadPools();
    }

    private static Path staffFolder(BundleContext bundle) {
        return Path.of(bundle.getProperty("karaf.etc"), "mms");
    }

    private static Properties properties(BundleContext bundle, Map<String, String> given) {
        Properties properties = new Properties();
        properties.putAll(given);
        String named = given.getOrDefault("mms.data-dir", "");
        Path folder = named.isEmpty()
                ? Path.of(bundle.getProperty("karaf.data"), "mms-routes")
                : Path.of(bundle.getProperty("karaf.base")).resolve(named);
        properties.put("mms.data-dir", folder.toString());
        return properties;
    }

    /** The JVM looks for drivers once, and that was before this bundle came. */
    private static void registerDrivers() throws SQLException {
        for (Driver driver : ServiceLoader.load(Driver.class, RunningGateway.class.getClassLoader())) {
            if (Collections.list(DriverManager.getDrivers()).stream()
                    .noneMatch(known -> known.getClass() == driver.getClass())) {
                DriverManager.registerDriver(driver);
            }
        }
    }

    /** A driver that stays would hold this bundle in memory for ever. */
    private static void forgetDrivers() {
        for (Driver driver : Collections.list(DriverManager.getDrivers())) {
            if (driver.getClass().getClassLoader() == RunningGateway.class.getClassLoader()) {
                try {
                    DriverManager.deregisterDriver(driver);
                } catch (SQLException e) {
                    throw new IllegalStateException(e);
                }
            }
        }
    }

    /** Camel Main on the Camel of the host. */
    private static final class GatewayMain extends Main {
        private static final String CONVERTERS = "META-INF/services/org/apache/camel/TypeConverterLoader";

        private final BundleContext bundle;

        GatewayMain(BundleContext bundle) {
            this.bundle = bundle;
        }

        @Override
        protected CamelContext createCamelContext() {
            BundledCamelContext context = new BundledCamelContext(bundle);
            try {
                for (String loader : converters()) {
                    context.getInjector()
                            .newInstance(bundle.getBundle().loadClass(loader).asSubclass(TypeConverterLoader.class))
                            .load(context.getTypeConverterRegistry());
                }
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            } catch (ClassNotFoundException e) {
                throw new IllegalStateException(e);
            }
            return context;
        }

        /** Those of the fragments; Camel-Karaf loads those of the other bundles. */
        private List<String> converters() throws IOException {
            return Collections.list(bundle.getBundle().getResources(CONVERTERS)).stream()
                    .flatMap(GatewayMain::lines)
                    .map(String::strip)
                    .filter(line -> !line.isEmpty() && !line.startsWith("#"))
                    .toList();
        }

        private static Stream<String> lines(URL file) {
            try (BufferedReader reader =
                    new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
                return reader.lines().toList().stream();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        }
    }
}

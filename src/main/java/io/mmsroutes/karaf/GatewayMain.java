package io.mmsroutes.karaf;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.net.URL;
import java.nio.charset.StandardCharsets;
import java.util.Collections;
import java.util.List;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.spi.TypeConverterLoader;
import org.osgi.framework.BundleContext;

/** Camel Main on the Camel of the host. */
final class GatewayMain extends Main {
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

    private static java.util.stream.Stream<String> lines(URL file) {
        try (BufferedReader reader =
                new BufferedReader(new InputStreamReader(file.openStream(), StandardCharsets.UTF_8))) {
            return reader.lines().toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}

package io.mmsroutes.dropin;

import io.mmsroutes.app.GatewayWiring;
import io.mmsroutes.app.RouteFiles;
import io.mmsroutes.settings.Settings;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.FluentProducerTemplate;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.main.SimpleMain;
import org.apache.camel.support.service.ServiceSupport;

/**
 * The sending half of the gateway inside another application, in a Camel context of its own: its error handling, its
 * components and its beans are not those of the host. It has no endpoint but this class.
 */
final class SendingGateway extends ServiceSupport {
    /** By name: what a pattern finds on a class path depends on what kind of class path it is. */
    private static final String ROUTES = Stream.of(
                    "beans",
                    "errors",
                    "request-store",
                    "dead-letter",
                    "receipts/beans",
                    "outbound/beans",
                    "outbound/errors",
                    "receipts/process-receipt",
                    "outbound/1-accept-request",
                    "outbound/2-preflight-media",
                    "outbound/3-dispatch-due",
                    "outbound/4-send-message",
                    "outbound/5-reconcile-unknown",
                    "outbound/6-publish-status",
                    "outbound/check-media",
                    "outbound/look-up-message",
                    "outbound/record-outcome")
            .map("classpath:routes/%s.camel.yaml"::formatted)
            .collect(Collectors.joining(","));

    private final Properties given;
    private final CamelContext context = new DefaultCamelContext();
    private final SimpleMain main = new SimpleMain(context);

    /**
     * @param home below which the data folder is; relative to the working folder
     * @param given settings of {@code application.properties}
     * @throws IllegalArgumentException with a sentence that names the setting and the fix
     */
    SendingGateway(String home, Properties given) {
        this.given = given;
        Properties all = new Properties();
        all.putAll(given);
        all.putIfAbsent("telnyx.mode", "live");
        all.putIfAbsent("telnyx.public-key", keyOfNobody());
        all.put("camel.main.name", "mms-routes-sending");
        all.put("camel.server.enabled", "false");
        all.put("camel.management.enabled", "false");
        Settings settings = Settings.of(Path.of(home), all, Map.of(), new Properties());
        main.setDefaultPropertyPlaceholderLocation("false"); // that would be the host's
        GatewayWiring.of(settings, new RouteFiles(ROUTES, Path.of(home, "routes")))
                .applyTo(main);
    }

    boolean isMadeOf(Properties others) {
        return given.equals(others);
    }

    FluentProducerTemplate to(String endpoint) {
        return context.createFluentProducerTemplate().to(endpoint);
    }

    @Override
    protected void doStart() {
        main.start();
    }

    @Override
    protected void doStop() {
        main.stop();
    }

    /** Webhooks do not come in here, so nobody must be able to sign one. */
    private static String keyOfNobody() {
        try {
            byte[] key = KeyPairGenerator.getInstance("Ed25519")
                    .generateKeyPair()
                    .getPublic()
                    .getEncoded();
            return Base64.getEncoder().encodeToString(key);
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.mmsroutes.jms;

import io.mmsroutes.settings.Settings;
import jakarta.jms.ConnectionFactory;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import org.apache.activemq.artemis.api.core.TransportConfiguration;
import org.apache.activemq.artemis.core.remoting.impl.netty.TransportConstants;
import org.apache.activemq.artemis.jms.client.ActiveMQConnectionFactory;
import org.apache.camel.spi.Registry;

/** Which broker {@code jms:} reaches: that of {@code mms.jms.url}, or the one that the host's own {@code ConnectionFactory} leads to. */
public final class JmsConfig {
    private static final String BEAN = "mms.jms.connection-factory";
    private static final String URL = "mms.jms.url";

    private JmsConfig() {}

    /**
     * Empty where neither is set.
     *
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    public static Optional<ConnectionFactory> connections(Settings settings, Registry registry) {
        if (settings.has(BEAN)) {
            if (settings.has(URL)) {
                throw new IllegalArgumentException(
                        "%s and %s are both set, and each names a broker. Leave one of them empty."
                                .formatted(URL, BEAN));
            }
            return Optional.of(bean(settings.get(BEAN), registry));
        }
        return settings.has(URL) ? Optional.of(ArtemisFactory.of(settings)) : Optional.empty();
    }

    private static ConnectionFactory bean(String value, Registry registry) {
        String name = value.startsWith("#bean:") ? value.substring("#bean:".length()) : value;
        Object bean = registry.lookupByName(name);
        if (bean instanceof ConnectionFactory factory) {
            return factory;
        }
        throw new IllegalArgumentException("%s is '%s', but %s in Camel's registry."
                .formatted(
                        BEAN,
                        value,
                        bean == null
                                ? "there is no bean of that name"
                                : "the bean is no jakarta.jms.ConnectionFactory"));
    }

    /** Connections to an Artemis by its URL, bounded in time, with the credentials and the certificates of {@code mms.jms.*}. */
    private static final class ArtemisFactory {
        private ArtemisFactory() {}

        /**
         * To that of {@code mms.jms.url}.
         *
         * @throws IllegalArgumentException with a sentence that names the setting; the URL, which may hold a secret, is not in it
         */
        static ConnectionFactory of(Settings settings) {
            ActiveMQConnectionFactory factory = factory(settings.get("mms.jms.url"));
            if (settings.has("mms.jms.user")) {
                factory.setUser(settings.get("mms.jms.user"));
                factory.setPassword(settings.get("mms.jms.password"));
            }
            Map<String, String> certificates = certificates(settings);
            if (!certificates.isEmpty()) {
                for (TransportConfiguration broker : factory.getStaticConnectors()) {
                    certificates.forEach(broker.getParams()::put);
                    broker.getParams().put(TransportConstants.SSL_ENABLED_PROP_NAME, "true");
                }
            }
            return factory;
        }

        private static ActiveMQConnectionFactory factory(String url) {
            try {
                ActiveMQConnectionFactory factory = new ActiveMQConnectionFactory(ArtemisUrl.bounded(url));
                // CVE-2026-40860, CVE-2026-43866: nothing that comes off a queue is ever turned into Java objects.
                factory.setDeserializationDenyList("*");
                return factory;
            } catch (RuntimeException e) {
                // Its message and its causes quote the URL.
                throw ArtemisUrl.unusable();
            }
        }

        private static Map<String, String> certificates(Settings settings) {
            Map<String, String> certificates = new LinkedHashMap<>();
            put(certificates, settings, "mms.jms.trust-store", TransportConstants.TRUSTSTORE_PATH_PROP_NAME);
            put(
                    certificates,
                    settings,
                    "mms.jms.trust-store-password",
                    TransportConstants.TRUSTSTORE_PASSWORD_PROP_NAME);
            put(certificates, settings, "mms.jms.key-store", TransportConstants.KEYSTORE_PATH_PROP_NAME);
            put(certificates, settings, "mms.jms.key-store-password", TransportConstants.KEYSTORE_PASSWORD_PROP_NAME);
            return certificates;
        }

        private static void put(Map<String, String> into, Settings settings, String key, String option) {
            if (!settings.has(key)) {
                return;
            }
            if (key.endsWith("-store") && !Files.isReadable(Path.of(settings.get(key)))) {
                throw new IllegalArgumentException(
                        "%s is '%s', which is no file that can be read.".formatted(key, settings.get(key)));
            }
            into.put(option, settings.get(key));
        }
    }
}

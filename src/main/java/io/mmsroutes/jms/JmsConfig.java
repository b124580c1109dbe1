package io.mmsroutes.jms;

import io.mmsroutes.settings.Settings;
import jakarta.jms.ConnectionFactory;
import java.util.Optional;
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
}

package io.mmsroutes.broker;

import io.mmsroutes.Settings;
import jakarta.jms.ConnectionFactory;
import java.util.Optional;
import org.apache.camel.spi.Registry;

/**
 * Where the queues are: on the embedded broker, on that of {@code mms.broker.url}, or where the host's own
 * {@code ConnectionFactory} leads.
 *
 * @param embedded to be started first
 * @param connections as they are made, not yet pooled
 * @param setting that names it
 */
public record ChosenBroker(Optional<EmbeddedBroker> embedded, ConnectionFactory connections, String setting) {
    private static final String BEAN = "mms.broker.connection-factory";
    private static final String URL = "mms.broker.url";

    /** Throws IllegalArgumentException with a sentence that names the setting. */
    public static ChosenBroker of(Settings settings, Registry registry) {
        if (settings.has(BEAN)) {
            if (settings.has(URL)) {
                throw new IllegalArgumentException(
                        "%s and %s are both set, and each names a broker. Leave one of them empty."
                                .formatted(URL, BEAN));
            }
            return new ChosenBroker(Optional.empty(), bean(settings.get(BEAN), registry), BEAN);
        }
        if (settings.has(URL)) {
            return new ChosenBroker(Optional.empty(), ArtemisFactory.of(settings), URL);
        }
        EmbeddedBroker broker = new EmbeddedBroker(settings);
        return new ChosenBroker(Optional.of(broker), ArtemisFactory.to(broker), URL);
    }

    /** Somebody else set the broker up, so that nobody knows what it can do. */
    boolean foreign() {
        return embedded.isEmpty();
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

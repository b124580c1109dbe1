package io.mmsroutes.settings;

import java.util.Properties;
import java.util.function.Predicate;
import org.apache.camel.CamelContext;
import org.apache.camel.Ordered;
import org.apache.camel.spi.LoadablePropertiesSource;
import org.jspecify.annotations.Nullable;

/** Our settings as routes in a host's Camel context see them: the host's own where it has some, else the defaults of the jar. */
public final class HostSettings implements LoadablePropertiesSource, Ordered {
    private final Properties settings = new Properties();

    public HostSettings(Properties all) {
        Settings.keys().forEach(key -> settings.setProperty(key, all.getProperty(key, "")));
        all.stringPropertyNames().stream()
                .filter(AccountSettings::isNamed)
                .forEach(key -> settings.setProperty(key, all.getProperty(key)));
    }

    /** What a host says of us among its properties, or in its environment. */
    public static Properties of(CamelContext host) {
        Properties given = new Properties();
        System.getenv()
                .forEach((name, value) ->
                        AccountSettings.ofVariable(name).ifPresent(key -> given.setProperty(key, value)));
        host.getPropertiesComponent().loadProperties(AccountSettings::isNamed).stringPropertyNames().stream()
                .filter(key -> !given.containsKey(key))
                .forEach(key -> host.getPropertiesComponent()
                        .resolveProperty(key)
                        .ifPresent(value -> given.setProperty(key, value)));
        for (String key : Settings.keys()) {
            host.getPropertiesComponent().resolveProperty(key).ifPresent(value -> given.setProperty(key, value));
        }
        return given;
    }

    @Override
    public String getName() {
        return "mms-routes";
    }

    @Override
    public @Nullable String getProperty(String name) {
        return settings.getProperty(name);
    }

    @Override
    public Properties loadProperties() {
        return settings;
    }

    @Override
    public Properties loadProperties(Predicate<String> filter) {
        Properties chosen = new Properties();
        settings.stringPropertyNames().stream()
                .filter(filter)
                .forEach(key -> chosen.setProperty(key, settings.getProperty(key)));
        return chosen;
    }

    /** They hold until the next start. */
    @Override
    public void reloadProperties(String location) {}

    @Override
    public int getOrder() {
        return Ordered.HIGHEST;
    }
}

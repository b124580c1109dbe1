package io.mmsroutes.store;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.apache.camel.spi.Resource;
import org.apache.camel.spi.RouteTemplateLoaderListener;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;

/**
 * What the Kamelets in use say they can do, in {@code metadata.annotations}, {@code mms-routes/actions: store, erase}. Read
 * when Camel loads the file: one that was saved since says nothing of the Kamelet that runs.
 */
public final class KameletActions implements RouteTemplateLoaderListener {
    private static final String ANNOTATION = "mms-routes/actions";

    private final Map<String, Set<String>> byKamelet = new ConcurrentHashMap<>();

    @Override
    public void loadRouteTemplate(Resource file) {
        try (InputStream yaml = file.getInputStream()) {
            Load load = new Load(LoadSettings.builder().build());
            if (load.loadFromInputStream(yaml) instanceof Map<?, ?> kamelet
                    && kamelet.get("metadata") instanceof Map<?, ?> metadata
                    && metadata.get("annotations") instanceof Map<?, ?> annotations
                    && annotations.get(ANNOTATION) instanceof String actions) {
                byKamelet.put(
                        String.valueOf(metadata.get("name")),
                        Set.of(actions.strip().split("\\s*,\\s*")));
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** False for a Kamelet that does not say so, or is not in use. */
    public boolean offers(String kamelet, String action) {
        return byKamelet.getOrDefault(kamelet, Set.of()).contains(action);
    }
}

package io.mmsroutes.reload;

import io.mmsroutes.failure.DidYouMean;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.reload.RouteFile.Endpoint;
import java.io.IOException;
import java.io.InputStream;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import org.apache.camel.CamelContext;
import org.apache.camel.spi.EndpointUriFactory;
import org.apache.camel.spi.Resource;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.snakeyaml.engine.v2.api.Load;
import org.snakeyaml.engine.v2.api.LoadSettings;
import org.snakeyaml.engine.v2.nodes.NodeTuple;
import org.snakeyaml.engine.v2.nodes.ScalarNode;

/**
 * The options of endpoints, as each component and each Kamelet declares them. Some components, such as {@code http}, send on
 * what they do not know, so a misspelt option would go out to the host and count for nothing.
 */
final class EndpointOptions {
    /** Of a name that is this near to an option of the component, nobody means a parameter for the host. */
    private static final double NEAR = 0.7;

    private final CamelContext context;
    private final String kamelets;

    /** @param kamelets where Kamelets are looked for, separated by commas */
    EndpointOptions(CamelContext context, String kamelets) {
        this.context = context;
        this.kamelets = kamelets;
    }

    /** @throws Rejected with the place of the first wrong option, and the nearest right one */
    void check(RouteFile file) {
        file.endpoints().forEach(endpoint -> check(file, endpoint));
    }

    private void check(RouteFile file, Endpoint endpoint) {
        String uri = resolved(endpoint.uri().getValue());
        if (uri == null || uri.contains("${")) {
            return;
        }
        String component = uri.replaceFirst("[:?].*", "");
        EndpointUriFactory declared = context.getCamelContextExtension().getEndpointUriFactory(component);
        if (declared == null) {
            return; // Camel says of a component that is not there what to do
        }
        Set<String> known = new TreeSet<>(declared.propertyNames());
        boolean mayHaveOthers = declared.isLenientProperties();
        if (component.equals("kamelet")) {
            Set<String> parameters = parametersOfKamelet(uri);
            known.addAll(parameters);
            mayHaveOthers = parameters.isEmpty();
        }
        for (NodeTuple parameter : endpoint.parameters()) {
            if (parameter.getKeyNode() instanceof ScalarNode name && isWrong(name.getValue(), known, mayHaveOthers)) {
                throw file.wrong(
                        name,
                        "%s has no option %s; the nearest is %s."
                                .formatted(component, name.getValue(), DidYouMean.to(name.getValue(), known)));
            }
        }
    }

    /** A name with a dot belongs to an option that is a map, such as {@code tags.kind}. */
    private static boolean isWrong(String name, Set<String> known, boolean mayHaveOthers) {
        if (known.contains(name) || name.contains(".")) {
            return false;
        }
        return !mayHaveOthers || DidYouMean.likeness(name, DidYouMean.to(name, known)) >= NEAR;
    }

    private @Nullable String resolved(String uri) {
        try {
            return context.resolvePropertyPlaceholders(uri);
        } catch (IllegalArgumentException e) {
            return null; // Camel names the property that is missing
        }
    }

    /** Empty for a Kamelet that is not there, or that declares none. */
    private Set<String> parametersOfKamelet(String uri) {
        String name = uri.replaceFirst("kamelet:/*", "").replaceFirst("[/?].*", "");
        for (String location : kamelets.split(",", -1)) {
            Resource file = PluginHelper.getResourceLoader(context)
                    .resolveResource("%s/%s.kamelet.yaml".formatted(location.strip(), name));
            if (file != null && file.exists()) {
                return declaredIn(file);
            }
        }
        return Set.of();
    }

    private static Set<String> declaredIn(Resource kamelet) {
        try (InputStream in = kamelet.getInputStream()) {
            Object at = new Load(LoadSettings.builder().build()).loadFromInputStream(in);
            for (String key : new String[] {"spec", "definition", "properties"}) {
                at = at instanceof Map<?, ?> map ? map.get(key) : null;
            }
            Set<String> names = new TreeSet<>();
            if (at instanceof Map<?, ?> properties) {
                properties.keySet().forEach(name -> names.add(String.valueOf(name)));
            }
            return names;
        } catch (IOException e) {
            return Set.of();
        }
    }
}

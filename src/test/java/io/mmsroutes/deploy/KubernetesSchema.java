package io.mmsroutes.deploy;

import com.fasterxml.jackson.databind.JsonNode;
import com.google.gson.JsonParseException;
import io.kubernetes.client.openapi.models.V1ConfigMap;
import io.kubernetes.client.openapi.models.V1Deployment;
import io.kubernetes.client.openapi.models.V1Ingress;
import io.kubernetes.client.openapi.models.V1NetworkPolicy;
import io.kubernetes.client.openapi.models.V1PodDisruptionBudget;
import io.kubernetes.client.openapi.models.V1Secret;
import io.kubernetes.client.openapi.models.V1Service;
import java.io.IOException;
import java.util.Map;
import java.util.Optional;

/** What the API of Kubernetes 1.34 says of a manifest, by the classes that are made from its schema. */
final class KubernetesSchema {
    private static final Map<String, Kind> KINDS = Map.of(
            "v1/ConfigMap", V1ConfigMap::fromJson,
            "v1/Secret", V1Secret::fromJson,
            "v1/Service", V1Service::fromJson,
            "apps/v1/Deployment", V1Deployment::fromJson,
            "networking.k8s.io/v1/Ingress", V1Ingress::fromJson,
            "networking.k8s.io/v1/NetworkPolicy", V1NetworkPolicy::fromJson,
            "policy/v1/PodDisruptionBudget", V1PodDisruptionBudget::fromJson);

    private KubernetesSchema() {}

    /** The first thing that is wrong: a field that does not exist, one that is missing, one of another type. */
    static Optional<String> errorIn(JsonNode manifest) {
        String name = "%s/%s"
                .formatted(
                        manifest.path("apiVersion").asText(),
                        manifest.path("kind").asText());
        Kind kind = KINDS.get(name);
        if (kind == null) {
            return Optional.of("There is no " + name);
        }
        try {
            kind.read(manifest.toString());
            return Optional.empty();
        } catch (IllegalArgumentException | JsonParseException e) {
            return Optional.of(String.valueOf(e.getMessage()));
        } catch (IOException e) {
            throw new IllegalStateException(e);
        }
    }

    private interface Kind {
        Object read(String json) throws IOException;
    }
}

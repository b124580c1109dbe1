package io.mmsroutes.deploy;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.NodeProject;
import java.io.IOException;
import java.io.Reader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Properties;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What {@code deploy/} says is what Compose, Kubernetes and the gateway take. */
@Tag("one-camel")
class DeployIT {
    private static final String DATA_DIR = "/var/lib/mms-routes";

    // --- Compose

    @Test
    void composeFileKeepsTheSpecification() {
        assertThat(composeSchema().errorsIn(Manifests.compose())).isEmpty();
    }

    @Test
    void keyThatComposeDoesNotHaveIsFound() {
        JsonNode compose = Manifests.compose();
        ((ObjectNode) compose.at("/services/gateway")).put("read_onyl", true);

        assertThat(composeSchema().errorsIn(compose)).anyMatch(error -> error.contains("read_onyl"));
    }

    @Test
    void valueThatComposeDoesNotTakeIsFound() {
        JsonNode compose = Manifests.compose();
        ((ObjectNode) compose.at("/services/balancer")).put("ports", "8080:8080");

        assertThat(composeSchema().errorsIn(compose)).anyMatch(error -> error.contains("ports"));
    }

    @Test
    void composeRunsTwoGatewaysThatWriteToTheirVolumeOnly() {
        JsonNode gateway = Manifests.service("gateway");

        assertThat(gateway.at("/deploy/replicas").asInt()).isEqualTo(2);
        assertThat(gateway.path("read_only").asBoolean()).isTrue();
        assertThat(Manifests.texts(gateway.path("volumes"))).containsExactly(DATA_DIR);
        assertThat(Manifests.texts(gateway.path("tmpfs"))).containsExactly("/tmp");
        assertThat(Manifests.texts(gateway.path("cap_drop"))).containsExactly("ALL");
    }

    @Test
    void composeShowsThePortForTelnyxAndNothingElse() {
        Set<String> open = services()
                .flatMap(service -> Manifests.texts(service.path("ports")))
                .filter(port -> !port.startsWith("127.0.0.1:"))
                .collect(Collectors.toSet());

        assertThat(open).containsExactly("8080:8080");
    }

    @Test
    void composeNamesAVersionOfEveryImage() {
        assertThat(services().map(service -> service.path("image").asText()))
                .allMatch(image -> image.matches("[a-z0-9/-]+:.*\\d.*"), "has a version")
                .contains("mms-routes:${MMS_ROUTES_VERSION:-%s}".formatted(Dist.version()));
    }

    @Test
    void exampleOfTheEnvironmentNamesWhatComposeAsksFor() throws IOException {
        Properties example = properties(Path.of("deploy/.env.example"));
        Set<String> asked = services()
                .flatMap(service -> service.path("environment").properties().stream())
                .map(variable -> variable.getValue().asText())
                .filter(value -> value.startsWith("${"))
                .map(value -> value.replaceAll("^\\$\\{(\\w+).*", "$1"))
                .collect(Collectors.toCollection(TreeSet::new));

        assertThat(example.stringPropertyNames()).isEqualTo(asked);
        assertThat(example.values()).as("It holds no secret.").containsOnly("");
    }

    // --- Kubernetes

    static List<Path> manifests() {
        return Manifests.ofKubernetes();
    }

    @ParameterizedTest
    @MethodSource("manifests")
    void manifestKeepsTheSchemaOfKubernetes(Path manifest) {
        assertThat(KubernetesSchema.errorIn(Manifests.read(manifest))).isEmpty();
    }

    @Test
    void fieldThatKubernetesDoesNotHaveIsFound() {
        JsonNode deployment = Manifests.kubernetes("deployment.yaml");
        ((ObjectNode) deployment.at("/spec/template/spec/containers/0/readinessProbe")).put("periodSecond", 3);

        assertThat(KubernetesSchema.errorIn(deployment))
                .hasValueSatisfying(error -> assertThat(error).contains("periodSecond"));
    }

    @Test
    void fieldThatKubernetesWantsIsMissed() {
        JsonNode deployment = Manifests.kubernetes("deployment.yaml");
        ((ObjectNode) deployment.at("/spec")).remove("selector");

        assertThat(KubernetesSchema.errorIn(deployment))
                .hasValueSatisfying(error -> assertThat(error).contains("selector"));
    }

    @Test
    void podIsNobodyAndWritesToItsVolumesOnly() {
        JsonNode context = Manifests.container().path("securityContext");

        assertThat(Manifests.pod().at("/securityContext/runAsNonRoot").asBoolean())
                .isTrue();
        assertThat(context.path("readOnlyRootFilesystem").asBoolean()).isTrue();
        assertThat(context.path("allowPrivilegeEscalation").asBoolean(true)).isFalse();
        assertThat(Manifests.texts(context.at("/capabilities/drop"))).containsExactly("ALL");
        assertThat(Manifests.container().path("volumeMounts").findValuesAsText("mountPath"))
                .containsExactly(DATA_DIR, "/tmp");
    }

    @ParameterizedTest
    @ValueSource(strings = {"startupProbe", "livenessProbe", "readinessProbe"})
    void probeAsksTheManagementPort(String probe) throws IOException {
        String port =
                Manifests.container().at("/%s/httpGet/port".formatted(probe)).asText();
        JsonNode management = Manifests.container().path("ports").path(1);

        assertThat(port).isEqualTo(management.path("name").asText());
        assertThat(management.path("containerPort").asText())
                .isEqualTo(defaults().getProperty("camel.management.port"));
        assertThat(Manifests.probe(probe)).startsWith(defaults().getProperty("camel.management.health-path") + "/");
    }

    @Test
    void gatewayIsKilledByAProbeOnlyWhereItIsDead() {
        // DistIT asks these paths of a gateway whose database is away.
        assertThat(Manifests.probe("startupProbe")).isEqualTo(Manifests.probe("livenessProbe"));
        assertThat(Manifests.probe("livenessProbe")).isNotEqualTo(Manifests.probe("readinessProbe"));
    }

    @Test
    void rollOutTakesNoGatewayAway() {
        JsonNode spec = Manifests.kubernetes("deployment.yaml").path("spec");

        assertThat(spec.path("replicas").asInt()).isEqualTo(2);
        assertThat(spec.at("/strategy/rollingUpdate/maxUnavailable").asInt(1)).isZero();
        assertThat(Manifests.kubernetes("poddisruptionbudget.yaml")
                        .at("/spec/minAvailable")
                        .asInt())
                .isEqualTo(1);
    }

    @Test
    void servicesSelectTheGateways() {
        JsonNode labels = Manifests.kubernetes("deployment.yaml").at("/spec/template/metadata/labels");

        assertThat(Manifests.kubernetes("service.yaml").at("/spec/selector")).isEqualTo(labels);
        assertThat(Manifests.kubernetes("poddisruptionbudget.yaml").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
        assertThat(Manifests.kubernetes("deployment.yaml").at("/spec/selector/matchLabels"))
                .isEqualTo(labels);
    }

    @Test
    void policyLetsNobodyInOrOutWithoutANameOrAnAddress() {
        JsonNode policy = Manifests.kubernetes("networkpolicy.yaml").path("spec");

        assertThat(policy.at("/podSelector/matchLabels"))
                .isEqualTo(Manifests.kubernetes("deployment.yaml").at("/spec/template/metadata/labels"));
        assertThat(Manifests.texts(policy.path("policyTypes"))).containsExactlyInAnyOrder("Ingress", "Egress");
        assertThat(policy.path("ingress"))
                .allMatch(rule ->
                        !rule.path("from").isEmpty() && !rule.path("ports").isEmpty());
        assertThat(policy.path("egress"))
                .allMatch(rule ->
                        !rule.path("to").isEmpty() && !rule.path("ports").isEmpty());
        assertThat(policy.path("ingress").findValuesAsText("port"))
                .isEqualTo(Manifests.container().path("ports").findValuesAsText("name"));
    }

    @Test
    void policyKeepsGatewaysFromPrivateAddresses() {
        JsonNode policy = Manifests.kubernetes("networkpolicy.yaml");

        assertThat(policy.findValues("except").stream().flatMap(Manifests::texts))
                .contains("10.0.0.0/8", "169.254.0.0/16", "172.16.0.0/12", "192.168.0.0/16", "fc00::/7", "fe80::/10");
    }

    @Test
    void podRunsThisVersion() {
        assertThat(Manifests.container().path("image").asText()).endsWith("/mms-routes:" + Dist.version());
    }

    @Test
    void exampleOfTheSecretHoldsNone() {
        assertThat(Manifests.kubernetes("secret.example.yaml").path("stringData"))
                .isNotEmpty()
                .allMatch(value -> value.asText().isEmpty());
    }

    // --- All of them

    @Test
    void everyVariableIsASetting() throws IOException {
        Set<String> settings = defaults().stringPropertyNames().stream()
                .map(Settings::environmentName)
                .collect(Collectors.toSet());

        assertThat(variables()).hasSizeGreaterThan(15).isSubsetOf(settings);
    }

    @Test
    void everyOneWaitsUntilWorkIsDone() throws IOException {
        Duration work = Duration.ofSeconds(Long.parseLong(defaults().getProperty("camel.main.shutdown-timeout")));
        Duration drain = Duration.ofSeconds(
                Manifests.container().at("/lifecycle/preStop/exec/command/1").asLong());

        assertThat(Duration.ofSeconds(
                        Manifests.pod().path("terminationGracePeriodSeconds").asLong()))
                .isGreaterThan(work.plus(drain));
        assertThat(seconds(
                        Manifests.service("gateway").path("stop_grace_period").asText()))
                .isGreaterThan(work);
        assertThat(seconds(unit().getProperty("TimeoutStopSec"))).isGreaterThan(work);
    }

    @Test
    void unitWritesToItsOwnFolderOnly() throws IOException {
        assertThat(unit())
                .containsAllEntriesOf(Map.of(
                        "ProtectSystem", "strict",
                        "NoNewPrivileges", "yes",
                        "StateDirectory", "mms-routes",
                        "Environment", "MMS_DATA_DIR=" + DATA_DIR,
                        "Restart", "on-failure"));
    }

    private static Stream<String> variables() {
        Stream<String> compose = names(Manifests.service("gateway").path("environment"));
        Stream<String> config = names(Manifests.kubernetes("configmap.yaml").path("data"));
        Stream<String> secret =
                names(Manifests.kubernetes("secret.example.yaml").path("stringData"));
        return Stream.of(compose, config, secret).flatMap(names -> names).distinct();
    }

    private static Stream<String> names(JsonNode object) {
        return object.properties().stream().map(Map.Entry::getKey);
    }

    private static Stream<JsonNode> services() {
        return Manifests.compose().path("services").properties().stream().map(Map.Entry::getValue);
    }

    private static ComposeSchema composeSchema() {
        NodeProject.install().ifPresent(Assumptions::abort);
        return new ComposeSchema();
    }

    private static Duration seconds(String text) {
        return Duration.parse("PT" + text.toUpperCase(Locale.ROOT));
    }

    private static Properties defaults() throws IOException {
        return properties(Path.of("application.properties"));
    }

    /** Of systemd; what stands there more than once counts by its last. */
    private static Properties unit() throws IOException {
        return properties(Path.of("src/main/dist/systemd/mms-routes.service"));
    }

    private static Properties properties(Path file) throws IOException {
        Properties properties = new Properties();
        try (Reader reader = Files.newBufferedReader(file)) {
            properties.load(reader);
        }
        return properties;
    }
}

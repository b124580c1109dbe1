package io.mmsroutes.database.queue;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.text.Json;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.junit.jupiter.api.Test;

/** What editors, catalogues and checks are told of the component is what it has. */
class QueueDescriptorTest {
    private static final List<String> OF_CAMEL =
            List.of("bridgeErrorHandler", "exceptionHandler", "exchangePattern", "lazyStartProducer");

    private final DefaultCamelContext context = new DefaultCamelContext();

    @Test
    void descriptorHasTheOptionsOfTheEndpointWithTheirDefaults() throws Exception {
        Map<String, String> declared = new TreeMap<>();
        descriptor().path("properties").properties().forEach(option -> {
            if (!OF_CAMEL.contains(option.getKey())) {
                declared.put(option.getKey(), words(option.getValue()));
            }
        });

        Map<String, String> real = new TreeMap<>();
        for (Field field : QueueEndpoint.class.getDeclaredFields()) {
            UriParam option = field.getAnnotation(UriParam.class);
            UriPath path = field.getAnnotation(UriPath.class);
            if (option != null) {
                real.put(
                        field.getName(),
                        "%s|%s|%s".formatted(option.label(), option.defaultValue(), option.description()));
            } else if (path != null) {
                real.put(field.getName(), "||" + path.description());
            }
        }

        assertThat(declared).isEqualTo(real);
    }

    @Test
    void descriptorHasTheHeaders() throws Exception {
        Map<String, String> declared = new TreeMap<>();
        descriptor()
                .path("headers")
                .properties()
                .forEach(header -> declared.put(
                        header.getKey(), header.getValue().path("description").asText()));

        Map<String, String> real = new TreeMap<>();
        for (Field field : QueueHeaders.class.getDeclaredFields()) {
            Metadata header = field.getAnnotation(Metadata.class);
            if (header != null) {
                real.put((String) field.get(null), header.description());
            }
        }

        assertThat(declared).isEqualTo(real);
    }

    @Test
    void factoryOfUrisKnowsTheSameOptions() throws Exception {
        var factory = context.getCamelContextExtension().getEndpointUriFactory("queue");

        assertThat(factory).isInstanceOf(QueueEndpointUriFactory.class);
        assertThat(factory.propertyNames())
                .containsExactlyInAnyOrderElementsOf(descriptor().path("properties").properties().stream()
                        .map(Map.Entry::getKey)
                        .collect(Collectors.toSet()));
        assertThat(factory.buildUri("queue", Map.of("name", "inbound", "consumers", 4)))
                .isEqualTo("queue:inbound?consumers=4");
    }

    @Test
    void pageInTheDocsNamesEveryOptionAndEveryHeader() throws Exception {
        String page = Files.readString(Path.of("docs/queue-component.md"));

        descriptor().path("properties").properties().stream()
                .filter(option -> !OF_CAMEL.contains(option.getKey()))
                .forEach(option -> assertThat(page)
                        .contains("`%s`".formatted(option.getKey()))
                        .contains(option.getValue().path("defaultValue").asText()));
        descriptor()
                .path("headers")
                .properties()
                .forEach(header -> assertThat(page).contains("`%s`".formatted(header.getKey())));
        assertThat(page).contains("`%s`".formatted(QueueHeaders.PROGRESS));
    }

    @Test
    void optionThatDoesNotExistIsRefused() {
        context.getRegistry().bind("database", new Database(new DatabaseConfig(Path.of(""), "", "", "", 1)));

        assertThatThrownBy(() -> context.getEndpoint("queue:inbound?consumer=4"))
                .hasMessageContaining("consumer=4");
        assertThatThrownBy(() -> context.getEndpoint("queue:")).isInstanceOf(Exception.class);
    }

    @Test
    void withoutADatabaseItSaysWhatToBind() {
        assertThatThrownBy(() -> context.getEndpoint("queue:inbound"))
                .hasStackTraceContaining("bind one io.mmsroutes.database.Database in the registry");
    }

    private JsonNode descriptor() throws Exception {
        String json = context.getComponentParameterJsonSchema("queue");
        return Json.MAPPER.readTree(json);
    }

    private static String words(JsonNode option) {
        String label = option.path("label").asText();
        return "%s|%s|%s"
                .formatted(
                        label,
                        option.path("defaultValue").asText(""),
                        option.path("description").asText());
    }
}

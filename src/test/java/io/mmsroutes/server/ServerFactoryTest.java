package io.mmsroutes.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.Ports;
import io.mmsroutes.text.Json;
import java.io.InputStream;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Options of Camel's HTTP servers that open files or commands to every caller. */
class ServerFactoryTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "camel.server.staticEnabled",
                "camel.server.static-enabled",
                "camel.server.StaticEnabled",
                "camel.server.fileUploadEnabled",
                "camel.server.file-upload-enabled",
                "camel.management.downloadEnabled",
                "camel.management.download-enabled",
                "camel.management.uploadEnabled",
                "camel.management.sendEnabled",
                "camel.management.devConsoleEnabled",
                "camel.management.dev-console-enabled",
                "camel.management.jolokiaEnabled"
            })
    void whatOpensFilesOrCommandsIsRefusedHoweverItIsWritten(String key) {
        assertThatThrownBy(() -> init(key))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("is true by " + key + " in application.properties, so every caller could ")
                .hasMessageContaining("Take it out or set it to false; ");
    }

    @Test
    void whatIsHarmlessIsTaken() throws Exception {
        init("camel.management.infoEnabled", "camel.main.devConsoleEnabled");
    }

    /** A newer Camel may have more of them: then somebody must look. */
    @Test
    void everySwitchOfTheServersIsKnown() throws Exception {
        List<String> switches = new ArrayList<>();
        try (InputStream in = Main.class.getResourceAsStream("/META-INF/camel-main-configuration-metadata.json")) {
            JsonNode metadata = Json.MAPPER.readTree(Objects.requireNonNull(in));
            for (JsonNode option : metadata.path("properties")) {
                String name = option.path("name").asText();
                if (name.matches("camel\\.(server|management)\\..*")
                        && option.path("javaType").asText().endsWith("oolean")) {
                    switches.add(name);
                }
            }
        }

        assertThat(switches)
                .containsExactlyInAnyOrder(
                        "camel.server.enabled",
                        "camel.server.authenticationEnabled",
                        "camel.server.fileUploadEnabled",
                        "camel.server.staticEnabled",
                        "camel.server.useGlobalSslContextParameters",
                        "camel.management.enabled",
                        "camel.management.authenticationEnabled",
                        "camel.management.devConsoleEnabled",
                        "camel.management.downloadEnabled",
                        "camel.management.healthCheckEnabled",
                        "camel.management.infoEnabled",
                        "camel.management.jolokiaEnabled",
                        "camel.management.metricsEnabled",
                        "camel.management.sendEnabled",
                        "camel.management.uploadEnabled",
                        "camel.management.useGlobalSslContextParameters");
    }

    private static void init(String... on) throws Exception {
        Properties properties = new Properties();
        properties.putAll(java.util.Map.of(
                "camel.server.enabled", "true",
                "camel.server.port", String.valueOf(Ports.free()),
                "camel.server.file-upload-enabled", "false",
                "camel.management.enabled", "true",
                "camel.management.host", "127.0.0.1",
                "camel.management.port", String.valueOf(Ports.free())));
        for (String key : on) {
            if (key.equals("camel.server.fileUploadEnabled")) {
                properties.remove("camel.server.file-upload-enabled");
            }
            properties.setProperty(key, "true");
        }
        Main main = new Main();
        main.setDefaultPropertyPlaceholderLocation("false");
        main.setOverrideProperties(properties);
        main.bind("serverFactory", new ServerFactory("127.0.0.1"));
        try {
            main.init();
        } finally {
            main.stop();
        }
    }
}

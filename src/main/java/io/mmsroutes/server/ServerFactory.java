package io.mmsroutes.server;

import java.util.Locale;
import java.util.Properties;
import java.util.stream.Stream;
import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;
import org.apache.camel.util.OrderedLocationProperties;

/**
 * Makes Camel's HTTP servers. It judges what Camel has read, not how it was written: refused is what opens files or commands
 * to a caller who shows no key. Such options of Camel 4.14 and 4.18 are those named here.
 */
public final class ServerFactory extends DefaultMainHttpServerFactory {
    private final String host;

    /** @param host address of the main server; the mode decides it, and no variable of the environment overrides it */
    public ServerFactory(String host) {
        this.host = host;
    }

    /** Throws IllegalArgumentException with a sentence that names the setting, where it is set, and the fix. */
    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties server) {
        refuse(
                server.isStaticEnabled(),
                context,
                "camel.server.static-enabled",
                "read the files of the working folder and of the program, keys among them",
                "serve files by a web server of their own");
        refuse(
                server.isFileUploadEnabled(),
                context,
                "camel.server.file-upload-enabled",
                "write files to the disk before a key is asked for",
                "POST /media takes files from callers with a key");
        server.setHost(host);
        return super.newHttpServer(context, server);
    }

    /** Throws IllegalArgumentException as above. */
    @Override
    public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties server) {
        refuse(
                server.isDownloadEnabled(),
                context,
                "camel.management.download-enabled",
                "read routes and the files of the program",
                "read them on the machine");
        refuse(
                server.isUploadEnabled(),
                context,
                "camel.management.upload-enabled",
                "write files that may be routes, and so run what they say",
                "save files in routes/, they are taken up from there");
        refuse(
                server.isSendEnabled(),
                context,
                "camel.management.send-enabled",
                "send to any endpoint and read from it",
                "POST /v2/messages takes messages, and a route of your own takes the rest");
        refuse(
                server.isDevConsoleEnabled(),
                context,
                "camel.management.dev-console-enabled",
                "see and change what runs, messages and settings among it",
                "/observe/health and /observe/metrics say how the gateway is");
        refuse(
                server.isJolokiaEnabled(),
                context,
                "camel.management.jolokia-enabled",
                "change and call what JMX reaches",
                "/observe/health and /observe/metrics say how the gateway is");
        return super.newHttpManagementServer(context, server);
    }

    private static void refuse(boolean on, CamelContext context, String key, String could, String instead) {
        if (on) {
            throw new IllegalArgumentException("%s is true%s, so every caller could %s. Take it out or set it to false; %s."
                    .formatted(key, place(context, key), could, instead));
        }
    }

    /** In the order in which Camel lets one win over the other. */
    private static String place(CamelContext context, String key) {
        Stream<String> system = System.getProperties().stringPropertyNames().stream()
                .filter(name -> isSame(name, key))
                .map(name -> " by the system property " + name);
        Stream<String> environment = System.getenv().keySet().stream()
                .filter(name -> isSame(name, key))
                .map(name -> " by the environment variable " + name);
        return Stream.of(system, environment, files(context, key))
                .flatMap(places -> places)
                .findFirst()
                .orElse("");
    }

    private static Stream<String> files(CamelContext context, String key) {
        Properties found = context.getPropertiesComponent().loadProperties(name -> isSame(name, key));
        return found.stringPropertyNames().stream()
                .filter(name -> !"false".equalsIgnoreCase(found.getProperty(name)))
                .map(name -> " by %s in %s".formatted(name, file(found, name)));
    }

    /** Settings of ours come to Camel as what overrides its own. */
    private static String file(Properties found, String name) {
        String place = found instanceof OrderedLocationProperties places ? places.getLocation(name) : null;
        return place == null || place.equals("override") ? "application.properties" : place;
    }

    private static boolean isSame(String name, String key) {
        return plain(name).equals(plain(key));
    }

    /** Camel reads {@code camel.server.staticEnabled}, {@code static-enabled} and {@code CAMEL_SERVER_STATIC_ENABLED} alike. */
    private static String plain(String name) {
        return name.replaceAll("[-._]", "").toLowerCase(Locale.ROOT);
    }
}

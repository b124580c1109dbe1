package io.mmsroutes.server;

import org.apache.camel.CamelContext;
import org.apache.camel.Service;
import org.apache.camel.component.platform.http.main.DefaultMainHttpServerFactory;
import org.apache.camel.main.HttpManagementServerConfigurationProperties;
import org.apache.camel.main.HttpServerConfigurationProperties;

/**
 * Makes Camel's HTTP servers, and none with an {@link UnsafeOption}. It judges what Camel has read, not how it was written. All such
 * options of Camel 4.14 and 4.18 are named here.
 */
public final class ServerFactory extends DefaultMainHttpServerFactory {
    private static final String HEALTH = "/observe/health and /observe/metrics say how the gateway is";

    private final String host;

    /** @param host address of the main server; the mode decides it, and no variable of the environment overrides it */
    public ServerFactory(String host) {
        this.host = host;
    }

    /** @throws IllegalArgumentException with a sentence that names the setting, where it is set, and the fix */
    @Override
    public Service newHttpServer(CamelContext context, HttpServerConfigurationProperties server) {
        new UnsafeOption(
                        "camel.server.static-enabled",
                        "read the files of the working folder and of the program, keys among them",
                        "serve files by a web server of their own")
                .refuseIf(server.isStaticEnabled(), context);
        new UnsafeOption(
                        "camel.server.file-upload-enabled",
                        "write files to the disk before a key is asked for",
                        "POST /media takes files from callers with a key")
                .refuseIf(server.isFileUploadEnabled(), context);
        server.setHost(host);
        return super.newHttpServer(context, server);
    }

    /** @throws IllegalArgumentException as above */
    @Override
    public Service newHttpManagementServer(CamelContext context, HttpManagementServerConfigurationProperties server) {
        new UnsafeOption(
                        "camel.management.download-enabled",
                        "read routes and the files of the program",
                        "read them on the machine")
                .refuseIf(server.isDownloadEnabled(), context);
        new UnsafeOption(
                        "camel.management.upload-enabled",
                        "write files that may be routes, and so run what they say",
                        "save files in routes/, they are taken up from there")
                .refuseIf(server.isUploadEnabled(), context);
        new UnsafeOption(
                        "camel.management.send-enabled",
                        "send to any endpoint and read from it",
                        "POST /v2/messages takes messages, and a route of your own takes the rest")
                .refuseIf(server.isSendEnabled(), context);
        new UnsafeOption(
                        "camel.management.dev-console-enabled",
                        "see and change what runs, messages and settings among it",
                        HEALTH)
                .refuseIf(server.isDevConsoleEnabled(), context);
        new UnsafeOption("camel.management.jolokia-enabled", "change and call what JMX reaches", HEALTH)
                .refuseIf(server.isJolokiaEnabled(), context);
        return super.newHttpManagementServer(context, server);
    }
}

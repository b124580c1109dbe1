package io.mmsroutes.app;

import io.mmsroutes.settings.Settings;
import java.io.IOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.KeyPairGenerator;
import java.security.NoSuchAlgorithmException;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import java.util.concurrent.Callable;
import org.apache.camel.main.BaseMainSupport;
import org.apache.camel.main.Main;
import org.apache.camel.main.MainListenerSupport;
import org.springframework.util.FileSystemUtils;

/**
 * A start that ends once it is ready: what it has loaded is what an archive of classes holds. It has throw-away keys, two free ports of
 * 127.0.0.1 and a temporary folder; settings, routes and data of this gateway are neither read nor touched.
 */
public final class Rehearsal implements Callable<Integer> {
    @Override
    public Integer call() throws Exception {
        Path folder = Files.createTempDirectory("mms-rehearsal-");
        try {
            Main main = new Main();
            GatewayWiring.of(Settings.load(folder, Map.of(), settings(folder)), LoadAhead::run)
                    .applyTo(main);
            main.addMainListener(new MainListenerSupport() {
                @Override
                public void afterStart(BaseMainSupport started) {
                    LoadAhead.forMedia();
                    main.completed();
                }
            });
            main.run();
            return main.getExitCode();
        } finally {
            FileSystemUtils.deleteRecursively(folder);
        }
    }

    private static Properties settings(Path folder) throws IOException, NoSuchAlgorithmException {
        byte[] key = KeyPairGenerator.getInstance("Ed25519")
                .generateKeyPair()
                .getPublic()
                .getEncoded();
        Properties settings = new Properties();
        settings.put("telnyx.mode", "live");
        settings.put("telnyx.public-key", Base64.getEncoder().encodeToString(key));
        settings.put("telnyx.api-key", "rehearsal");
        settings.put("mms.data-dir", folder.resolve("data").toString());
        try (ServerSocket main = free();
                ServerSocket management = free()) {
            settings.put("camel.server.host", InetAddress.getLoopbackAddress().getHostAddress());
            settings.put("camel.server.port", String.valueOf(main.getLocalPort()));
            settings.put(
                    "camel.management.host", InetAddress.getLoopbackAddress().getHostAddress());
            settings.put("camel.management.port", String.valueOf(management.getLocalPort()));
        }
        return settings;
    }

    private static ServerSocket free() throws IOException {
        return new ServerSocket(0, 0, InetAddress.getLoopbackAddress());
    }
}

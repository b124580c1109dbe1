package io.mmsroutes.dropin;

import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.Ports;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.main.Main;
import org.apache.camel.test.junit5.CamelTestSupport;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.TestInstance;
import org.junit.jupiter.api.io.TempDir;

/** Somebody else's Camel Main application, with nothing of ours but the jar on its class path. */
@TestInstance(TestInstance.Lifecycle.PER_CLASS)
abstract class HostTestSupport extends CamelTestSupport {
    @TempDir
    static Path folder;

    final int port = Ports.free();
    final MediaHost mediaHost = new MediaHost();
    final WebhookSender telnyx = new WebhookSender(port);

    /** What stands in its application.properties. */
    abstract Properties properties();

    @Override
    protected CamelContext createCamelContext() {
        Main main = new Main();
        Properties properties = properties();
        properties.setProperty("camel.server.enabled", "true");
        properties.setProperty("camel.server.port", String.valueOf(port));
        main.setOverrideProperties(properties);
        main.init();
        return main.getCamelContext();
    }

    @AfterAll
    void stop() throws IOException {
        context().stop();
        mediaHost.close();
    }
}

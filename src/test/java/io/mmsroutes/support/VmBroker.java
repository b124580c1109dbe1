package io.mmsroutes.support;

import java.util.concurrent.atomic.AtomicInteger;
import org.apache.activemq.artemis.core.config.impl.ConfigurationImpl;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** An Artemis in this JVM that keeps nothing. */
public final class VmBroker implements AutoCloseable {
    private static final AtomicInteger NUMBERS = new AtomicInteger(4_000);

    private final String url = "vm://" + NUMBERS.getAndIncrement();
    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();

    public VmBroker() {
        try {
            server.setConfiguration(new ConfigurationImpl()
                    .addAcceptorConfiguration("in-vm", url)
                    .setPersistenceEnabled(false)
                    .setSecurityEnabled(false)
                    .setJMXManagementEnabled(false));
            server.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public String url() {
        return url;
    }

    @Override
    public void close() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }
}

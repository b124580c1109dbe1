package io.mmsroutes.support;

import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;
import org.apache.activemq.artemis.api.core.SimpleString;
import org.apache.activemq.artemis.core.config.ClusterConnectionConfiguration;
import org.apache.activemq.artemis.core.config.Configuration;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.ha.SharedStoreBackupPolicyConfiguration;
import org.apache.activemq.artemis.core.config.ha.SharedStorePrimaryPolicyConfiguration;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.config.impl.SecurityConfiguration;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;
import org.apache.activemq.artemis.spi.core.security.ActiveMQJAASSecurityManager;
import org.apache.activemq.artemis.spi.core.security.jaas.InVMLoginModule;

/** An Artemis with the settings of {@code deploy/artemis/broker.xml}, which a test may change before it starts. */
public final class ArtemisServer implements AutoCloseable {
    public static final String USER = "gateway";
    public static final String PASSWORD = "its-own-password";
    /** Whoever has this name may do what the role mms may not. */
    public static final String OTHER_USER = "stranger";

    private final EmbeddedActiveMQ server = new EmbeddedActiveMQ();
    private final Configuration configuration;

    /** @param address host:port, with options of an acceptor behind a question mark */
    public ArtemisServer(Path folder, String address) {
        this.configuration = documented();
        configuration.getAcceptorConfigurations().clear();
        try {
            configuration.addAcceptorConfiguration("tcp", "tcp://" + address);
        } catch (Exception e) {
            throw new IllegalArgumentException(e);
        }
        configuration
                .setJMXManagementEnabled(false)
                .setSecurityEnabled(false)
                .setJournalType(JournalType.NIO)
                .setMaxDiskUsage(-1)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString());
    }

    /** What the project tells others to set. */
    public static Configuration documented() {
        try {
            FileConfiguration file = new FileConfiguration();
            new FileDeploymentManager(
                            Path.of("deploy/artemis/broker.xml").toUri().toString())
                    .addDeployable(file)
                    .readConfiguration();
            return file;
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public Configuration configuration() {
        return configuration;
    }

    /** Nobody comes in without a password; {@link #USER} has the role of the gateway, {@link #OTHER_USER} has none. */
    public ArtemisServer withUsers() {
        SecurityConfiguration users = new SecurityConfiguration();
        users.addUser(USER, PASSWORD);
        users.addRole(USER, "amq");
        users.addUser(OTHER_USER, PASSWORD);
        users.addRole(OTHER_USER, "none");
        configuration.setSecurityEnabled(true);
        server.setSecurityManager(new ActiveMQJAASSecurityManager(InVMLoginModule.class.getName(), users));
        return this;
    }

    /** One of two that have one journal: whoever holds its lock works, the other one waits for it. */
    public ArtemisServer ofAPair(boolean primary, String own, String other) throws Exception {
        configuration
                .addConnectorConfiguration("own", "tcp://" + own)
                .addConnectorConfiguration("other", "tcp://" + other);
        configuration.addClusterConfiguration(new ClusterConnectionConfiguration()
                .setName("pair")
                .setConnectorName("own")
                .setStaticConnectors(List.of("other")));
        configuration.setHAPolicyConfiguration(
                primary
                        ? new SharedStorePrimaryPolicyConfiguration().setFailoverOnServerShutdown(true)
                        : new SharedStoreBackupPolicyConfiguration().setAllowFailBack(false));
        return this;
    }

    public ArtemisServer start() {
        try {
            server.setConfiguration(configuration).start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return this;
    }

    public void stop() {
        try {
            server.stop();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    /** Names of all addresses that there are. */
    public Set<String> addresses() {
        return server.getActiveMQServer().getPostOffice().getAddresses().stream()
                .map(SimpleString::toString)
                .collect(Collectors.toSet());
    }

    @Override
    public void close() {
        stop();
    }
}

package bench;

import java.nio.file.Path;
import org.apache.activemq.artemis.core.config.FileDeploymentManager;
import org.apache.activemq.artemis.core.config.impl.FileConfiguration;
import org.apache.activemq.artemis.core.server.JournalType;
import org.apache.activemq.artemis.core.server.embedded.EmbeddedActiveMQ;

/** The broker of {@code deploy/artemis/broker.xml}, on a port of this machine, for everybody. Arguments: port, folder. */
final class StartBroker {
    private StartBroker() {}

    public static void main(String[] arguments) throws Exception {
        Path folder = Path.of(arguments[1]);
        FileConfiguration file = new FileConfiguration();
        new FileDeploymentManager(
                        Path.of("deploy/artemis/broker.xml").toUri().toString())
                .addDeployable(file)
                .readConfiguration();
        file.getAcceptorConfigurations().clear();
        file.addAcceptorConfiguration("tcp", "tcp://127.0.0.1:" + arguments[0]);
        file.setSecurityEnabled(false)
                .setJMXManagementEnabled(false)
                .setJournalType(JournalType.NIO)
                .setJournalDirectory(folder.resolve("journal").toString())
                .setBindingsDirectory(folder.resolve("bindings").toString())
                .setPagingDirectory(folder.resolve("paging").toString())
                .setLargeMessagesDirectory(folder.resolve("large").toString());
        new EmbeddedActiveMQ().setConfiguration(file).start();
    }
}

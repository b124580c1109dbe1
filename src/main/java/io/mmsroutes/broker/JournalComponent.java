package io.mmsroutes.broker;

import jakarta.jms.ConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;

/**
 * camel-jms as the journal needs it. What is set here is what keeps messages: it is no matter of taste, and not offered as
 * a setting.
 */
public final class JournalComponent {
    private JournalComponent() {}

    public static JmsComponent on(ConnectionFactory connections) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        // A consumer's sends join its session, so a message and what became of it change hands in one commit. A door's
        // send
        // is a commit of its own, which is also the only way to hear that the broker dropped a duplicate.
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setDeliveryPersistent(true);
        // Bytes stay bytes: a charset that a stranger names must not touch what was signed.
        jms.setJmsMessageType(org.apache.camel.component.jms.JmsMessageType.Bytes);
        jms.setTransferExchange(false);
        jms.setDisableReplyTo(true);
        jms.setAcceptMessagesWhileStopping(false);
        jms.setRecoveryInterval(1_000);
        // What is rolled back comes again, many times while something is away; the routes log why.
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
    }
}

package io.mmsroutes.jms;

import jakarta.jms.ConnectionFactory;
import org.apache.camel.component.jms.JmsComponent;
import org.apache.camel.component.jms.JmsMessageType;

/** The component {@code jms}. What is set here is what keeps messages: it is no matter of taste, and not offered as a setting. */
public final class DurableJms {
    private DurableJms() {}

    public static JmsComponent on(ConnectionFactory connections) {
        JmsComponent jms = new JmsComponent();
        jms.setConnectionFactory(connections);
        // What is taken off a queue is off it when the route is done with it; what fails comes again.
        jms.setTransacted(true);
        jms.setLazyCreateTransactionManager(false);
        jms.setCacheLevelName("CACHE_CONSUMER");
        jms.setDeliveryPersistent(true);
        // Bytes stay bytes: a charset that a stranger names must not touch them.
        jms.setJmsMessageType(JmsMessageType.Bytes);
        jms.setTransferExchange(false);
        jms.setDisableReplyTo(true);
        jms.setAcceptMessagesWhileStopping(false);
        jms.setRecoveryInterval(1_000);
        // What is rolled back comes again, many times while something is away; the routes log why.
        jms.setErrorHandlerLogStackTrace(false);
        return jms;
    }
}

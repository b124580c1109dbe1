package io.mmsroutes.app;

import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mmsroutes.database.queue.QueueListener;
import io.mmsroutes.repository.MessageChanges;
import org.apache.camel.CamelContext;

/** {@code mms.dead} by code, and the messages that come back, in {@code mms.messages}. */
final class QueueMetrics implements QueueListener {
    private static final String PREFIX = "mms.";
    private static final String MESSAGES = "inbound";

    private final CamelContext context;
    private final MeterRegistry registry;

    /** The registry of all metrics of the gateway, what queues count in it, and what else hears of their attempts. */
    static void bind(CamelContext context) {
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind("metricsRegistry", metrics);
        context.getRegistry().bind("queueMetrics", new QueueMetrics(context, metrics));
        context.getRegistry().bind("messageChanges", new MessageChanges());
    }

    private QueueMetrics(CamelContext context, MeterRegistry registry) {
        this.context = context;
        this.registry = registry;
    }

    @Override
    public void cameBack(String queue, String code) {
        if (queue.equals(MESSAGES)) {
            count(PREFIX + "messages", "outcome", "postponed");
        }
    }

    @Override
    public void died(String queue, String code) {
        count(PREFIX + "dead", "code", code);
    }

    /** With the tag that Camel gives to what routes count. */
    private void count(String name, String tag, String value) {
        registry.counter(name, "camelContext", context.getName(), tag, value).increment();
    }
}

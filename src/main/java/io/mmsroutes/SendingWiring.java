package io.mmsroutes;

import io.micrometer.prometheusmetrics.PrometheusConfig;
import io.micrometer.prometheusmetrics.PrometheusMeterRegistry;
import io.mmsroutes.ledger.Ledger;
import io.mmsroutes.ledger.LedgerHealthCheck;
import io.mmsroutes.ledger.SendingHealthCheck;
import java.util.List;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.health.HealthCheckHelper;

/** What sending needs before the first route starts: the ledger, the threads for its work, the place for its gauges. */
final class SendingWiring {
    private SendingWiring() {}

    static void bind(CamelContext context, Settings settings) throws Exception {
        Ledger ledger = new Ledger(settings);
        context.addService(ledger, true, true);
        context.getRegistry().bind("ledger", ledger);
        HealthCheckHelper.getHealthCheckRegistry(context).register(new LedgerHealthCheck(ledger));
        HealthCheckHelper.getHealthCheckRegistry(context).register(new SendingHealthCheck(ledger));
        PrometheusMeterRegistry metrics = new PrometheusMeterRegistry(PrometheusConfig.DEFAULT);
        context.getRegistry().bind("metricsRegistry", metrics);
        context.getRegistry().bind("queueMetrics", new QueueMetrics(context, metrics));
        int threads = Integer.parseInt(settings.get("mms.send.pool"));
        for (String name : List.of("sendPool", "preparePool")) {
            context.getRegistry().bind(name, withoutQueue(context, "mms-" + name, threads));
        }
    }

    /** Work is taken out of the ledger only as far as a thread is free for it, so nothing ever waits in the pool. */
    private static ExecutorService withoutQueue(CamelContext context, String name, int threads) {
        return context.getExecutorServiceManager()
                .newThreadPool(
                        SendingWiring.class,
                        name,
                        new ThreadPoolProfileBuilder(name)
                                .poolSize(threads)
                                .maxPoolSize(threads)
                                .maxQueueSize(0)
                                .build());
    }
}

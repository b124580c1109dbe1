package io.mmsroutes.app;

import io.mmsroutes.database.Database;
import io.mmsroutes.repository.SendingHealthCheck;
import io.mmsroutes.repository.WakeRoute;
import io.mmsroutes.settings.Settings;
import java.time.Duration;
import java.util.concurrent.ExecutorService;
import org.apache.camel.CamelContext;
import org.apache.camel.builder.ThreadPoolProfileBuilder;
import org.apache.camel.health.HealthCheckHelper;
import org.apache.camel.util.TimeUtils;

/** What sending needs before the first route starts: its health and the threads for its work. */
final class SendingWiring {
    private SendingWiring() {}

    static void bind(CamelContext context, Settings settings) throws Exception {
        Database database = context.getRegistry().lookupByNameAndType("database", Database.class);
        HealthCheckHelper.getHealthCheckRegistry(context).register(new SendingHealthCheck(database));
        Duration round = Duration.ofMillis(TimeUtils.toMilliSeconds(settings.get("mms.send.poll-interval")));
        context.addService(new WakeRoute(context, database, round), true, true);
        int threads = Integer.parseInt(settings.get("mms.send.pool"));
        context.getRegistry().bind("sendPool", withoutQueue(context, "mms-sendPool", threads));
    }

    /** Work is taken out of the database only as far as a thread is free for it, so nothing ever waits in the pool. */
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

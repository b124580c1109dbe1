package io.mmsroutes.database.queue;

import java.time.Duration;
import org.apache.camel.Category;
import org.apache.camel.Consumer;
import org.apache.camel.Processor;
import org.apache.camel.Producer;
import org.apache.camel.spi.Metadata;
import org.apache.camel.spi.UriEndpoint;
import org.apache.camel.spi.UriParam;
import org.apache.camel.spi.UriPath;
import org.apache.camel.support.DefaultEndpoint;
import org.apache.camel.util.TimeUtils;

/** A durable queue in the message database: leases, backoff, dead letters. */
@UriEndpoint(
        firstVersion = "0.1.0",
        scheme = "queue",
        title = "Queue",
        syntax = "queue:name",
        category = {Category.MESSAGING, Category.DATABASE},
        headersClass = QueueHeaders.class)
public final class QueueEndpoint extends DefaultEndpoint {
    /** A tick comes once a second, and a lease has to last for a few of them. */
    private static final Duration MIN_LEASE = Duration.ofSeconds(3);

    @UriPath(description = "Name of the queue. A queue is there as soon as something enters it.")
    @Metadata(required = true)
    private final String name;

    @UriParam(label = "consumer", defaultValue = "1", description = "How many entries are worked on at once.")
    private volatile int consumers = 1;

    @UriParam(
            label = "consumer",
            defaultValue = "60s",
            javaType = "java.time.Duration",
            description =
                    "How long a claim lasts without a sign of life of its worker, 3 s or more. It is extended while the worker lives.")
    private volatile String lease = "60s";

    @UriParam(
            label = "consumer",
            defaultValue = "1s,5s,30s,2m,10m,1h",
            description =
                    "How long an entry waits after its first failed attempt, after its second, and so on; then always the last.")
    private volatile String backoff = "1s,5s,30s,2m,10m,1h";

    @UriParam(
            label = "consumer",
            defaultValue = "24h",
            javaType = "java.time.Duration",
            description =
                    "How long an entry is tried, from its first attempt on. One attempt more begins then; if that fails, it is a dead letter.")
    private volatile String giveUpAfter = "24h";

    @UriParam(
            label = "consumer",
            defaultValue = "3",
            description =
                    "An entry whose worker was lost this many times, as when it ends the process, is a dead letter.")
    private volatile int maxLostLeases = 3;

    @UriParam(
            label = "consumer",
            defaultValue = "true",
            description =
                    "Keeps the id of what is done, without body and headers, so that a duplicate is known for one.")
    private volatile boolean keepDone = true;

    @UriParam(
            label = "producer",
            defaultValue = QueueHeaders.ID,
            description = "Header with the id of the entry. Without the header the entry gets a random id.")
    private volatile String idHeader = QueueHeaders.ID;

    @UriParam(
            label = "producer",
            defaultValue = "mms*",
            description =
                    "Headers that are kept with the entry, by name or pattern, separated by commas. Camel's own are not.")
    private volatile String headers = "mms*";

    @UriParam(
            label = "producer",
            defaultValue = "false",
            description = "Enters a dead letter, with the code and the reason of the headers mmsCode and mmsReason.")
    private volatile boolean deadLetter;

    @UriParam(
            label = "producer",
            defaultValue = "0",
            javaType = "java.time.Duration",
            description = "How long until the entry is due; the headers mmsQueueDelay and mmsQueueDueAt win.")
    private volatile String delay = "0";

    QueueEndpoint(String uri, QueueComponent component, String name) {
        super(uri, component);
        this.name = name;
    }

    @Override
    public QueueComponent getComponent() {
        return (QueueComponent) super.getComponent();
    }

    @Override
    public Producer createProducer() {
        return new QueueProducer(
                this, new EntryHeaders(headers, QueueHeaders.OWN), duration("delay", delay, Duration.ZERO));
    }

    @Override
    public Consumer createConsumer(Processor processor) throws Exception {
        if (consumers < 1 || maxLostLeases < 1) {
            throw new IllegalArgumentException(
                    "consumers and maxLostLeases of queue:%s are 1 or more.".formatted(name));
        }
        ConsumerOptions options = new ConsumerOptions(
                name,
                consumers,
                duration("lease", lease, MIN_LEASE),
                Backoff.of(backoff),
                duration("giveUpAfter", giveUpAfter, Duration.ofMillis(1)),
                maxLostLeases,
                keepDone);
        QueueConsumer consumer = new QueueConsumer(this, processor, options);
        configureConsumer(consumer);
        return consumer;
    }

    private Duration duration(String option, String text, Duration least) {
        Duration duration = Duration.ofMillis(TimeUtils.toMilliSeconds(text));
        if (duration.compareTo(least) < 0) {
            throw new IllegalArgumentException(
                    "%s of queue:%s is %s; it is %s ms or more.".formatted(option, name, text, least.toMillis()));
        }
        return duration;
    }

    public String getName() {
        return name;
    }

    public int getConsumers() {
        return consumers;
    }

    public void setConsumers(int consumers) {
        this.consumers = consumers;
    }

    public String getLease() {
        return lease;
    }

    public void setLease(String lease) {
        this.lease = lease;
    }

    public String getBackoff() {
        return backoff;
    }

    public void setBackoff(String backoff) {
        this.backoff = backoff;
    }

    public String getGiveUpAfter() {
        return giveUpAfter;
    }

    public void setGiveUpAfter(String giveUpAfter) {
        this.giveUpAfter = giveUpAfter;
    }

    public int getMaxLostLeases() {
        return maxLostLeases;
    }

    public void setMaxLostLeases(int maxLostLeases) {
        this.maxLostLeases = maxLostLeases;
    }

    public boolean isKeepDone() {
        return keepDone;
    }

    public void setKeepDone(boolean keepDone) {
        this.keepDone = keepDone;
    }

    public String getIdHeader() {
        return idHeader;
    }

    public void setIdHeader(String idHeader) {
        this.idHeader = idHeader;
    }

    public String getHeaders() {
        return headers;
    }

    public void setHeaders(String headers) {
        this.headers = headers;
    }

    public boolean isDeadLetter() {
        return deadLetter;
    }

    public void setDeadLetter(boolean deadLetter) {
        this.deadLetter = deadLetter;
    }

    public String getDelay() {
        return delay;
    }

    public void setDelay(String delay) {
        this.delay = delay;
    }

    /** What a consumer goes by. */
    record ConsumerOptions(
            String queue,
            int consumers,
            Duration lease,
            Backoff backoff,
            Duration giveUpAfter,
            int maxLostLeases,
            boolean keepDone) {}
}

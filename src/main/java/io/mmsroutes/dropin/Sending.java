package io.mmsroutes.dropin;

import io.mmsroutes.database.queue.QueueHeaders;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.settings.HostSettings;
import io.mmsroutes.telnyx.ReadWebhook;
import java.util.HashMap;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.UUID;
import org.apache.camel.CamelContext;
import org.apache.camel.CamelContextAware;
import org.apache.camel.CamelExecutionException;
import org.apache.camel.FluentProducerTemplate;
import org.jspecify.annotations.Nullable;

/**
 * What a host sends by. Starts the sending half of the gateway with the first route of a host that wants to send, and lets the
 * host stop it. Made without arguments, for only such a bean of a Kamelet is told which context it works for.
 */
public final class Sending implements CamelContextAware {
    /** Parameters of the Kamelet that are settings of ours; the directory is not. */
    private static final Map<String, String> SETTINGS = Map.of(
            "apiKey", "telnyx.api-key",
            "apiUrl", "telnyx.api-url",
            "messagingProfileId", "telnyx.messaging-profile-id",
            "publicUrl", "mms.public-url",
            "databaseUrl", "mms.database.url",
            "databaseUser", "mms.database.user",
            "databasePassword", "mms.database.password");

    private final ReadWebhook readWebhook = new ReadWebhook();
    private final Map<String, String> parameters = new HashMap<>();
    private volatile @Nullable CamelContext context;
    private volatile @Nullable SendingGateway gateway;

    @Override
    public @Nullable CamelContext getCamelContext() {
        return context;
    }

    @Override
    public void setCamelContext(CamelContext context) {
        this.context = context;
    }

    /** For Camel to fill, with the parameters of the Kamelet by their names; empty ones are not set. */
    public Map<String, String> getParameters() {
        return parameters;
    }

    /** @throws IllegalArgumentException where another route sends with other parameters, or a setting is wrong */
    public void start() throws Exception {
        CamelContext host = Objects.requireNonNull(context, "Camel sets it");
        Properties all = HostSettings.of(host);
        SETTINGS.forEach((parameter, setting) -> {
            String value = parameters.getOrDefault(parameter, "").strip();
            if (!value.isEmpty()) {
                all.setProperty(setting, value);
            }
        });
        Optional<SendingGateway> running = Optional.ofNullable(host.hasService(SendingGateway.class));
        gateway = running.isPresent() ? requireSame(running.get(), all) : start(host, all);
    }

    /**
     * Writes a request of the host's into the database: from then on it will be sent, or the database says why not. Returns our
     * id of the message; for a key that was seen before, that of the first time.
     *
     * @param request JSON in the schema of Telnyx's {@code POST /v2/messages}
     * @param key by which a repeat is known; null where there is none
     * @throws Failure as {@code POST /v2/messages} of the gateway would answer
     */
    public UUID enterMessage(byte[] request, @Nullable String key) {
        try {
            return to("direct:accept-request")
                    .withBody(request)
                    .withHeader("mmsChannel", "kamelet")
                    .withHeader("mmsIdempotencyKey", Optional.ofNullable(key).orElse(""))
                    .request(UUID.class);
        } catch (CamelExecutionException e) {
            throw Failure.in(e).<RuntimeException>map(failure -> failure).orElse(e);
        }
    }

    /**
     * Enters a receipt that the host got by its own webhook into its queue, once, from where it is written into its message.
     * Throws when it is not on disk, so that Telnyx is told to come again.
     *
     * @param event the bytes of a {@code message.sent} or {@code message.finalized} whose signature was verified
     */
    public void enterReceipt(byte[] event) {
        to("queue:receipts")
                .withBody(event)
                .withHeader(QueueHeaders.ID, readWebhook.read(event).duplicateKey())
                .request(); // send() would keep a failure to itself
    }

    private FluentProducerTemplate to(String endpoint) {
        return Objects.requireNonNull(gateway, "Camel has called start").to(endpoint);
    }

    private SendingGateway start(CamelContext host, Properties all) throws Exception {
        SendingGateway started = new SendingGateway(parameters.getOrDefault("directory", ""), all);
        host.addService(started, true, true);
        return started;
    }

    private static SendingGateway requireSame(SendingGateway running, Properties all) {
        if (!running.isMadeOf(all)) {
            throw new IllegalArgumentException(
                    "telnyx-message-sink is used with different parameters in one application: set them once, as camel.kamelet.telnyx-message-sink.*");
        }
        return running;
    }
}

package io.mmsroutes.dropin;

import io.mmsroutes.HostSettings;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import org.apache.camel.CamelContext;
import org.apache.camel.Route;
import org.apache.camel.RuntimeCamelException;
import org.apache.camel.support.RoutePolicySupport;
import org.jspecify.annotations.Nullable;

/**
 * Starts the sending half of the gateway with the first route of a host that wants to send, and lets the host stop it. A route
 * policy, for that is what Camel tells of the context that a Kamelet is used in.
 */
public final class Sending extends RoutePolicySupport {
    private final String directory;
    private final Properties parameters = new Properties();
    private volatile @Nullable SendingGateway gateway;

    /** Empty parameters are those that are not set. */
    public Sending(
            String directory,
            String apiKey,
            String apiUrl,
            String messagingProfileId,
            String publicUrl,
            String ledgerUrl,
            String ledgerUser,
            String ledgerPassword) {
        this.directory = directory;
        set("telnyx.api-key", apiKey);
        set("telnyx.api-url", apiUrl);
        set("telnyx.messaging-profile-id", messagingProfileId);
        set("mms.public-url", publicUrl);
        set("mms.ledger.url", ledgerUrl);
        set("mms.ledger.user", ledgerUser);
        set("mms.ledger.password", ledgerPassword);
    }

    /** @throws IllegalArgumentException where another route sends with other parameters, or a setting is wrong */
    @Override
    public void onInit(Route route) {
        CamelContext host = route.getCamelContext();
        Properties all = HostSettings.of(host);
        all.putAll(parameters);
        gateway = Optional.ofNullable(host.hasService(SendingGateway.class))
                .map(running -> requireSame(running, all))
                .orElseGet(() -> start(host, all));
    }

    SendingGateway gateway() {
        return Objects.requireNonNull(gateway, "routes take messages only after they were started");
    }

    private void set(String key, String value) {
        if (!value.isBlank()) {
            parameters.setProperty(key, value.strip());
        }
    }

    private static SendingGateway requireSame(SendingGateway running, Properties all) {
        if (!running.isMadeOf(all)) {
            throw new IllegalArgumentException(
                    "telnyx-message-sink is used with different parameters in one application: set them once, as camel.kamelet.telnyx-message-sink.*");
        }
        return running;
    }

    private SendingGateway start(CamelContext host, Properties all) {
        try {
            SendingGateway started = new SendingGateway(directory, all);
            host.addService(started, true, true);
            return started;
        } catch (Exception e) {
            throw RuntimeCamelException.wrapRuntimeCamelException(e);
        }
    }
}

package io.mmsroutes.database.queue;

import java.net.URISyntaxException;
import java.util.HashMap;
import java.util.Map;
import java.util.Set;
import org.apache.camel.component.direct.DirectEndpointUriFactory;

/**
 * The options of {@code queue:}, for those who put its URI together, or check one: the same as in queue.json. Like {@code direct:} it has
 * no prefixes, and takes that method over, which is another one in Camel 4.14 than in 4.18.
 */
public final class QueueEndpointUriFactory extends DirectEndpointUriFactory {
    private static final String NAME = "name";

    private static final Set<String> OPTIONS = Set.of(
            NAME,
            "backoff",
            "bridgeErrorHandler",
            "consumers",
            "deadLetter",
            "delay",
            "exceptionHandler",
            "exchangePattern",
            "giveUpAfter",
            "headers",
            "idHeader",
            "keepDone",
            "lazyStartProducer",
            "lease",
            "maxLostLeases");

    @Override
    public boolean isEnabled(String scheme) {
        return "queue".equals(scheme);
    }

    @Override
    public String buildUri(String scheme, Map<String, Object> properties, boolean encode) throws URISyntaxException {
        String syntax = scheme + ":" + NAME;
        Map<String, Object> left = new HashMap<>(properties);
        return buildQueryParameters(buildPathParameter(syntax, syntax, NAME, null, true, left), left, encode);
    }

    @Override
    public Set<String> propertyNames() {
        return OPTIONS;
    }

    @Override
    public Set<String> secretPropertyNames() {
        return Set.of();
    }

    @Override
    public boolean isLenientProperties() {
        return false;
    }
}

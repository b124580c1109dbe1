package io.mmsroutes.media;

import io.mmsroutes.account.TelnyxAccounts;
import java.time.Duration;
import java.util.List;
import java.util.function.Function;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.HttpHeaders;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.http.message.BasicHeader;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;
import org.jspecify.annotations.Nullable;

/**
 * Makes camel-http a client that can be sent to strangers: places and addresses judged, addresses pinned, redirects followed
 * by our rules alone, nothing remembered, every wait and every byte bounded. The URL comes in the header {@code mmsUrl}. The connection pool is also what keeps a slow host from
 * starving the others: a host that has its quarter of the pool in use is busy for everybody else.
 */
public final class GuardedClient implements HttpClientConfigurer {
    /** Long enough for a neighbour's small picture to finish, short enough to pass over a queue of a slow host. */
    private static final Duration WAIT_FOR_A_CONNECTION = Duration.ofMillis(50);

    /**
     * How long a kept connection is taken for open; a look at it waits for a millisecond. What the host closed meanwhile is asked for on
     * another one by {@link FetchGuard}, which must not post twice.
     */
    private static final TimeValue UNCHECKED = TimeValue.ofSeconds(1);

    /** CVE-2026-54399: the head of an answer has no bound of its own. */
    private static final Http1Config HEAD =
            Http1Config.custom().setMaxHeaderCount(200).setMaxLineLength(8_192).build();

    private final MediaHosts hosts;
    private final FetchLimits limits;
    private final Function<@Nullable String, ApiKey> apiKeys;
    private final Use use;

    private enum Use {
        FETCH,
        LOOK,
        POST
    }

    /**
     * @param apiKey {@code telnyx.api-key}; empty when there is none
     * @param apiKeyHosts that may see it, separated by commas, exact or {@code *.suffix}
     */
    public GuardedClient(MediaHosts hosts, FetchLimits limits, String apiKey, String apiKeyHosts) {
        this(hosts, limits, new ApiKey(apiKey, MediaHosts.names(apiKeyHosts)), Use.FETCH);
    }

    private GuardedClient(MediaHosts hosts, FetchLimits limits, ApiKey apiKey, Use use) {
        this(hosts, limits, use, account -> apiKey);
    }

    private GuardedClient(MediaHosts hosts, FetchLimits limits, Use use, Function<@Nullable String, ApiKey> apiKeys) {
        this.hosts = hosts;
        this.limits = limits;
        this.apiKeys = apiKeys;
        this.use = use;
    }

    /** One that shows the key of the account whose event the media came with, and no other. */
    public static GuardedClient ofAccounts(
            MediaHosts hosts, FetchLimits limits, TelnyxAccounts accounts, String apiKeyHosts) {
        List<String> names = MediaHosts.names(apiKeyHosts);
        return new GuardedClient(
                hosts,
                limits,
                Use.FETCH,
                name -> accounts.find(name)
                        .map(account -> new ApiKey(account.apiKey(), names))
                        .orElse(ApiKey.NONE));
    }

    /** One that asks for the head of an answer only, and shows no key. */
    public static GuardedClient forLooking(MediaHosts hosts, FetchLimits limits) {
        return new GuardedClient(hosts, limits, ApiKey.NONE, Use.LOOK);
    }

    /** One that posts to whoever asked for it, without a key and without redirects. */
    public static GuardedClient forPosting(MediaHosts hosts, FetchLimits limits) {
        return new GuardedClient(hosts, limits, ApiKey.NONE, Use.POST);
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        Timeout response = Timeout.of(limits.response());
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setDnsResolver(new PinnedDns(hosts))
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEAD)
                                .incomingContentLengthStrategy(new AnswerLength())
                                .build())
                        .setMaxConnTotal(limits.pool())
                        .setMaxConnPerRoute(limits.perHost())
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(limits.connect()))
                                .setSocketTimeout(response)
                                .setValidateAfterInactivity(use == Use.POST ? TimeValue.ZERO_MILLISECONDS : UNCHECKED)
                                .build())
                        .build())
                .setConnectionManagerShared(false)
                // As curl: firewalls take a request without it for an attack.
                .setDefaultHeaders(List.of(new BasicHeader(HttpHeaders.ACCEPT, "*/*")))
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(WAIT_FOR_A_CONNECTION))
                        .setResponseTimeout(response)
                        .setRedirectsEnabled(false)
                        .build())
                // A pool keeps a place for each host it was ever asked for, until what is idle is cleared.
                .evictIdleConnections(TimeValue.of(limits.total()))
                .addExecInterceptorFirst("mms-fetch-guard", new FetchGuard(limits))
                .addExecInterceptorFirst("mms-follow-redirects", new FollowRedirects(hosts, apiKeys, use != Use.POST))
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching()
                // Inflating is done where the bytes are counted.
                .disableContentCompression();
        if (use == Use.LOOK) {
            builder.addExecInterceptorFirst("mms-look-at-media", new LookAtMedia());
        }
    }
}

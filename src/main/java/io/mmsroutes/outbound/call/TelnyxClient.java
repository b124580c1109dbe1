package io.mmsroutes.outbound.call;

import io.mmsroutes.outbound.call.CallGuard.MaybeSent;
import io.mmsroutes.outbound.call.CallGuard.NotSent;
import java.time.Duration;
import org.apache.camel.component.http.HttpClientConfigurer;
import org.apache.hc.client5.http.ConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.config.ConnectionConfig;
import org.apache.hc.client5.http.config.RequestConfig;
import org.apache.hc.client5.http.impl.ChainElement;
import org.apache.hc.client5.http.impl.DefaultConnectionKeepAliveStrategy;
import org.apache.hc.client5.http.impl.classic.HttpClientBuilder;
import org.apache.hc.client5.http.impl.io.ManagedHttpClientConnectionFactory;
import org.apache.hc.client5.http.impl.io.PoolingHttpClientConnectionManagerBuilder;
import org.apache.hc.core5.http.config.Http1Config;
import org.apache.hc.core5.util.TimeValue;
import org.apache.hc.core5.util.Timeout;

/**
 * Makes camel-http a client for calls that must not be made twice: nothing is repeated, redirected or remembered, every wait
 * and every byte is bounded, and a call that fails says by {@link NotSent} or {@link MaybeSent} whether it may be made again.
 */
public final class TelnyxClient implements HttpClientConfigurer {
    /** The longer a connection lies idle, the likelier the other side hangs up just when a request is written into it. */
    private static final TimeValue IDLE = TimeValue.ofSeconds(5);

    /** CVE-2026-54399: the head of an answer has no bound of its own. */
    private static final Http1Config HEAD =
            Http1Config.custom().setMaxHeaderCount(100).setMaxLineLength(16_384).build();

    private final Duration connect;
    private final Duration response;
    private final int pool;

    /**
     * @param connect until the connection stands, waiting for a free one and for TLS included
     * @param response silence that is borne; the whole call gets this and {@code connect}
     * @param pool calls at once
     */
    public TelnyxClient(Duration connect, Duration response, int pool) {
        if (pool < 1) {
            throw new IllegalArgumentException("mms.send.pool must be 1 or more.");
        }
        this.connect = connect;
        this.response = response;
        this.pool = pool;
    }

    @Override
    public void configureHttpClient(HttpClientBuilder builder) {
        CallGuard guard = new CallGuard(connect, response);
        builder.setConnectionManager(PoolingHttpClientConnectionManagerBuilder.create()
                        .setConnectionFactory(ManagedHttpClientConnectionFactory.builder()
                                .http1Config(HEAD)
                                .build())
                        .setMaxConnTotal(pool)
                        .setMaxConnPerRoute(pool)
                        .setDefaultConnectionConfig(ConnectionConfig.custom()
                                .setConnectTimeout(Timeout.of(connect))
                                .setSocketTimeout(Timeout.of(response))
                                .setValidateAfterInactivity(TimeValue.ZERO_MILLISECONDS)
                                .build())
                        .build())
                .setConnectionManagerShared(false)
                .setDefaultRequestConfig(RequestConfig.custom()
                        .setConnectionRequestTimeout(Timeout.of(connect))
                        .setResponseTimeout(Timeout.of(response))
                        .setRedirectsEnabled(false)
                        .setExpectContinueEnabled(false)
                        .build())
                .setKeepAliveStrategy(notLongerThanIdle())
                .evictExpiredConnections()
                .addExecInterceptorFirst("mms-call-guard", guard::call)
                .addExecInterceptorAfter(ChainElement.CONNECT.name(), "mms-call-written", guard::write)
                .disableRedirectHandling()
                .disableAutomaticRetries()
                .disableCookieManagement()
                .disableAuthCaching();
    }

    private static ConnectionKeepAliveStrategy notLongerThanIdle() {
        return (answer, context) -> {
            TimeValue asked = DefaultConnectionKeepAliveStrategy.INSTANCE.getKeepAliveDuration(answer, context);
            return TimeValue.isNonNegative(asked) && asked.compareTo(IDLE) < 0 ? asked : IDLE;
        };
    }
}

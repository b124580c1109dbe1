package io.mmsroutes.store.gcs;

import com.google.api.client.http.HttpRequestInitializer;
import com.google.cloud.ServiceOptions;
import com.google.cloud.http.HttpTransportOptions;

/** Bounds how long a body may take to leave. Without it, a server that stops reading holds its thread for ever. */
final class BoundedTransport extends HttpTransportOptions {
    private static final long serialVersionUID = 1L;

    private final int writeMillis;

    BoundedTransport(Builder builder, int writeMillis) {
        super(builder);
        this.writeMillis = writeMillis;
    }

    @Override
    public HttpRequestInitializer getHttpRequestInitializer(ServiceOptions<?, ?> options) {
        HttpRequestInitializer initializer = super.getHttpRequestInitializer(options);
        return request -> {
            initializer.initialize(request);
            request.setWriteTimeout(writeMillis);
        };
    }
}

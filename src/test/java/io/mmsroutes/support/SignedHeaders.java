package io.mmsroutes.support;

import io.mmsroutes.telnyx.SignatureHeaders;
import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Headers of a webhook, as a route has them. */
public final class SignedHeaders {
    private SignedHeaders() {}

    public static Map<String, Object> of(@Nullable String signature, @Nullable String timestamp) {
        Map<String, Object> headers = new HashMap<>();
        headers.put(SignatureHeaders.SIGNATURE, signature);
        headers.put(SignatureHeaders.TIMESTAMP, timestamp);
        return headers;
    }
}

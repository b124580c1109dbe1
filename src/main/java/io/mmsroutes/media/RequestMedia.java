package io.mmsroutes.media;

import io.mmsroutes.inbound.MediaItem;
import java.util.Map;

/** Writes the request for one piece of media, for {@link GuardedClient}. */
public final class RequestMedia {
    /** @param headers get method, URL and the encoding that is wanted: none */
    public void write(MediaItem item, Map<String, Object> headers) {
        headers.put("CamelHttpMethod", "GET");
        headers.put(HttpUrl.HEADER, item.announced().url());
        headers.put("Accept-Encoding", "identity");
    }
}

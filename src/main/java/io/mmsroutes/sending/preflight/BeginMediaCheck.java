package io.mmsroutes.sending.preflight;

import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.sending.SendRequest;
import java.util.List;
import java.util.stream.IntStream;

/** Lays out what is to be looked at before a message is sent. */
public final class BeginMediaCheck {
    public MediaCheck of(SendRequest request) {
        List<String> urls = request.mediaUrls();
        List<OutboundMedia> media = IntStream.range(0, urls.size())
                .mapToObj(index -> new OutboundMedia(index, urls.get(index)))
                .toList();
        return new MediaCheck(request.from(), media, List.of());
    }
}

package io.mmsroutes.outbound.preflight;

import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.store.MediaInStore;
import java.util.List;
import java.util.stream.IntStream;

/** Lays out what is to be looked at before a message is sent. */
public final class PlanMediaCheck {
    /** @param stored what is known already of media in our own stores */
    public MediaCheck of(SendRequest request, List<MediaInStore> stored) {
        List<String> urls = request.mediaUrls();
        List<OutboundMedia> media = IntStream.range(0, urls.size())
                .mapToObj(index -> new OutboundMedia(index, urls.get(index)))
                .toList();
        List<Seen> known = media.stream()
                .filter(OutboundMedia::isStored)
                .map(one -> known(one, stored))
                .toList();
        return new MediaCheck(request.from(), media, known);
    }

    /** What only a host can tell. */
    public List<OutboundMedia> elsewhere(MediaCheck check) {
        return check.media().stream().filter(one -> !one.isStored()).toList();
    }

    private static Seen known(OutboundMedia media, List<MediaInStore> stored) {
        return stored.stream()
                .filter(one -> one.key().equals(MediaInStore.keyIn(media.url())))
                .findFirst()
                .map(one -> new Seen(media.index(), null, one.type(), one.size()))
                .orElseGet(() -> new Seen(media.index(), "It is in no store any more.", null, null));
    }
}

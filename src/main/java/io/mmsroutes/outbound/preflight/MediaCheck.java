package io.mmsroutes.outbound.preflight;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * A look at the media of one message, before it is sent.
 *
 * @param from null when Telnyx picks the number
 * @param seen what came back in time, in any order
 */
public record MediaCheck(@Nullable PhoneNumber from, List<OutboundMedia> media, List<Seen> seen) {

    MediaCheck with(Seen one) {
        return new MediaCheck(
                from, media, Stream.concat(seen.stream(), Stream.of(one)).toList());
    }
}

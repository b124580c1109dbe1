package io.mmsroutes.media;

/** Begins to look at one piece of outbound media. */
public final class FirstProbe {
    private final MediaHosts hosts;

    public FirstProbe(MediaHosts hosts) {
        this.hosts = hosts;
    }

    /** Throws {@link io.mmsroutes.failure.Rejected} for a URL that is not to be asked. */
    public ProbeAnswer.Ask of(OutboundMedia media) {
        return new ProbeAnswer.Ask(media.index(), hosts.require(media.url()), 0, ProbeAnswer.Method.HEAD);
    }
}

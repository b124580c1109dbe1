package io.mmsroutes.media;

import io.mmsroutes.media.ProbeAnswer.Seen;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Reads the head of a host's answer. */
public final class ReadProbe {
    private static final Pattern TOTAL = Pattern.compile("bytes\\s+[\\d*-]+/(\\d{1,18})");
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,18})");

    private final MediaHosts inbound;

    /** @param inbound where media of inbound messages come from */
    public ReadProbe(MediaHosts inbound) {
        this.inbound = inbound;
    }

    /**
     * Returns what is known of the media.
     *
     * @param range value of Content-Range, or null
     */
    public Seen read(
            OutboundMedia media, int status, @Nullable String type, @Nullable String length, @Nullable String range) {
        if (status / 100 == 2) {
            return new Seen(media.index(), null, type, status == 206 ? number(TOTAL, range) : number(LENGTH, length));
        }
        String answer = "The host answers %s.".formatted(status);
        return Seen.unreachable(
                media.index(),
                inbound.isAllowed(HttpUrl.parse(media.url()))
                        ? answer + " A link out of an inbound message expires: send the stored copy."
                        : answer);
    }

    private static @Nullable Long number(Pattern pattern, @Nullable String header) {
        Matcher matcher = pattern.matcher(header == null ? "" : header.strip());
        return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
    }

    /** Where it is, a key to the media. */
    public String url(OutboundMedia media) {
        return media.url();
    }
}

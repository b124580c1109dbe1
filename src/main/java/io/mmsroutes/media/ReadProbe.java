package io.mmsroutes.media;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.media.ProbeAnswer.Seen;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** Writes a look at one piece of media, for {@link GuardedClient}, and says what it came to: the head of the host's answer, or none. */
public final class ReadProbe {
    private static final Pattern TOTAL = Pattern.compile("bytes\\s+[\\d*-]+/(\\d{1,18})");
    private static final Pattern LENGTH = Pattern.compile("(\\d{1,18})");

    private final MediaHosts inbound;

    /** @param inbound where media of inbound messages come from */
    public ReadProbe(MediaHosts inbound) {
        this.inbound = inbound;
    }

    /** @param headers get what the client asks the host for, in place of what they hold */
    public void request(OutboundMedia media, Map<String, Object> headers) {
        headers.clear();
        headers.put("CamelHttpMethod", "HEAD");
        headers.put(HttpUrl.HEADER, media.url());
        headers.put("Accept-Encoding", "identity");
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

    /** Whatever went wrong is what there is to know of it. */
    public Seen failed(OutboundMedia media, Exception cause) {
        if (!(cause instanceof Failure failure)) {
            return Seen.unreachable(
                    media.index(),
                    "It could not be asked for: %s.".formatted(cause.getClass().getSimpleName()));
        }
        return Seen.unreachable(
                media.index(),
                "fetch-timeout".equals(failure.code())
                        ? "The host does not answer within mms.send.preflight-timeout."
                        : failure.sentence());
    }

    private static @Nullable Long number(Pattern pattern, @Nullable String header) {
        Matcher matcher = pattern.matcher(header == null ? "" : header.strip());
        return matcher.matches() ? Long.valueOf(matcher.group(1)) : null;
    }
}

package io.mmsroutes.media;

import io.mmsroutes.media.ProbeAnswer.Ask;
import io.mmsroutes.media.ProbeAnswer.Method;
import io.mmsroutes.media.ProbeAnswer.Seen;
import java.io.IOException;
import java.io.InputStream;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Reads the head of an answer. Hosts that know no HEAD, forbid it (signed links of S3) or tell too little are asked with GET,
 * which is what Telnyx will do; of the body nothing is read.
 */
public final class NextProbe {
    private static final Pattern TOTAL = Pattern.compile("bytes\\s+[\\d*-]+/(\\d{1,18})");
    private static final Pattern LENGTH = Pattern.compile("\\d{1,18}");

    private final FollowRedirect followRedirect;
    private final MediaHosts inbound;

    /**
     * @param hosts that may be asked
     * @param inbound where media of inbound messages come from
     */
    public NextProbe(MediaHosts hosts, MediaHosts inbound) {
        this.followRedirect = new FollowRedirect(hosts);
        this.inbound = inbound;
    }

    /**
     * Returns what is known, or what to ask next; the body is closed. Throws {@link io.mmsroutes.failure.Rejected} where a
     * redirect leads to a place that is not allowed, or to a fourth redirect.
     */
    public ProbeAnswer after(
            Ask asked,
            int status,
            @Nullable String location,
            @Nullable String type,
            @Nullable String length,
            @Nullable String range,
            @Nullable InputStream body)
            throws IOException {
        if (body != null) {
            body.close();
        }
        if (location != null && followRedirect.isOne(status, location)) {
            return new Ask(
                    asked.index(),
                    followRedirect.target(asked.uri(), asked.redirects(), location),
                    asked.redirects() + 1,
                    asked.method());
        }
        boolean there = status / 100 == 2;
        Long size = status == 206 ? number(TOTAL, range) : number(LENGTH, length);
        if (asked.method() == Method.HEAD && (!there || size == null || type == null)) {
            return new Ask(asked.index(), asked.uri(), asked.redirects(), Method.GET);
        }
        return there
                ? new Seen(asked.index(), null, type, size)
                : Seen.unreachable(asked.index(), trouble(asked, status));
    }

    private String trouble(Ask asked, int status) {
        String answer = "The host answers %s.".formatted(status);
        return inbound.isAllowed(asked.uri())
                ? answer + " A link out of an inbound message expires: send the stored copy."
                : answer;
    }

    private static @Nullable Long number(Pattern pattern, @Nullable String header) {
        if (header == null) {
            return null;
        }
        Matcher matcher = pattern.matcher(header.strip());
        if (!matcher.matches()) {
            return null;
        }
        return Long.valueOf(matcher.group(matcher.groupCount()));
    }
}

package io.mmsroutes.inbound;

import java.io.File;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * {@code message.json} of one attempt.
 *
 * @param slides null where no SMIL says in which order the media are shown
 * @param location where a store put it; null until then
 */
public record SpooledManifest(
        SpooledJson json,
        @Nullable List<Slide> slides,
        @Nullable String location) implements Spooled {
    @Override
    public String key() {
        return json.key();
    }

    @Override
    public String type() {
        return json.type();
    }

    @Override
    public File file() {
        return json.file();
    }

    @Override
    public long length() {
        return json.length();
    }

    @Override
    public String sha256() {
        return json.sha256();
    }
}

package io.mmsroutes.link;

import io.mmsroutes.repository.SharedSecret;
import java.nio.charset.StandardCharsets;

/** By which links are signed: the setting, or one that the gateways of one database share without anybody having to think of it. */
public final class LinkSecret {
    private static final int SHORTEST = 32;

    private final String setting;
    private final SharedSecret shared;

    /**
     * @param setting {@code mms.link.secret}; may be empty
     * @throws IllegalArgumentException for one that could be guessed
     */
    public LinkSecret(String setting, SharedSecret shared) {
        this.setting = setting.strip();
        this.shared = shared;
        if (!this.setting.isEmpty() && this.setting.length() < SHORTEST) {
            throw new IllegalArgumentException(
                    "mms.link.secret has fewer than %s characters: make one with openssl rand -base64 32, or leave it empty."
                            .formatted(SHORTEST));
        }
    }

    byte[] get() {
        return setting.isEmpty() ? shared.get() : setting.getBytes(StandardCharsets.UTF_8);
    }
}

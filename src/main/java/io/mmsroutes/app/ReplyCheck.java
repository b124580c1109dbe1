package io.mmsroutes.app;

import io.mmsroutes.failure.RootCause;
import io.mmsroutes.reply.ReplyMode;
import io.mmsroutes.settings.Mode;
import io.mmsroutes.settings.Settings;
import java.util.List;
import org.apache.camel.CamelContext;

/** What replies need, looked at before anything starts: a reply that cannot be made would be missed by nobody but its receiver. */
final class ReplyCheck {
    private final Settings settings;

    ReplyCheck(Settings settings) {
        this.settings = settings;
    }

    /** @throws IllegalArgumentException that names the setting whose Simple expression cannot be read, and where it goes wrong */
    void requireExpressions(CamelContext context) {
        for (String setting : List.of("mms.reply.text", "mms.reply.media")) {
            try {
                context.resolveLanguage("simple").createExpression(settings.get(setting));
            } catch (RuntimeException e) {
                throw new IllegalArgumentException(
                        "%s is no expression of Camel's Simple language: %s".formatted(setting, RootCause.of(e)), e);
            }
        }
    }

    /** @throws IllegalArgumentException with a sentence that names the setting and the fix */
    void require() {
        ReplyMode mode = ReplyMode.of(settings.get("mms.reply.mode"));
        if (mode == ReplyMode.OFF) {
            return;
        }
        if (settings.mode() == Mode.LIVE && !settings.has("mms.public-url")) {
            throw new IllegalArgumentException(
                    "mms.reply.mode is %s, and mms.public-url is not set (environment: MMS_PUBLIC_URL): Telnyx fetches the media of a reply under it. Set it, or write mms.reply.mode=off."
                            .formatted(settings.get("mms.reply.mode")));
        }
        if (mode == ReplyMode.MEDIA && !settings.has("mms.reply.media") && !settings.has("mms.reply.text")) {
            throw new IllegalArgumentException(
                    "mms.reply.mode is media, and there is neither mms.reply.media nor mms.reply.text.");
        }
        if (!settings.get("mms.reply.max-per-hour").matches("[1-9]\\d{0,5}")) {
            throw new IllegalArgumentException("mms.reply.max-per-hour is '%s': write a number from 1 on."
                    .formatted(settings.get("mms.reply.max-per-hour")));
        }
    }
}

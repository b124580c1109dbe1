package io.mmsroutes.settings;

import java.util.Locale;

/** {@code telnyx.mode}: the real Telnyx, or the one of the laptop. */
public enum Mode {
    LIVE,
    SIMULATOR;

    /**
     * An explicit word wins. Without one, a key of either sort means live, and so does every place that is not a checkout:
     * only there do {@code simulator/} and {@code pom.xml} lie beside the routes.
     */
    static Mode of(String word, boolean anyKey, boolean checkout) {
        return switch (word.toLowerCase(Locale.ROOT)) {
            case "" -> anyKey || !checkout ? LIVE : SIMULATOR;
            case "live" -> LIVE;
            case "simulator" -> SIMULATOR;
            default ->
                throw new IllegalArgumentException(
                        "telnyx.mode is '%s': write live, simulator, or leave it empty.".formatted(word));
        };
    }
}

package io.mmsroutes.simulator;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** What a text orders of the simulated Telnyx: {@code [fault:reset-after]}, {@code [fault:unavailable once]}, {@code [receipts:late]}. */
record Marker(String word, boolean once) {
    private static final Pattern FAULT = Pattern.compile("\\[fault:([a-z-]+)( once)?]");
    private static final Pattern RECEIPTS = Pattern.compile("\\[receipts:([a-z-]+)( once)?]");

    static Optional<Marker> fault(String text) {
        return in(text, FAULT);
    }

    static Optional<Marker> receipts(String text) {
        return in(text, RECEIPTS);
    }

    private static Optional<Marker> in(String text, Pattern pattern) {
        Matcher found = pattern.matcher(text);
        return found.find() ? Optional.of(new Marker(found.group(1), found.group(2) != null)) : Optional.empty();
    }
}

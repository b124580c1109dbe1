package io.mmsroutes.simulator;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** Lists what came to the phones, the newest first. */
public final class ListPhone {
    private final Phone phone;

    public ListPhone(Phone phone) {
        this.phone = phone;
    }

    /** @param to of one phone alone; null for all. A plus that became a blank on its way through a URL is one again */
    public List<Arrival> list(@Nullable String to) {
        String number = to == null ? "" : to.replaceFirst("^ ", "+").strip();
        return phone.newestFirst().stream()
                .filter(arrival -> number.isEmpty() || arrival.to().contains(number))
                .toList();
    }
}

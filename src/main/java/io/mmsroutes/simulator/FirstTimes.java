package io.mmsroutes.simulator;

import java.util.LinkedHashMap;
import java.util.Map;

/** Remembers what was asked for before; the oldest is forgotten when there is too much. */
final class FirstTimes {
    static final int MOST = 10_000;

    private final Map<String, Boolean> seen = new LinkedHashMap<>() {
        private static final long serialVersionUID = 1L;

        @Override
        protected boolean removeEldestEntry(Map.Entry<String, Boolean> eldest) {
            return size() > MOST;
        }
    };

    synchronized boolean isFirst(String key) {
        return seen.put(key, true) == null;
    }
}

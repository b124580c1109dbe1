package io.mmsroutes.jms;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * A URL of Artemis, {@code tcp://host:port?option=value} or {@code (tcp://host:port,tcp://host:port)?option=value}, with what the
 * gateway needs of a connection. Options that the URL has already are left alone. Source of the form: Artemis, class URIFactory.
 */
final class ArtemisUrl {
    private static final Pattern LIST = Pattern.compile("\\(([^)]*)\\)(?:\\?(.*))?");
    private static final Pattern ONE = Pattern.compile("([^?#]*)(?:\\?([^#]*))?(#.*)?");

    /** A broker that is away is to be an answer within a second or two, and its backup to be found. */
    private static final List<String> BOUNDS = List.of(
            "callTimeout=1000",
            "connect-timeout-millis=1000",
            "initialConnectAttempts=1",
            // Between one broker of the list and the next; the pool makes new connections, so that nothing waits for an
            // old one.
            "retryInterval=50",
            "reconnectAttempts=0",
            "cacheDestinations=true",
            // One message ahead at most: a busy consumer must not sit on what an idle one could do.
            "consumerWindowSize=0",
            // A producer never waits for credits; a full broker refuses instead.
            "producerWindowSize=-1");

    /** A broker whose machine lost its power says nothing at all; in one JVM nobody needs to ask. */
    private static final List<String> SIGNS_OF_LIFE = List.of("clientFailureCheckPeriod=5000", "connectionTTL=15000");

    private ArtemisUrl() {}

    static String bounded(String url) {
        Matcher list = LIST.matcher(url);
        if (list.matches()) {
            String first = list.group(1).split(",", 2)[0];
            String query = orEmpty(list.group(2));
            // What the first one has counts for all of them.
            String all = query + "&" + orEmpty(first.contains("?") ? first.substring(first.indexOf('?') + 1) : null);
            return "(%s)?%s".formatted(list.group(1), with(query, all, url));
        }
        Matcher one = ONE.matcher(url);
        if (url.startsWith("(") || !one.matches()) {
            throw unusable();
        }
        String query = orEmpty(one.group(2));
        return "%s?%s%s".formatted(one.group(1), with(query, query, url), orEmpty(one.group(3)));
    }

    /** The URL is not in it: it may hold a password. */
    static IllegalArgumentException unusable() {
        return new IllegalArgumentException(
                "mms.jms.url is no URL of an Artemis. Write tcp://broker:61616, or (tcp://one:61616,tcp://two:61616)?ha=true, each with options behind the question mark.");
    }

    private static String with(String query, String given, String url) {
        List<String> options = new ArrayList<>(BOUNDS);
        if (!url.startsWith("vm:")) {
            options.addAll(SIGNS_OF_LIFE);
        }
        Set<String> known = optionsOf(given);
        // Each broker of a cluster knows duplicates for itself: only those that are named are used, and the backup of a
        // single one.
        boolean several = (url.startsWith("(") && url.contains(",")) || url.contains("#");
        if (several || !known.contains("ha=true")) {
            options.add("useTopologyForLoadBalancing=false");
        }
        Set<String> names = known.stream().map(ArtemisUrl::name).collect(Collectors.toSet());
        options.removeIf(option -> names.contains(name(option)));
        if (!query.isEmpty()) {
            options.add(0, query);
        }
        return String.join("&", options);
    }

    private static Set<String> optionsOf(String query) {
        return Arrays.stream(query.split("[&;]"))
                .map(String::strip)
                .filter(option -> !option.isEmpty())
                .collect(Collectors.toSet());
    }

    private static String name(String option) {
        return option.split("=", 2)[0];
    }

    private static String orEmpty(@Nullable String text) {
        return text == null ? "" : text;
    }
}

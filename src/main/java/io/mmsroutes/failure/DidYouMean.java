package io.mmsroutes.failure;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What is probably meant by a name that does not exist. */
public final class DidYouMean {
    private DidYouMean() {}

    /** @param known not empty */
    public static String to(String name, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingLong(other -> distance(name, other)))
                .orElseThrow();
    }

    /** How much of two names is common to both: 1 for the same letters, 0 for nothing. */
    public static double likeness(String one, String other) {
        double all = pairs(one).size() + pairs(other).size();
        return all == 0 ? 0 : 1 - distance(one, other) / all;
    }

    /** Pairs of neighbouring letters that only one of the two has. */
    private static long distance(String one, String other) {
        Set<String> left = pairs(one);
        Set<String> right = pairs(other);
        long common = left.stream().filter(right::contains).count();
        return left.size() + right.size() - 2 * common;
    }

    private static Set<String> pairs(String text) {
        return IntStream.range(0, text.length() - 1)
                .mapToObj(i -> text.substring(i, i + 2))
                .collect(Collectors.toSet());
    }
}

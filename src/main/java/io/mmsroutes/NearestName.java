package io.mmsroutes;

import java.util.Comparator;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/** What somebody who mistyped a name may have meant. */
final class NearestName {
    private NearestName() {}

    static String to(String name, Set<String> known) {
        return known.stream()
                .min(Comparator.comparingLong(other -> distance(name, other)))
                .orElseThrow();
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

package io.mmsroutes.store;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.failure.Rejected;
import java.util.List;
import java.util.stream.Stream;

/** What an object is called in a bucket: the prefix of the store and the key. */
public final class ObjectName {
    /** The same in S3 and in Google Cloud Storage; docs.aws.amazon.com, "Naming Amazon S3 objects". */
    private static final int MOST_BYTES = 1_024;
    /** What Camel's S3 component takes for an expression, up to 4.18.4: CVE-2026-95664. */
    private static final List<String> EXPRESSIONS = List.of("${", "$simple{");

    private final String prefix;

    /** @param prefix {@code prod} or {@code prod/}, or empty */
    public ObjectName(String prefix) {
        String folder = prefix.strip().replaceAll("^/+|/+$", "");
        this.prefix = folder.isEmpty() ? "" : folder + "/";
    }

    /** Throws {@link Rejected} {@code name-outside}, {@code name-evaluated} or {@code name-too-long}. */
    public String of(String key) {
        if (Stream.of(key.split("/", -1)).anyMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."))) {
            throw new Rejected("name-outside", "The name in storage leads out of the folder of the store.");
        }
        String name = prefix + key;
        if (EXPRESSIONS.stream().anyMatch(name::contains)) {
            throw new Rejected("name-evaluated", "The name in storage holds ${ or $simple{, and would be evaluated.");
        }
        if (name.getBytes(UTF_8).length > MOST_BYTES) {
            throw new Rejected("name-too-long", "The name in storage has more than %s bytes.".formatted(MOST_BYTES));
        }
        return name;
    }
}

package io.mmsroutes.store.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.net.URLEncoder;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Where an object is: {@code gs://bucket/name} as it is, or the URL that serves it to whoever may read it. */
public final class GcsLocation {
    private static final String GOOGLE = "https://storage.googleapis.com";

    private final String bucket;
    private final String base;

    /**
     * @param style {@code gs} or {@code url}; empty for {@code gs}
     * @param endpoint of a server that is not Google; empty for Google
     */
    public GcsLocation(String bucket, String style, String endpoint) {
        this.bucket = bucket;
        this.base = switch (style.strip()) {
            case "", "gs" -> "";
            case "url" -> endpoint.isBlank() ? GOOGLE : endpoint.strip().replaceAll("/+$", "");
            default ->
                throw new IllegalArgumentException(
                        "%s.locationStyle is %s, but can only be gs or url.".formatted(GcsClient.SETTINGS, style));
        };
    }

    public String of(String name) {
        return base.isEmpty()
                ? "gs://%s/%s".formatted(bucket, name)
                : "%s/%s/%s".formatted(base, bucket, encoded(name));
    }

    private static String encoded(String name) {
        return Stream.of(name.split("/", -1))
                .map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}

package io.mmsroutes.store;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;

/**
 * Why a bucket did not do what it was asked. Nothing here is for ever, but that an object is missing: a bucket can be made,
 * a right be given, and then what waits is stored.
 *
 * @param provider {@code S3} or {@code Google}
 * @param settings where the store's settings begin, such as {@code camel.kamelet.media-store-s3-sink}
 */
public record BucketError(String provider, String bucket, String settings) {
    /**
     * @param status of the answer
     * @param word the provider's own, such as {@code AccessDenied}; its sentences hold names of objects, and those hold
     *     phone numbers
     */
    public TryLater answered(int status, String word, Throwable cause) {
        String said = "%s says %s".formatted(provider, (status + " " + word).strip());
        return switch (status) {
            case 301, 307, 308 ->
                new TryLater(
                        "store-elsewhere",
                        "Bucket %s is somewhere else (%s): mend %s.region.".formatted(bucket, said, settings),
                        cause);
            case 401, 403 ->
                new TryLater(
                        "store-denied",
                        "No access to bucket %s (%s): check the credentials of %s, and what they are allowed."
                                .formatted(bucket, said, settings),
                        cause);
            case 404 ->
                new TryLater(
                        "store-bucket-missing",
                        "There is no bucket %s (%s): make it, or mend %s.bucket.".formatted(bucket, said, settings),
                        cause);
            case 408, 429, 500, 502, 503, 504 ->
                new TryLater("store-busy", "Bucket %s cannot take it now (%s).".formatted(bucket, said), cause);
            default -> new TryLater("store-failed", "Bucket %s does not take it (%s).".formatted(bucket, said), cause);
        };
    }

    /**
     * Where it happened and what it was at the bottom, without a word of it: what a provider says can name an object, and so
     * a phone number, and ends in a log with its stack trace.
     */
    public static Exception sanitised(Throwable cause) {
        Throwable innermost = innermost(cause);
        IOException sanitised = new IOException(innermost.getClass().getSimpleName());
        sanitised.setStackTrace(innermost.getStackTrace());
        return sanitised;
    }

    public TryLater withoutCredentials(Throwable cause) {
        return new TryLater(
                "store-denied",
                "No access to bucket %s: there are no credentials, neither in %s nor where %s's own client looks."
                        .formatted(bucket, settings, provider),
                cause);
    }

    /** @param cause no answer came, or not all of it */
    public TryLater unreached(Throwable cause) {
        return new TryLater(
                "store-away",
                "%s could not be reached for bucket %s: %s."
                        .formatted(provider, bucket, innermost(cause).getClass().getSimpleName()),
                sanitised(cause));
    }

    private static Throwable innermost(Throwable cause) {
        Throwable innermost = cause;
        while (innermost.getCause() != null) {
            innermost = innermost.getCause();
        }
        return innermost;
    }

    /** Nothing of the name that was asked for. */
    public Rejected missing() {
        return new Rejected("stored-missing", "There is no object of that name in bucket %s.".formatted(bucket));
    }

    /**
     * What is there is not what was sent.
     *
     * @param difference such as {@code its size differs}
     */
    public TryLater altered(String difference) {
        return new TryLater(
                "store-altered", "What lies in bucket %s is not what was sent: %s.".formatted(bucket, difference));
    }
}

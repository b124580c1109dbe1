package io.mmsroutes.store.gcs;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.time.Duration;
import java.util.concurrent.TimeUnit;

/**
 * Makes a URL that anybody can read one object by, for a while. Camel's component signs by V2 alone, which Google
 * advises against; V4 it is here. cloud.google.com/storage/docs/access-control/signed-urls
 */
public final class SignGcsLink {
    private static final Duration LONGEST = Duration.ofDays(7);

    private final Storage storage;
    private final String bucket;
    private final String endpoint;

    /** @param endpoint of a server that is not Google; empty for Google */
    public SignGcsLink(Storage storage, String bucket, String endpoint) {
        this.storage = storage;
        this.bucket = bucket;
        this.endpoint = endpoint.strip();
    }

    /**
     * @param millis how long the link is good, rounded up to a second
     * @throws Rejected {@code link-too-long} for more than the seven days that Google allows
     * @throws TryLater {@code store-denied} where the credentials cannot sign
     */
    public String sign(String name, long millis) {
        if (millis > LONGEST.toMillis()) {
            throw new Rejected("link-too-long", "Google signs links for seven days at most.");
        }
        if (!(storage.getOptions().getCredentials() instanceof ServiceAccountSigner)) {
            throw new TryLater(
                    "store-denied",
                    "No link into bucket %s: only a service account can sign one, see %s.keyFile."
                            .formatted(bucket, GcsClient.SETTINGS));
        }
        BlobInfo object = BlobInfo.newBuilder(bucket, name).build();
        long seconds = Math.max(1, (millis + 999) / 1_000);
        if (endpoint.isEmpty()) {
            return storage.signUrl(object, seconds, TimeUnit.SECONDS, SignUrlOption.withV4Signature())
                    .toString();
        }
        String url = storage.signUrl(
                        object,
                        seconds,
                        TimeUnit.SECONDS,
                        SignUrlOption.withV4Signature(),
                        SignUrlOption.withHostName(endpoint))
                .toString();
        // The client always writes https; the scheme is no part of what is signed.
        return endpoint.startsWith("http:") ? url.replaceFirst("^https", "http") : url;
    }
}

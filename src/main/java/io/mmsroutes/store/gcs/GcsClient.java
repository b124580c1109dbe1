package io.mmsroutes.store.gcs;

import com.google.api.client.http.HttpTransport;
import com.google.api.client.http.javanet.NetHttpTransport;
import com.google.api.gax.retrying.RetrySettings;
import com.google.auth.Credentials;
import com.google.auth.oauth2.ServiceAccountCredentials;
import com.google.cloud.NoCredentials;
import com.google.cloud.http.HttpTransportOptions;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.StorageOptions;
import com.google.cloud.storage.StorageRetryStrategy;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URI;
import java.net.URL;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/** Google's own client, set as {@code media-store-gcs-sink} is. Making it asks nobody for anything. */
public final class GcsClient {
    static final String SETTINGS = "camel.kamelet.media-store-gcs-sink";

    private static final String NO_CREDENTIALS = "none";
    private static final Duration CONNECT = Duration.ofSeconds(10);
    /** Google takes a second or two to seal a large object before it answers. */
    private static final Duration SILENCE = Duration.ofSeconds(30);

    private GcsClient() {}

    /**
     * @param keyFile JSON key of a service account; empty: application default credentials; {@code none}: shows none,
     *     which only emulators take
     * @param endpoint of a server that is not Google, {@code http} or {@code https}; empty for Google
     * @param project that the requests are billed to; empty: the bucket's own
     * @param timeout for one upload over one connection; after it, nothing is begun again
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    public static Storage connect(String keyFile, String endpoint, String project, Duration timeout) {
        if (timeout.isNegative() || timeout.isZero()) {
            throw new IllegalArgumentException(
                    "%s.requestTimeout must be longer than nothing, such as 2m.".formatted(SETTINGS));
        }
        StorageOptions.Builder options = StorageOptions.http()
                .setCredentials(credentials(keyFile.strip(), endpoint.isBlank()))
                // Without a name the client asks the metadata server, and uploads need none.
                .setProjectId(project.isBlank() ? "none" : project.strip())
                .setTransportOptions(HttpTransportOptions.newBuilder()
                        .setHttpTransportFactory(() -> transport(timeout))
                        .setConnectTimeout(millis(shorter(CONNECT, timeout)))
                        .setReadTimeout(millis(shorter(SILENCE, timeout)))
                        .build())
                // Google's default repeats no write that could undo another's; here the same name is the same file,
                // or one that is meant to replace it.
                .setStorageRetryStrategy(StorageRetryStrategy.getUniformStorageRetryStrategy())
                .setRetrySettings(retries(timeout));
        if (!project.isBlank()) {
            options.setQuotaProjectId(project.strip());
        }
        if (!endpoint.isBlank()) {
            options.setHost(host(endpoint.strip()));
        }
        return options.build().getService();
    }

    private static Credentials credentials(String keyFile, boolean atGoogle) {
        if (keyFile.isEmpty()) {
            return new DefaultCredentials();
        }
        if (!keyFile.equals(NO_CREDENTIALS)) {
            return key(Path.of(keyFile));
        }
        if (atGoogle) {
            throw new IllegalArgumentException(
                    "%s.keyFile can be none only for a server that is not Google: set %<s.endpoint too."
                            .formatted(SETTINGS));
        }
        return NoCredentials.getInstance();
    }

    /** The cause is left out of the failure: it may quote the file. */
    private static Credentials key(Path file) {
        try (InputStream json = Files.newInputStream(file)) {
            return ServiceAccountCredentials.fromStream(json);
        } catch (IOException | IllegalArgumentException e) {
            String state = Files.isReadable(file) ? "is no JSON key of a service account" : "cannot be read";
            throw new IllegalArgumentException("%s.keyFile is %s, which %s.".formatted(SETTINGS, file, state));
        }
    }

    private static String host(String endpoint) {
        URI uri = URI.create(endpoint);
        if (uri.getHost() == null || uri.getScheme() == null || !uri.getScheme().matches("https?")) {
            throw new IllegalArgumentException(
                    "%s.endpoint is no URL: write it as https://storage.example.com, not as %s."
                            .formatted(SETTINGS, endpoint));
        }
        return endpoint.replaceAll("/+$", "");
    }

    private static HttpTransport transport(Duration timeout) {
        Executor inTheEnd = CompletableFuture.delayedExecutor(timeout.toMillis(), TimeUnit.MILLISECONDS);
        return new NetHttpTransport.Builder()
                .setConnectionFactory(url -> bounded(url, inTheEnd))
                .build();
    }

    /**
     * A connection that is cut when it takes longer than it may. The read time-out does not help while a body is written, and
     * the client's own write time-out waits for the very write that hangs: a server that stops reading would hold its thread
     * for ever.
     */
    private static HttpURLConnection bounded(URL url, Executor inTheEnd) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        // One that is through by then is gone, or closes nothing that is in use.
        WeakReference<HttpURLConnection> opened = new WeakReference<>(connection);
        inTheEnd.execute(() -> {
            HttpURLConnection still = opened.get();
            if (still != null) {
                still.disconnect();
            }
        });
        return connection;
    }

    private static RetrySettings retries(Duration timeout) {
        return RetrySettings.newBuilder()
                .setInitialRetryDelayDuration(Duration.ofMillis(500))
                .setRetryDelayMultiplier(2)
                .setMaxRetryDelayDuration(Duration.ofSeconds(8))
                .setTotalTimeoutDuration(timeout)
                .build();
    }

    private static Duration shorter(Duration one, Duration other) {
        return one.compareTo(other) < 0 ? one : other;
    }

    private static int millis(Duration duration) {
        return (int) Math.min(Integer.MAX_VALUE, Math.max(1, duration.toMillis()));
    }
}

package io.mmsroutes.store.gcs;

import com.google.api.client.http.javanet.ConnectionFactory;
import java.io.IOException;
import java.lang.ref.WeakReference;
import java.net.HttpURLConnection;
import java.net.URL;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.concurrent.TimeUnit;

/**
 * Cuts a connection that takes longer than it may. The read time-out does not help while a body is written, and the
 * client's own write time-out waits for the very write that hangs: a server that stops reading would hold its thread for
 * ever.
 */
final class BoundedConnections implements ConnectionFactory {
    private final Executor inTheEnd;

    BoundedConnections(Duration longest) {
        this.inTheEnd = CompletableFuture.delayedExecutor(longest.toMillis(), TimeUnit.MILLISECONDS);
    }

    @Override
    public HttpURLConnection openConnection(URL url) throws IOException {
        HttpURLConnection connection = (HttpURLConnection) url.openConnection();
        // One that is through by then is gone, or closes nothing that is in use.
        WeakReference<HttpURLConnection> opened = new WeakReference<>(connection);
        inTheEnd.execute(() -> cut(opened));
        return connection;
    }

    private static void cut(WeakReference<HttpURLConnection> opened) {
        HttpURLConnection connection = opened.get();
        if (connection != null) {
            connection.disconnect();
        }
    }
}

package io.mmsroutes.app;

import io.mmsroutes.media.FindMediaType;
import java.security.NoSuchAlgorithmException;
import javax.net.ssl.SSLContext;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/** Loads beside the rest what takes long to load. A thread that needs it sooner waits for it. */
public final class LoadAhead {
    private LoadAhead() {}

    /** At the start: a signed jar whose manifest is verified, and the trusted certificates. */
    public static void begin() {
        // Lambdas, for a method reference loads its class here.
        run(() -> Ed25519.precompute());
        run(() -> loadTrustedCertificates());
    }

    /** Once webhooks are taken: Tika's list of types, which the first media need. */
    public static void forMedia() {
        FindMediaType.load();
    }

    public static void run(Runnable load) {
        Thread thread = new Thread(load, "mms-load-ahead");
        thread.setDaemon(true);
        // The thread that needs it meets the same failure, and tells it.
        thread.setUncaughtExceptionHandler((failed, failure) -> {});
        thread.start();
    }

    private static void loadTrustedCertificates() {
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

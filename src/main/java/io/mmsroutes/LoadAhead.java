package io.mmsroutes;

import java.security.NoSuchAlgorithmException;
import java.util.stream.Stream;
import javax.net.ssl.SSLContext;
import org.apache.tika.mime.MimeTypes;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Loads at the start what takes long to load and is needed late, beside the rest: a signed jar whose manifest is verified, Tika's list
 * of types, the trusted certificates. A thread that needs one sooner waits for it.
 */
final class LoadAhead {
    private LoadAhead() {}

    static void begin() {
        // Lambdas, for a method reference loads its class here.
        Stream.<Runnable>of(
                        () -> Ed25519.precompute(),
                        () -> MimeTypes.getDefaultMimeTypes(),
                        () -> loadTrustedCertificates())
                .forEach(load -> {
                    Thread thread = new Thread(load, "mms-load-ahead");
                    thread.setDaemon(true);
                    // The thread that needs it meets the same failure, and tells it.
                    thread.setUncaughtExceptionHandler((failed, failure) -> {});
                    thread.start();
                });
    }

    private static void loadTrustedCertificates() {
        try {
            SSLContext.getDefault();
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException(e);
        }
    }
}

package io.mmsroutes.store.gcs;

import com.google.auth.Credentials;
import com.google.auth.ServiceAccountSigner;
import com.google.auth.oauth2.GoogleCredentials;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Application default credentials, looked for when they are first needed and again until they are found. Google's own
 * look-up asks the metadata server when it finds nothing on the machine, and that may take seconds.
 */
final class DefaultCredentials extends Credentials implements ServiceAccountSigner {
    private static final long serialVersionUID = 1L;

    private static final String SCOPE = "https://www.googleapis.com/auth/devstorage.read_write";

    private volatile @Nullable GoogleCredentials found;

    /** There are none, or what there is cannot be read. */
    static final class Missing extends IOException {
        private static final long serialVersionUID = 1L;

        Missing() {
            super("no application default credentials");
        }
    }

    private GoogleCredentials credentials() throws Missing {
        GoogleCredentials known = found;
        if (known == null) {
            known = lookUp();
            found = known;
        }
        return known;
    }

    private static GoogleCredentials lookUp() throws Missing {
        try {
            return GoogleCredentials.getApplicationDefault().createScoped(SCOPE);
        } catch (IOException e) {
            throw new Missing();
        }
    }

    @Override
    public String getAuthenticationType() {
        return "OAuth2";
    }

    @Override
    public String getUniverseDomain() throws IOException {
        return credentials().getUniverseDomain();
    }

    @Override
    public Map<String, List<String>> getRequestMetadata(@Nullable URI uri) throws IOException {
        return credentials().getRequestMetadata(uri);
    }

    @Override
    public boolean hasRequestMetadata() {
        return true;
    }

    @Override
    public boolean hasRequestMetadataOnly() {
        return true;
    }

    @Override
    public void refresh() throws IOException {
        credentials().refresh();
    }

    @Override
    public String getAccount() {
        return signer().getAccount();
    }

    @Override
    public byte[] sign(byte[] text) {
        return signer().sign(text);
    }

    /** A machine's own service account signs by a call to IAM; the account of a person does not sign at all. */
    private ServiceAccountSigner signer() {
        try {
            if (credentials() instanceof ServiceAccountSigner signer) {
                return signer;
            }
            throw new Missing();
        } catch (Missing e) {
            throw new UncheckedIOException(e);
        }
    }
}

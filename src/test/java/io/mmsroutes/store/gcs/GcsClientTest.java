package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import com.google.cloud.storage.Storage;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class GcsClientTest {
    private static final Duration TIMEOUT = Duration.ofMinutes(1);

    @TempDir
    private Path folder;

    @Test
    void makingOneAsksNobodyForCredentials() throws Exception {
        Storage storage = GcsClient.connect("", "", "", TIMEOUT);

        assertThat(storage.getOptions().getCredentials()).isInstanceOf(DefaultCredentials.class);
        assertThat(storage.getOptions().getHost()).isEqualTo("https://storage.googleapis.com/");
        assertThat(storage.getOptions().getQuotaProjectId()).isNull();
        storage.close();
    }

    @Test
    void theProjectIsTheOneThatPays() throws Exception {
        Storage storage = GcsClient.connect("", "", "acme", TIMEOUT);

        assertThat(storage.getOptions().getProjectId()).isEqualTo("acme");
        assertThat(storage.getOptions().getQuotaProjectId()).isEqualTo("acme");
        storage.close();
    }

    @Test
    void noCredentialsAreForOtherServersOnly() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GcsClient.connect("none", "", "", TIMEOUT))
                .withMessageContaining("camel.kamelet.media-store-gcs-sink.keyFile")
                .withMessageContaining("camel.kamelet.media-store-gcs-sink.endpoint");
    }

    @Test
    void aKeyFileThatIsBrokenIsNamedAndNotQuoted() throws Exception {
        Path key = Files.writeString(
                folder.resolve("key.json"), "{\"type\":\"service_account\",\"private_key\":\"very secret\"}");

        assertThatIllegalArgumentException()
                .isThrownBy(() -> GcsClient.connect(key.toString(), "", "", TIMEOUT))
                .withMessage(
                        "camel.kamelet.media-store-gcs-sink.keyFile is %s, which is no JSON key of a service account."
                                .formatted(key))
                .withNoCause();
    }

    @ParameterizedTest
    @ValueSource(strings = {"storage.example.com", "ftp://storage.example.com", "localhost:4443"})
    void anEndpointIsAUrl(String endpoint) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> GcsClient.connect("none", endpoint, "", TIMEOUT))
                .withMessageStartingWith("camel.kamelet.media-store-gcs-sink.endpoint is no URL");
    }
}

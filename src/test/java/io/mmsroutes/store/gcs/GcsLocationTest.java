package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class GcsLocationTest {
    @ParameterizedTest
    @CsvSource({
        "gs, '', gs://acme-mms/mms/+1/m/a b.jpg",
        "'', '', gs://acme-mms/mms/+1/m/a b.jpg",
        "gs, http://localhost:4443, gs://acme-mms/mms/+1/m/a b.jpg",
        "url, '', https://storage.googleapis.com/acme-mms/mms/%2B1/m/a%20b.jpg",
        "url, http://localhost:4443/, http://localhost:4443/acme-mms/mms/%2B1/m/a%20b.jpg",
    })
    void aLocationIsAsItIsWanted(String style, String endpoint, String location) {
        assertThat(new GcsLocation("acme-mms", style, endpoint).of("mms/+1/m/a b.jpg"))
                .isEqualTo(location);
    }

    @ParameterizedTest
    @ValueSource(strings = {"https", "GS"})
    void anotherStyleIsRefused(String style) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new GcsLocation("acme-mms", style, ""))
                .withMessage("camel.kamelet.media-store-gcs-sink.locationStyle is %s, but can only be gs or url."
                        .formatted(style));
    }
}

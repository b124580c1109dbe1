package io.mmsroutes;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.support.TelnyxAccount;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;

class ChosenKameletsTest {
    @Test
    void whatIsThereAndHasWhatItNeedsIsTaken() {
        assertThatCode(() -> require(Map.of(
                        "mms.store.image", "media-store-file-sink?directory=data/images",
                        "mms.store.video", "media-store-s3-sink?bucket=acme-mms",
                        "mms.store.audio", "media-store-file-sink/audio",
                        "mms.store.also", "media-store-file-sink?directory=data/old, media-store-s3-sink?bucket=old")))
                .doesNotThrowAnyException();
    }

    @Test
    void anUnknownStoreIsRefusedWithTheKnownOnes() {
        assertThatThrownBy(() -> require(Map.of("mms.store.image", "media-store-s4-sink")))
                .hasMessageContaining("mms.store.image is 'media-store-s4-sink'")
                .hasMessageContaining("media-store-file-sink, media-store-gcs-sink, media-store-s3-sink");
    }

    @Test
    void aStoreThatLacksWhatItNeedsIsRefusedWithTheSetting() {
        assertThatThrownBy(() -> require(Map.of("mms.store.video", "media-store-s3-sink?region=eu-west-1")))
                .hasMessageContaining("mms.store.video is media-store-s3-sink, and that needs"
                        + " camel.kamelet.media-store-s3-sink.bucket"
                        + " (environment: CAMEL_KAMELET_MEDIA_STORE_S3_SINK_BUCKET), which is not set.");
    }

    @Test
    void aStoreThatIsOnlyAskedToEraseMustBeThereToo() {
        assertThatThrownBy(() -> require(Map.of("mms.store.also", "media-store-file-sink, media-store-olde-sink")))
                .hasMessageContaining("mms.store.also is 'media-store-olde-sink'");
    }

    @Test
    void anUnknownSinkIsRefusedToo() {
        assertThatThrownBy(() -> require(Map.of("mms.receipt-sink", "message-sink-jsm-sink")))
                .hasMessageContaining("message-sink-http-sink, message-sink-jms-sink, message-sink-log-sink");
    }

    private static void require(Map<String, String> more) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("TELNYX_PUBLIC_KEY", TelnyxAccount.PUBLIC_KEY);
        environment.put("TELNYX_API_KEY", "KEY");
        more.forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        Settings settings = Settings.load(Path.of(""), environment, new Properties());
        new ChosenKamelets(settings, new DefaultCamelContext(), "file:kamelets").require();
    }
}

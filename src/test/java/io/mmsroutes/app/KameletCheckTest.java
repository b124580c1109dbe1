package io.mmsroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.WebhookSender;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KameletCheckTest {
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
                        + " camel.kamelet.media-store-s3-sink.bucket, which is not set: give it in application.properties"
                        + " or -Dcamel.kamelet.media-store-s3-sink.bucket"
                        + " or as the environment variable CAMEL_KAMELET_MEDIA_STORE_S3_SINK_BUCKET.");
    }

    @Test
    void whatTheSentenceAdvisesIsEnough() {
        Map<String, String> store = Map.of("mms.store.video", "media-store-s3-sink");
        Properties ofTheJvm = new Properties();
        ofTheJvm.setProperty("camel.kamelet.media-store-s3-sink.bucket", "acme-mms");

        assertThatCode(() -> require(store, ofTheJvm, "file:kamelets")).doesNotThrowAnyException();
        assertThatCode(() -> require(Map.of(
                        "mms.store.video", "media-store-s3-sink",
                        "camel.kamelet.media-store-s3-sink.bucket", "acme-mms")))
                .doesNotThrowAnyException();
    }

    @Test
    void aKameletOfOnesOwnIsNotToldToUseAVariableThatNobodyReads(@TempDir Path folder) throws IOException {
        Files.writeString(folder.resolve("media-store-tape-sink.kamelet.yaml"), """
                apiVersion: camel.apache.org/v1
                kind: Kamelet
                metadata:
                  name: media-store-tape-sink
                spec:
                  definition:
                    required:
                      - drive
                """);
        Map<String, String> store = Map.of("mms.store.video", "media-store-tape-sink");
        String places = "file:" + folder;

        assertThatThrownBy(() -> require(store, new Properties(), places + ",file:kamelets"))
                .hasMessageEndingWith(
                        "which is not set: give it in application.properties or -Dcamel.kamelet.media-store-tape-sink.drive.");

        Properties ofTheJvm = new Properties();
        ofTheJvm.setProperty("camel.kamelet.media-store-tape-sink.drive", "/dev/st0");
        assertThatCode(() -> require(store, ofTheJvm, places + ",file:kamelets"))
                .doesNotThrowAnyException();
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
        require(more, new Properties(), "file:kamelets");
    }

    private static void require(Map<String, String> more, Properties ofTheJvm, String places) throws Exception {
        Map<String, String> environment = new HashMap<>();
        environment.put("TELNYX_PUBLIC_KEY", WebhookSender.PUBLIC_KEY);
        environment.put("TELNYX_API_KEY", "KEY");
        more.forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        Settings settings = Settings.load(Path.of(""), environment, ofTheJvm);
        new KameletCheck(settings, new DefaultCamelContext(), places).require();
    }
}

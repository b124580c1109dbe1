package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.GcsServer;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Links that a bucket of Google's signs. */
class LinkFromGcsTest extends BucketLinks {
    private final GcsServer google = new GcsServer(dataDir.resolve("gcs"));

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.putAll(google.settings());
        return settings;
    }

    @AfterAll
    void stopServer() {
        google.close();
    }

    @Test
    void telnyxGetsAUrlThatOpensTheVeryBytesAndNoOther() {
        String link = link(receive("photo.jpg"));

        assertThat(link)
                .startsWith("%s/%s/mms/".formatted(google.endpoint(), GcsServer.BUCKET))
                .contains("X-Goog-Expires=86400");
        assertThat(open(link).body()).isEqualTo(PHOTO);
        assertThat(open(link.replace("X-Goog-Expires=86400", "X-Goog-Expires=86401"))
                        .statusCode())
                .isEqualTo(403);
    }
}

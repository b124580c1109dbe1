package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.S3Server;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Links that buckets of S3 sign, each its own. */
class LinkFromBucketTest extends BucketLinks {
    private static final String VIDEOS = "mms-videos";

    private final S3Server s3 = new S3Server(dataDir.resolve("s3"));

    LinkFromBucketTest() {
        s3.client().createBucket(request -> request.bucket(VIDEOS));
    }

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.putAll(s3.settings());
        settings.put("mms.store.video", "media-store-s3-sink?bucket=%s&prefix=clips".formatted(VIDEOS));
        settings.put("mms.link.lifetime", "2h");
        return settings;
    }

    @AfterAll
    void stopServer() {
        s3.close();
    }

    @Test
    void telnyxGetsAUrlThatTheBucketSignedAndThatOpensTheVeryBytes() {
        String key = receive("photo.jpg");

        String link = link(key);

        assertThat(link)
                .startsWith("%s/%s/mms/".formatted(s3.endpoint(), S3Server.BUCKET))
                .contains("X-Amz-Expires=7200", "X-Amz-SignedHeaders=host")
                .doesNotContain(S3Server.SECRET_KEY);
        assertThat(open(link).statusCode()).isEqualTo(200);
        assertThat(open(link).body()).isEqualTo(PHOTO);
    }

    @Test
    void alteredLinkOpensNothing() {
        String link = link(receive("photo.jpg"));
        char first = link.charAt(link.indexOf("X-Amz-Signature=") + "X-Amz-Signature=".length());

        assertThat(open(link.replace("X-Amz-Signature=" + first, "X-Amz-Signature=" + (first == 'a' ? 'b' : 'a')))
                        .statusCode())
                .isEqualTo(403);
        assertThat(open(link.replace("X-Amz-Expires=7200", "X-Amz-Expires=72000"))
                        .statusCode())
                .isEqualTo(403);
        assertThat(open(link.substring(0, link.indexOf('?'))).statusCode()).isEqualTo(403);
    }

    @Test
    void eachBucketSignsWhatLiesInIt() {
        String photo = receive("photo.jpg");
        String video = receive("clip.mp4");

        JsonNode urls = call(video, photo, video).path("media_urls");

        assertThat(urls.path(0).asText()).startsWith("%s/%s/clips/mms/".formatted(s3.endpoint(), VIDEOS));
        assertThat(urls.path(1).asText()).startsWith("%s/%s/mms/".formatted(s3.endpoint(), S3Server.BUCKET));
        assertThat(open(urls.path(0).asText()).body()).isEqualTo(MediaHost.sample("clip.mp4"));
        assertThat(open(urls.path(1).asText()).body()).isEqualTo(PHOTO);
        assertThat(open(urls.path(2).asText()).body()).isEqualTo(MediaHost.sample("clip.mp4"));
    }
}

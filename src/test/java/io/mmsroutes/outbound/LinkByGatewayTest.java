package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.S3Server;
import java.net.http.HttpResponse;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

/** Links of the gateway's own to what lies in a bucket that nobody else reaches. */
class LinkByGatewayTest extends BucketLinks {
    private final S3Server s3 = new S3Server(dataDir.resolve("s3"));

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = new HashMap<>(super.settings());
        settings.putAll(s3.settings());
        settings.put("mms.link.by", "gateway");
        settings.put("camel.kamelet.media-store-s3-sink.requestTimeout", "2s");
        return settings;
    }

    @AfterAll
    void stopServer() {
        s3.close();
    }

    @Test
    void linkIsTheGatewaysAndOpensTheVeryBytes() {
        String link = link(receive("photo.jpg"));

        assertThat(link).startsWith("http://127.0.0.1:%d/media/".formatted(port));
        HttpResponse<byte[]> answer = open(link);
        assertThat(answer.statusCode()).isEqualTo(200);
        assertThat(answer.headers().firstValue("content-type")).hasValue("image/jpeg");
        assertThat(answer.headers().firstValueAsLong("content-length")).hasValue(PHOTO.length);
        assertThat(answer.body()).isEqualTo(PHOTO);
    }

    @Test
    void partIsGiven() {
        HttpResponse<byte[]> answer = open(link(receive("photo.jpg")), "Range", "bytes=100-299");

        assertThat(answer.statusCode()).isEqualTo(206);
        assertThat(answer.headers().firstValue("content-range")).hasValue("bytes 100-299/" + PHOTO.length);
        assertThat(answer.body()).isEqualTo(Arrays.copyOfRange(PHOTO, 100, 300));
    }

    @Test
    void partsInPlentyLeaveTheBucketReachable() {
        String link = link(receive("photo.jpg"));

        for (int i = 0; i < 120; i++) {
            assertThat(open(link, "Range", "bytes=0-0").body()).hasSize(1);
        }

        assertThat(open(link).body()).isEqualTo(PHOTO);
    }

    @Test
    void whoeverHasALinkIsToldNothingOfTheBucket() {
        String key = receive("photo.jpg");
        String link = link(key);

        s3.stop();
        HttpResponse<byte[]> away = open(link);
        s3.restart();
        s3.client().deleteObject(request -> request.bucket(S3Server.BUCKET).key(key));
        HttpResponse<byte[]> gone = open(link);

        assertThat(away.statusCode()).isEqualTo(503);
        assertThat(body(away)).contains("store-away").doesNotContain("3125550001", S3Server.BUCKET, "mms.");
        assertThat(gone.statusCode()).isEqualTo(404);
        assertThat(body(gone)).contains("stored-missing").doesNotContain("3125550001", S3Server.BUCKET, "mms.");
    }

    private static String body(HttpResponse<byte[]> answer) {
        return new String(answer.body(), StandardCharsets.UTF_8);
    }
}

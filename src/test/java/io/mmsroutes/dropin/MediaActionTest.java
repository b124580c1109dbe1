package io.mmsroutes.dropin;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.support.MediaHost;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.RoutesBuilder;
import org.apache.camel.builder.RouteBuilder;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.Test;

/** The Kamelet telnyx-media-action in a route of somebody else's. */
class MediaActionTest extends HostTestSupport {
    private static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    @Override
    Properties properties() {
        Properties properties = new Properties();
        String kamelet = "camel.kamelet.telnyx-media-action.";
        properties.setProperty(kamelet + "trustedHosts", mediaHost.address());
        properties.setProperty(kamelet + "maxBytes", "1000000");
        properties.setProperty(kamelet + "directory", folder.resolve("spool").toString());
        return properties;
    }

    @Override
    protected RoutesBuilder createRouteBuilder() {
        return new RouteBuilder() {
            @Override
            public void configure() {
                from("direct:fetch")
                        .to("kamelet:telnyx-media-action")
                        .toD("file:" + folder.resolve("kept"))
                        .setBody(
                                simple(
                                        "${header.mmsContentType} ${header.mmsKind} ${header.mmsLength} ${header.CamelFileName}"));
            }
        };
    }

    @Test
    void aPieceOfMediaIsAFileWithItsTrueType() {
        mediaHost.serve("/p", PHOTO);

        String told = fetch(new DeclaredMedia(mediaHost.url("/p"), "text/plain", null, null, null));

        String name = told.substring(told.lastIndexOf(' ') + 1);
        assertThat(told).startsWith("image/jpeg image " + PHOTO.length + " ").endsWith(".jpg");
        assertThat(folder.resolve("kept").resolve(name)).hasBinaryContent(PHOTO);
    }

    @Test
    void aUrlAMapAndTelnyxsOwnJsonWillDo() {
        mediaHost.serve("/p", PHOTO);
        String url = mediaHost.url("/p");

        assertThat(fetch(url)).startsWith("image/jpeg");
        assertThat(fetch(Map.of("url", url, "content_type", "image/jpeg"))).startsWith("image/jpeg");
        assertThat(fetch("{\"media_url\":\"%s\"}".formatted(url))).startsWith("image/jpeg");
    }

    @Test
    void aHostThatIsNotAllowedIsNotAsked() {
        assertThatThrownBy(fetching("https://169.254.169.254/latest/meta-data"))
                .rootCause()
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("host-not-allowed"));
    }

    @Test
    void whatIsTooLargeIsRejected() {
        mediaHost.serve("/large", new byte[1_000_001]);

        assertThatThrownBy(fetching(mediaHost.url("/large")))
                .rootCause()
                .isInstanceOfSatisfying(
                        Rejected.class, rejected -> assertThat(rejected.code()).isEqualTo("media-too-large"));
        assertThat(folder.resolve("spool"))
                .isDirectoryNotContaining(file -> file.toFile().length() > 900_000);
    }

    @Test
    void whatIsNotThereNowIsTriedLater() {
        assertThatThrownBy(fetching(mediaHost.url("/gone")))
                .rootCause()
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.code()).isEqualTo("http-404"));
    }

    @Test
    void whatTheCallerCarriesIsNotShownToTheHost() {
        mediaHost.serve("/p", PHOTO);

        template()
                .requestBodyAndHeaders(
                        "direct:fetch",
                        mediaHost.url("/p"),
                        Map.of("Authorization", "Bearer application", "X-Application", "secret"));

        assertThat(mediaHost.asked("/p")).isPositive();
        assertThat(mediaHost.headers("/p", "X-Application")).containsOnly("null");
        assertThat(mediaHost.headers("/p", "Authorization")).containsOnly("null");
    }

    private String fetch(Object body) {
        return template().requestBody("direct:fetch", body, String.class);
    }

    private ThrowingCallable fetching(Object body) {
        return () -> fetch(body);
    }
}

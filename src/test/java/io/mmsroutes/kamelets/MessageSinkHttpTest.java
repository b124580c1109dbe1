package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.support.RawHost;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.main.Main;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A configured URL goes out as it is written: hooks are signed over their very bytes. */
class MessageSinkHttpTest {

    @ParameterizedTest
    @ValueSource(
            strings = {
                "/h?t=abc",
                "/workflows/1/invoke?sp=%2Ftriggers%2Frun&api-version=2016-10-01&sig=a-B_c%2Bd%3D",
                "/h?x=a%20b+c",
                "/h?abc",
                "/h?abc=",
                "/h?b=2&a=1&b=1&&",
                "/h?a=1&connectTimeout=1&httpMethod=GET&bridgeEndpoint=true",
                "/h?x=RAW(a%2Bb)&y=%7B%7Bz%7D%7D&%C3%A9=1",
                "/h?url=https://other.test/a?b=c",
                "/a%2Fb/;c=d,e/$&'()*+/~x",
                "//h//",
                "/h?filter[a]=~b"
            })
    void theUrlGoesOutAsItIsWritten(String target) throws Exception {
        try (RawHost hook = new RawHost((method, path, socket) -> RawHost.answer("204 Taken", new byte[0]))) {
            post(Map.of("url", hook.url(target)));

            assertThat(hook.lines()).containsExactly("POST " + target + " HTTP/1.1");
        }
    }

    @Test
    void theTokenGoesOutAsItIsWritten() throws Exception {
        try (RawHost hook = new RawHost((method, path, socket) -> RawHost.answer("200 OK", new byte[0]))) {
            post(Map.of("url", hook.url("/h"), "token", "a+b%20&c=#{d}$"));

            assertThat(hook.heads()).singleElement().asString().contains("Authorization: Bearer a+b%20&c=#{d}$\r\n");
        }
    }

    @Test
    void aUserInTheUrlIsShownAsCurlShowsIt() throws Exception {
        try (RawHost hook = new RawHost((method, path, socket) -> RawHost.answer("200 OK", new byte[0]))) {
            post(Map.of("url", hook.url("/h?x=1@2").replace("http://", "http://me:p%40s+s@")));

            String user = Base64.getEncoder().encodeToString("me:p@s+s".getBytes(StandardCharsets.UTF_8));
            assertThat(hook.heads())
                    .singleElement()
                    .asString()
                    .startsWith("POST /h?x=1@2 HTTP/1.1\r\n")
                    .contains("Authorization: Basic " + user + "\r\n", "Host: 127.0.0.1:" + hook.port() + "\r\n")
                    .doesNotContain("me:p", "mmsUrl");
        }
    }

    @Test
    void aServiceMayHaveAnUnderscoreInItsName() throws Exception {
        try (RawHost hook = new RawHost((method, path, socket) -> RawHost.answer("200 OK", new byte[0]))) {
            post(Map.of("url", "http://my_bucket.example.test:%d/h".formatted(hook.port())));

            assertThat(hook.lines()).containsExactly("POST /h HTTP/1.1");
        }
    }

    @Test
    void aUrlThatIsNoneIsSaidPlainly() {
        assertThatThrownBy(() -> post(Map.of("url", "https://:80/secret")))
                .rootCause()
                .hasMessageContaining("configured URL is no URL")
                .hasMessageNotContaining("secret");
    }

    private static void post(Map<String, String> parameters) throws Exception {
        Main main = new Main();
        Properties properties = new Properties();
        properties.put("camel.component.kamelet.location", "classpath:kamelets");
        parameters.forEach((name, value) -> properties.put("camel.kamelet.message-sink-http-sink." + name, value));
        main.setOverrideProperties(properties);
        main.start();
        try {
            main.getCamelTemplate().requestBodyAndHeader("kamelet:message-sink-http-sink", "{}", "mmsDeliveryId", "1");
        } finally {
            main.stop();
        }
    }
}

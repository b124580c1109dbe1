package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.lang.reflect.Proxy;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.client5.http.classic.ExecRuntime;
import org.apache.hc.client5.http.protocol.HttpClientContext;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.ClassicHttpResponse;
import org.apache.hc.core5.http.Header;
import org.apache.hc.core5.http.HttpException;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.apache.hc.core5.http.message.BasicClassicHttpResponse;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** Who is asked, and who sees the API key. What is dialled is recorded, and answered without a network. */
class FollowRedirectsTest {
    private static final ExecRuntime NO_CONNECTION = (ExecRuntime) Proxy.newProxyInstance(
            ExecRuntime.class.getClassLoader(), new Class<?>[] {ExecRuntime.class}, (proxy, method, arguments) -> null);

    private final MediaHosts hosts = new MediaHosts(
            "*.telnyx.com,tlnx-mms-media.s3.amazonaws.com",
            "media.telnyx.com:443,media.telnyx.com:8443,media.telnyx.com:8080,media.telnyx.com:80,127.0.0.1:443",
            "");
    private final List<String> asked = new ArrayList<>();
    private final Map<String, String> locations = new HashMap<>();

    @ParameterizedTest
    @ValueSource(ints = {401, 403})
    void theApiKeyIsTheSecondTry(int status) throws Exception {
        ask("https://media.telnyx.com/a", status);

        assertThat(asked)
                .containsExactly(
                        "https://media.telnyx.com:443 media.telnyx.com /a null",
                        "https://media.telnyx.com:443 media.telnyx.com /a Bearer KEY");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://other.telnyx.com/a",
                "https://media.telnyx.com.telnyx.com/a",
                "https://tlnx-mms-media.s3.amazonaws.com/a",
                "https://media.telnyx.com:8443/a",
                "https://media.telnyx.com:8080/a",
                "http://media.telnyx.com:8080/a",
                "http://media.telnyx.com/a",
                "https://127.0.0.1/a"
            })
    void nobodyElseSeesIt(String url) throws Exception {
        ask(url, 401);

        assertThat(asked).hasSize(1).allMatch(one -> one.endsWith(" null"));
    }

    @ParameterizedTest
    @ValueSource(ints = {200, 302, 400, 402, 404, 407, 500})
    void noOtherAnswerAsksForIt(int status) throws Exception {
        ask("https://media.telnyx.com/a", status);

        assertThat(asked).hasSize(1);
    }

    @Test
    void itIsNotShownAfterARedirect() throws Exception {
        locations.put("/from", "https://media.telnyx.com/locked");

        ask("https://media.telnyx.com/from", 401);

        assertThat(asked).hasSize(2).allMatch(one -> one.endsWith(" null"));
    }

    @Test
    void aRedirectThatTheKeyBringsIsFollowedWithoutIt() throws Exception {
        locations.put("/a Bearer KEY", "/b");

        ask("https://media.telnyx.com/a", 403);

        assertThat(asked)
                .containsExactly(
                        "https://media.telnyx.com:443 media.telnyx.com /a null",
                        "https://media.telnyx.com:443 media.telnyx.com /a Bearer KEY",
                        "https://media.telnyx.com:443 media.telnyx.com /b null");
    }

    @Test
    void keyIsThatOfTheAccountAndOfNoOther() throws Exception {
        Map<String, ApiKey> keys = Map.of("shop", new ApiKey("SHOP", List.of("media.telnyx.com")));

        for (String account : new String[] {"shop", "clinic"}) {
            ClassicHttpRequest request = new BasicClassicHttpRequest("GET", "/");
            request.setHeader("mmsAccount", account);
            ask("https://media.telnyx.com/" + account, 401, request, name -> keys.getOrDefault(name, ApiKey.NONE));
        }

        assertThat(asked)
                .containsExactly(
                        "https://media.telnyx.com:443 media.telnyx.com /shop null",
                        "https://media.telnyx.com:443 media.telnyx.com /shop Bearer SHOP",
                        "https://media.telnyx.com:443 media.telnyx.com /clinic null");
    }

    @Test
    void withoutAKeyThereIsNoSecondTry() throws Exception {
        ask("https://media.telnyx.com/a", 401, new ApiKey("", List.of("media.telnyx.com")));
        ask("https://media.telnyx.com/a", 401, ApiKey.NONE);

        assertThat(asked).hasSize(2);
    }

    @Test
    void theSettingSaysWhoSeesIt() throws Exception {
        ask("https://other.telnyx.com/a", 401, new ApiKey("KEY", MediaHosts.names("x.telnyx.com, *.TELNYX.com")));

        assertThat(asked).hasSize(2);
    }

    @ParameterizedTest
    @CsvSource({
        "https://MEDIA.telnyx.com./x#y,https://media.telnyx.com:443 media.telnyx.com /x null",
        "https://my_bucket.telnyx.com:8443/x,https://my_bucket.telnyx.com:8443 my_bucket.telnyx.com:8443 /x null",
        "https://127.0.0.1\\@media.telnyx.com/x,https://127.0.0.1:443 127.0.0.1 /@media.telnyx.com/x null",
        "https://①②⑦.0.0.1/x,https://127.0.0.1:443 127.0.0.1 /x null"
    })
    void whoIsJudgedIsWhoIsDialledAndNamed(String url, String who) throws Exception {
        ask(url, 200);

        assertThat(asked).containsExactly(who);
    }

    @Test
    void ofAnAnswerEachHeaderThatIsReadIsThereOnce() throws Exception {
        ClassicHttpResponse response = ask("https://media.telnyx.com/a", 200);

        assertThat(response.getHeaders())
                .extracting(header -> header.getName() + ": " + header.getValue())
                .containsExactly("Content-Type: image/png", "Content-Length: 5", "Content-Encoding: identity,gzip");
    }

    private ClassicHttpResponse ask(String url, int status) throws Exception {
        return ask(url, status, new ApiKey("KEY", List.of("media.telnyx.com")));
    }

    private ClassicHttpResponse ask(String url, int status, ApiKey key) throws Exception {
        return ask(url, status, new BasicClassicHttpRequest("GET", "/"), account -> key);
    }

    private ClassicHttpResponse ask(
            String url, int status, ClassicHttpRequest request, Function<@Nullable String, ApiKey> keys)
            throws Exception {
        request.setHeader("mmsUrl", url);
        HttpRoute route = new HttpRoute(new HttpHost("http", "media", 80));
        ExecChain.Scope scope = new ExecChain.Scope("1", route, request, NO_CONNECTION, HttpClientContext.create());
        return new FollowRedirects(hosts, keys, true)
                .execute(request, scope, (one, through) -> answer(one, through, status));
    }

    private ClassicHttpResponse answer(ClassicHttpRequest request, ExecChain.Scope scope, int status)
            throws IOException, HttpException {
        assertThat(request.containsHeader("mmsUrl")).isFalse();
        assertThat(request.containsHeader("mmsAccount")).isFalse();
        Header authorization = request.getFirstHeader("Authorization");
        String shown = authorization == null ? "null" : authorization.getValue();
        HttpHost dialled = scope.route.getTargetHost();
        assertThat(scope.route.isSecure()).isEqualTo(dialled.getSchemeName().equals("https"));
        asked.add("%s %s %s %s".formatted(dialled.toURI(), request.getAuthority(), request.getPath(), shown));
        String location = locations.getOrDefault(request.getPath() + (authorization == null ? "" : " " + shown), "");
        ClassicHttpResponse response = new BasicClassicHttpResponse(location.isEmpty() ? status : 302);
        response.addHeader("Content-Type", "image/png");
        response.addHeader("content-type", "image/jpeg");
        response.addHeader("Content-Length", "5");
        response.addHeader("Content-Encoding", "identity");
        response.addHeader("Content-Encoding", "gzip");
        response.addHeader("CamelFileName", "../evil");
        if (!location.isEmpty()) {
            response.addHeader("Location", location);
        }
        return response;
    }
}

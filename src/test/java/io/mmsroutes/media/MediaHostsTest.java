package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class MediaHostsTest {
    private final MediaHosts hosts =
            new MediaHosts("media.telnyx.com, *.telnyx.com,mirror.example", "mirror.local:8081,[::1]:8082", "");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://media.telnyx.com/a.jpg",
                "HTTPS://MEDIA.TELNYX.COM/a.jpg",
                "https://media.telnyx.com./a",
                "https://a.b.telnyx.com/a?sig=1%2F2",
                "https://mirror.example:8443/a",
                "http://mirror.local:8081/a",
                "http://[::1]:8082/a",
                "https://media.telnyx.com/a b.jpg",
                " https://media.telnyx.com/a "
            })
    void whereMediaMayComeFrom(String url) {
        assertThat(hosts.require(url)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://telnyx.com/a,host-not-allowed",
        "https://eviltelnyx.com/a,host-not-allowed",
        "https://media.telnyx.com.evil.example/a,host-not-allowed",
        "https://mirror.local/a,host-not-allowed",
        "https://mirror.local:8082/a,host-not-allowed",
        "https://localhost/a,host-not-allowed",
        "https://127.0.0.1/a,host-not-allowed",
        "http://media.telnyx.com/a,url-scheme-refused",
        "ftp://media.telnyx.com/a,url-scheme-refused",
        "file:///etc/passwd,url-scheme-refused",
        "data:text/plain;base64,url-scheme-refused",
        "jar:https://media.telnyx.com!/a,url-scheme-refused",
        "/relative,url-scheme-refused",
        "https://user:pass@media.telnyx.com/a,url-malformed",
        "https://media.telnyx.com@127.0.0.1/a,url-malformed",
        "https:///a,url-malformed",
        "https://,url-malformed",
        "https://media.telnyx.com:x/a,url-malformed",
        "'',url-scheme-refused"
    })
    void whereMediaMayNotComeFrom(String url, String code) {
        assertThatThrownBy(() -> hosts.require(url))
                .isInstanceOf(Rejected.class)
                .extracting(e -> ((Failure) e).code())
                .isEqualTo(code);
    }

    @Test
    void noUrlIsNoUrl() {
        assertThatThrownBy(() -> hosts.require(null)).hasMessageContaining("no URL");
    }

    @Test
    void aTrustedEntryWithoutAPortIsRefusedWithTheFix() {
        assertThatThrownBy(() -> new MediaHosts("", "mirror.local", ""))
                .hasMessageContaining("mms.media.trusted-hosts")
                .hasMessageContaining("host:port");
    }

    @Test
    void onlyTrustedNamesMayBePrivate() {
        assertThat(hosts.mayBePrivate("mirror.local")).isTrue();
        assertThat(hosts.mayBePrivate("media.telnyx.com")).isFalse();
    }

    // --- Outbound media, which are only looked at

    private final MediaHosts outbound = MediaHosts.anyPublic("mirror.local:8081", "127.0.0.1:8080");

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://media.telnyx.com/a.jpg",
                "https://anybody.example/a.jpg",
                "http://anybody.example:8080/a.jpg",
                "http://mirror.local:8081/a",
                "http://127.0.0.1:8080/a"
            })
    void whatMayBeLookedAt(String url) {
        assertThat(outbound.require(url)).isNotNull();
    }

    @ParameterizedTest
    @CsvSource({
        "https://mirror.local/a,host-not-allowed",
        "http://mirror.local:8082/a,host-not-allowed",
        "http://127.0.0.1:9876/a,host-not-allowed",
        "https://127.0.0.1/a,host-not-allowed",
        "ftp://anybody.example/a,url-scheme-refused",
        "file:///etc/passwd,url-scheme-refused",
        "https://user:pass@anybody.example/a,url-malformed",
        "https://,url-malformed"
    })
    void whatMayNotBeLookedAt(String url, String code) {
        assertThatThrownBy(() -> outbound.require(url))
                .isInstanceOf(Rejected.class)
                .hasMessageNotContaining("://")
                .extracting(e -> ((Failure) e).code())
                .isEqualTo(code);
    }

    @ParameterizedTest
    @ValueSource(strings = {"localhost", "127.0.0.2", "10.0.0.1", "169.254.169.254"})
    void anyPublicHostIsNoPrivateOne(String host) {
        assertThat(outbound.mayBePrivate(host)).isFalse();
        assertThatThrownBy(() -> new PinnedDns(outbound).resolve(host)).hasMessageContaining("not public");
    }

    @Test
    void aStarAmongTheAllowedHostsIsNobody() {
        assertThatThrownBy(() -> new MediaHosts("*", "", "").require("https://anybody.example/a"))
                .isInstanceOf(Rejected.class);
    }
}

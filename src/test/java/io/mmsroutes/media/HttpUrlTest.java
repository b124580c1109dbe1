package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class HttpUrlTest {

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "https://h.test|https|h.test|443|/",
                "http://h.test|http|h.test|80|/",
                "HTTPS://H.TEST:/a|https|h.test|443|/a",
                "https://h.test.:8443/a|https|h.test|8443|/a",
                "https://h.test?a=b|https|h.test|443|/?a=b",
                "https://h.test/a?|https|h.test|443|/a?",
                "https://h.test/a#b?c|https|h.test|443|/a",
                "https://my_bucket.h.test/a|https|my_bucket.h.test|443|/a",
                "https://münchen.test/a|https|xn--mnchen-3ya.test|443|/a",
                "https://M%C3%9CNCHEN.test/a|https|xn--mnchen-3ya.test|443|/a",
                "https://日本。test/a|https|xn--wgv71a.test|443|/a",
                "https://I❤.test/|https|xn--i-7iq.test|443|/",
                "http://[::1]:81/a|http|0:0:0:0:0:0:0:1|81|/a",
                "http://[::ffff:10.0.0.1]/a|http|10.0.0.1|80|/a",
                "http://2130706433/|http|127.0.0.1|80|/",
                "http://0x7f.1/|http|127.0.0.1|80|/",
                "http://0177.0.0.01/|http|127.0.0.1|80|/",
                "http://127.0.0.1./|http|127.0.0.1|80|/",
                "http://１２７.0.0.1/|http|127.0.0.1|80|/",
                "http://①②⑦.⓪.⓪.①/|http|127.0.0.1|80|/",
                "http://ⓛⓞⓒⓐⓛⓗⓞⓢⓣ/|http|localhost|80|/",
                "http://good\\@evil.test/|http|good|80|/@evil.test/",
                "http://evil.test#@good/|http|evil.test|80|/",
                "http://evil.test?@good/|http|evil.test|80|/?@good/",
                "http:\\\\h.test\\a|http|h.test|80|/a"
            })
    void hostsAreReadAsBrowsersReadThem(String url, String scheme, String host, int port, String target) {
        assertThat(HttpUrl.parse(url)).isEqualTo(new HttpUrl(scheme, host, port, target));
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https:h.test",
                "https:///a",
                "https://:80/a",
                "https://h.test:x/",
                "https://h.test:0/",
                "https://h.test:65536/",
                "https://h.test:1:2/",
                "https://h..test/",
                "https://.test/",
                "https://./",
                "https://h%2ftest/",
                "https://h%00.test/",
                "https://h%zz.test/",
                "https://h.test%/",
                "https://h test/",
                "https://h^test/",
                "https://h{test}/",
                "http://[::1/",
                "http://::1/",
                "http://[fe80::1%25eth0]/",
                "http://[fe80::1%eth0]/",
                "http://[1.2.3.4]/",
                "http://1.2.3.4.5/",
                "http://1.2.3.256/",
                "http://256.1.1.1/",
                "http://4294967296/",
                "http://08.1.1.1/",
                "http://a.1/",
                "http://0x7g.1/",
                "http://99999999999999999999/"
            })
    void whatHasNoPlainHostIsNoUrl(String url) {
        assertThatThrownBy(() -> HttpUrl.parse(url)).isInstanceOf(IllegalArgumentException.class);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {"", "h.test/a", "//h.test/a", "h.test:80/a", "ftp://h.test/", "java\tscript:http://h.test/"})
    void onlyHttpAndHttpsAreTaken(String url) {
        assertThatThrownBy(() -> HttpUrl.parse(url)).hasMessageContaining("https only");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "http://good@evil.test/",
                "http://@evil.test/",
                "http://user:pw@h.test/",
                "http://a@b@c/",
                "http://good\t@evil.test/",
                "http://good%40x@evil.test/"
            })
    void credentialsAreRefused(String url) {
        assertThatThrownBy(() -> HttpUrl.parse(url)).hasMessageContaining("credentials");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '§',
            quoteCharacter = '`',
            value = {
                "/a%20b/%C3%A9%2F?sig=a%2Bb+c%3D&x=%2f§/a%20b/%C3%A9%2F?sig=a%2Bb+c%3D&x=%2f",
                "/-._~!$&'()*+,;=:@?-._~!$&'()*+,;=:@/?[1]§/-._~!$&'()*+,;=:@?-._~!$&'()*+,;=:@/?[1]",
                "/my photo.jpg§/my%20photo.jpg",
                "/a?x=a b§/a?x=a%20b",
                "/€.jpg§/%E2%82%AC.jpg",
                "/😀§/%F0%9F%98%80",
                "/IMG[1]{2}|3^`\"<>.jpg§/IMG%5B1%5D%7B2%7D%7C3%5E%60%22%3C%3E.jpg"
            })
    void whatIsRightStaysAndWhatIsNotIsEscaped(String written, String sent) {
        assertThat(HttpUrl.parse("https://h.test" + written).target()).isEqualTo(sent);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "/100%.jpg!/100%25.jpg",
                "/%zz%4!/%25zz%254",
                "/%%41!/%25%41",
                "/a\\b?c\\d!/a/b?c%5Cd",
                "/a/./b/../c!/a/c",
                "/../../a!/a",
                "/a/..!/",
                "/a/.!/a/",
                "//a//b!//a//b",
                "/%2e%2e/a!/%2e%2e/a",
                "/a\u0001b\u007f!/a%01b%7F"
            })
    void oddPathsGoOutAsBrowsersSendThem(String written, String sent) {
        assertThat(HttpUrl.parse("https://h.test" + written).target()).isEqualTo(sent);
    }

    @Test
    void tabsAndLineEndsAreDropped() {
        assertThat(HttpUrl.parse(" ht\ntps://h.\tte\r\nst/a\tb ")).isEqualTo(HttpUrl.parse("https://h.test/ab"));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '!',
            quoteCharacter = '`',
            value = {
                "/x!https://h.test:8443/x",
                "x y!https://h.test:8443/d/x%20y",
                "../x!https://h.test:8443/x",
                "./!https://h.test:8443/d/",
                "?size=large!https://h.test:8443/d/a.jpg?size=large",
                "#only!https://h.test:8443/d/a.jpg?q=1",
                "x#y!https://h.test:8443/d/x",
                "//other.test/x!https://other.test/x",
                "\\\\other.test\\x!https://other.test/x",
                "HTTP://OTHER.test:80/x!http://other.test/x",
                "12:30.jpg!https://h.test:8443/d/12:30.jpg",
                "[1].jpg!https://h.test:8443/d/%5B1%5D.jpg",
                "/x, /x!https://h.test:8443/x",
                "https://o.test/x,https://o.test/x!https://o.test/x",
                "/x, /y!https://h.test:8443/x,%20/y",
                "/f\u00e2\u0082\u00acr!https://h.test:8443/f%E2%82%ACr",
                "/f\u00e9r!https://h.test:8443/f%E9r",
                "/f€r!https://h.test:8443/f%E2%82%ACr",
                "https://m\u00c3\u00bcnchen.test/!https://xn--mnchen-3ya.test/"
            })
    void locationsLeadWhereBrowsersGo(String location, String target) {
        assertThat(HttpUrl.parse("https://h.test:8443/d/a.jpg?q=1").resolve(location))
                .isEqualTo(HttpUrl.parse(target));
    }

    @Test
    void onlyTheOriginIsEverShown() {
        assertThat(HttpUrl.parse("https://h.test/secret?key=1")).hasToString("HttpUrl[https://h.test:443]");
    }

    /** Nothing that a stranger writes takes long to be read. */
    @Test
    void longTextsAreReadOrRefused() {
        String many = "%,/.\\?".repeat(100_000);

        assertThat(HttpUrl.parse("https://h.test/" + many).target()).hasSizeGreaterThan(many.length());
        assertThat(HttpUrl.parse("https://h.test/").resolve(many).target()).hasSizeGreaterThan(many.length());
        for (String label : new String[] {"a.", "ü.", "1.", "%41"}) {
            assertThatThrownBy(() -> HttpUrl.parse("https://" + label.repeat(100_000) + "/"))
                    .isInstanceOf(IllegalArgumentException.class);
        }
    }
}

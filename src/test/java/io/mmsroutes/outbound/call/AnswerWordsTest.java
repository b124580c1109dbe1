package io.mmsroutes.outbound.call;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.outbound.Outcome;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** An answer of any shape gives its words as the reason. */
class AnswerWordsTest {
    private final DecideOutcome decide = new DecideOutcome(false, Clock.systemUTC());

    static Stream<Arguments> shapes() {
        return Stream.of(
                        "{'message':'No way'}",
                        "{'Message':'No way'}",
                        "{'error':'No way'}",
                        "{'error':{'message':'No way'}}",
                        "{'error':{'code':'Invalid','details':[{'reason':'No way'}]}}",
                        "{'errors':['No way']}",
                        "{'errors':'No way'}",
                        "{'errors':{'detail':'No way'}}",
                        "{'errors':[{'message':'No way'}]}",
                        "{'errors':[{'code':'x','detail':null,'title':' ','message':'No way'}]}",
                        "{'detail':'No way'}",
                        "{'detail':[{'loc':['body','to'],'msg':'No way','type':'value_error'}]}",
                        "{'title':'No way','status':400,'type':'about:blank'}",
                        "{'type':'https://x.invalid/p','title':'Bad','detail':'No way','instance':'/m/1'}",
                        "{'code':'49999','title':'No way'}",
                        "{'error':'invalid_request','error_description':'No way'}",
                        "{'status':'error','reason':'No way'}",
                        "{'timestamp':'2026-01-01','status':400,'path':'/v2','message':'No way'}",
                        "{'fault':{'faultstring':'No way'}}",
                        "{'data':{'errors':[{'description':'No way'}]}}",
                        "['No way']",
                        "'No way'",
                        "[{'error':{'error':{'error':'No way'}}}]",
                        "{'message':'No way','stack':'aaaa",
                        "{'request_id':'1','message':'No way and then it brea",
                        "No way",
                        "  No way\n",
                        "<b>No way</b>",
                        "{'message':'<p>No&nbsp;way</p>'}")
                .map(body -> Arguments.of(body.replace('\'', '"')));
    }

    @ParameterizedTest
    @MethodSource("shapes")
    void anyShapeGivesItsWords(String body) {
        assertThat(reason(422, bytes(body))).contains("No way");
    }

    @Test
    void fieldsAreNamedWithWhatIsWrongWithThem() {
        assertThat(reason(
                        422, bytes("{\"errors\":{\"to\":[\"is invalid\",\"is a landline\"],\"text\":[\"is long\"]}}")))
                .contains("to: is invalid; is a landline; text: is long");
    }

    @ParameterizedTest
    @CsvSource({
        "'<!DOCTYPE html><html><head><title>Access denied</title></head><body><h1>Sorry</h1></body></html>', Access denied: Sorry",
        "'<html><body><center><h1>403 Forbidden</h1></center><hr>nginx</body></html>', 403 Forbidden",
        "'<HTML><BODY><script>var a=1;</script><p>Blocked &amp; logged</p></BODY></HTML>', Blocked & logged",
        "'<?xml version=\"1.0\"?><html><title>Down</title>', Down"
    })
    void pageGivesItsHeadlines(String html, String words) {
        assertThat(reason(403, bytes(html))).endsWith("The answer says: " + words);
    }

    @ParameterizedTest
    @CsvSource({
        "400, cannot make sense",
        "403, 403 Forbidden",
        "404, 404 Not Found",
        "405, 405 Method Not Allowed",
        "418, 418",
        "429, 429 Too Many Requests",
        "451, 451 Unavailable For Legal Reasons"
    })
    void emptyAnswerGivesItsStatusInWords(int status, String words) {
        assertThat(reason(status, null)).contains(words);
        assertThat(reason(status, new byte[0])).contains(words);
        assertThat(reason(status, bytes("{}"))).contains(words);
    }

    @ParameterizedTest
    @ValueSource(strings = {"UTF-8", "ISO-8859-1", "UTF-16", "UTF-16LE", "UTF-32BE"})
    void jsonIsReadInAnyCharset(String charset) {
        byte[] body = "{\"message\":\"ungültig\"}".getBytes(Charset.forName(charset));

        assertThat(reason(400, body)).contains("ungültig");
    }

    @Test
    void largeAnswersAreBounded() {
        String megabyte = "word ".repeat(200_000);

        assertThat(reason(400, bytes("{\"message\":\"" + megabyte + "\"}")))
                .contains("word word")
                .hasSizeLessThan(400);
        assertThat(reason(400, bytes("{\"message\":\"" + megabyte)))
                .contains("word word")
                .hasSizeLessThan(400);
        assertThat(reason(403, bytes("<html><title>" + megabyte))).hasSizeLessThan(600);
        assertThat(reason(400, bytes("<!--".repeat(200_000)))).hasSizeLessThan(400);
        assertThat(reason(400, bytes("[".repeat(200_000)))).isNotBlank();
        assertThat(reason(400, bytes("<!-- -->".repeat(100_000)))).isNotBlank();
    }

    @Test
    void nothingThatIsSecretOrUnseenComesThrough() {
        String words = reason(
                422,
                bytes(
                        "{\"message\":\"a\\u0000b\\u001b[31m\\u202eevil\\u200b <script>x</script> Bearer abc.def.ghi KEY0123456789ABCDEF_x "
                                + "+13125550001 https://user:pw@x.invalid/?k=1 joe@example.com "
                                + "0123456789abcdef0123456789abcdef01234567\"}"));

        assertThat(words)
                .doesNotContain("\u0000", "\u001b", "\u202e", "\u200b", "<", ">", "abc.def", "KEY0123", "3125550001")
                .doesNotContain("user:pw", "joe@", "0123456789abcdef");
    }

    private String reason(int status, byte @Nullable [] body) {
        Outcome outcome = decide.decide(status, null, null, body, null, 1);
        if (outcome instanceof Outcome.Refused refused) {
            return refused.sentence();
        }
        return outcome instanceof Outcome.Postponed later ? later.sentence() : ((Outcome.Unknown) outcome).sentence();
    }

    private static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.UTF_8);
    }
}

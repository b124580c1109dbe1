package io.mmsroutes.outbound.request;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ReadSendRequestTest {
    private static final Instant NOW = Instant.parse("2026-01-16T00:00:00Z");
    private static final Clock CLOCK = Clock.fixed(NOW, ZoneOffset.UTC);

    private final ReadSendRequest readSendRequest = new ReadSendRequest("", CLOCK);

    // --- What is taken

    @Test
    void aWholeRequestIsTaken() {
        SendRequest request = read("""
                {"from":" +13125550001 ","to":"+17735550002","text":"Hello","subject":"Hi",
                 "media_urls":["https://media.test/a.jpg","https://media.test/a.jpg"],
                 "send_before":"2026-01-16T01:00:00+00:30","webhook_url":"http://application.test/hook",
                 "use_profile_webhooks":false,"auto_detect":true,"encoding":"ucs2","type":"MMS",
                 "smil_template":"<smil/>","price":1.10,"extra":{"a":null}}""");

        assertThat(request.kind()).isEqualTo(SendKind.MESSAGES);
        assertThat(request.from()).isEqualTo(new PhoneNumber("+13125550001"));
        assertThat(request.sender()).isEqualTo("+13125550001");
        assertThat(request.to()).containsExactly(new PhoneNumber("+17735550002"));
        assertThat(request.mediaUrls()).containsExactly("https://media.test/a.jpg", "https://media.test/a.jpg");
        assertThat(request.sendBefore()).isEqualTo("2026-01-16T00:30:00Z");
        assertThat(request.isMms()).isTrue();
        assertThat(request.body().toString())
                .contains("\"smil_template\":\"<smil/>\",\"price\":1.10,\"extra\":{\"a\":null}");
    }

    @ParameterizedTest
    @CsvSource({"'',MESSAGES", "/,MESSAGES", "/long_code,LONG_CODE", "long_code,LONG_CODE", "/schedule,SCHEDULE"})
    void thePathTellsTheKind(String path, SendKind kind) {
        String body = with("\"send_at\":\"2026-01-17T00:00:00Z\"");

        assertThat(readSendRequest.read(body.getBytes(UTF_8), path).kind()).isEqualTo(kind);
    }

    @Test
    void withoutAPathTheShapeTellsTheKind() {
        assertThat(readAnyDoor("{\"from\":\"+13125550001\",\"to\":[\"+17735550002\"],\"text\":\"x\"}")
                        .kind())
                .isEqualTo(SendKind.GROUP_MMS);
        assertThat(readAnyDoor("{\"messaging_profile_id\":\"p\",\"to\":\"+17735550002\",\"text\":\"x\"}")
                        .kind())
                .isEqualTo(SendKind.NUMBER_POOL);
        assertThat(readAnyDoor("{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"text\":\"x\"}")
                        .kind())
                .isEqualTo(SendKind.MESSAGES);
        assertThat(readAnyDoor(with("\"messaging_profile_id\":\"p\"")).kind()).isEqualTo(SendKind.MESSAGES);
    }

    @Test
    void nullIsTheSameAsAbsent() {
        SendRequest request = read(with("\"media_urls\":null,\"send_at\":null,\"send_before\":null,\"type\":null,"
                + "\"auto_detect\":null,\"webhook_url\":null,\"subject\":null"));

        assertThat(request.mediaUrls()).isEmpty();
        assertThat(request.sendBefore()).isNull();
        assertThat(request.isMms()).isFalse();
    }

    @Test
    void textAloneGoesAsMmsWhenItsTypeSaysSo() {
        assertThat(read(with("\"type\":\"MMS\"")).isMms()).isTrue();
    }

    @Test
    void shortCodesSendAndReceive() {
        SendRequest request = read("{\"from\":\"55512\",\"to\":\"90210\",\"text\":\"x\"}", "/short_code");

        assertThat(request.sender()).isEqualTo("55512");
    }

    @Test
    void aNameSendsTextWithAProfile() {
        SendRequest request = read(
                "{\"from\":\"My Company\",\"to\":\"+447700900123\",\"text\":\"x\",\"messaging_profile_id\":\"p\"}");

        assertThat(request.sender()).isEqualTo("My Company");
    }

    @Test
    void aProfileSendsWhereNobodyElseDoes() {
        String body = "{\"to\":\"+17735550002\",\"text\":\"x\",\"messaging_profile_id\":\"p\"}";

        assertThat(read(body).sender()).isEqualTo("pool:p");
        assertThat(read(body, "/number_pool").sender()).isEqualTo("pool:p");
    }

    @Test
    void theDefaultProfileSendsWhereARequestNamesNobody() {
        ReadSendRequest withDefault = new ReadSendRequest("standard", CLOCK);
        byte[] nobody = "{\"to\":\"+17735550002\",\"text\":\"x\"}".getBytes(UTF_8);

        assertThat(withDefault.read(nobody, "").sender()).isEqualTo("pool:standard");
        assertThat(withDefault.read(nobody, "/number_pool").sender()).isEqualTo("pool:standard");
        assertThat(withDefault.read(with("").getBytes(UTF_8), "").body().has("messaging_profile_id"))
                .isFalse();
        assertThat(refusal(withDefault, nobody, "/long_code")).containsExactly("10004 /from");
    }

    // --- What is no request at all

    @ParameterizedTest
    @ValueSource(
            strings = {
                "",
                " ",
                "null",
                "[]",
                "\"text\"",
                "{",
                "{} {}",
                "{\"to\":\"+17735550002\",\"to\":\"+17735550003\"}",
                "{\"a\":{\"b\":1,\"b\":2}}",
                "{'to':1}",
                "to=%2B17735550002"
            })
    void whatIsNoJsonObjectIsUnreadable(String body) {
        Rejected rejected = rejected(readSendRequest, body.getBytes(UTF_8), "");

        assertThat(rejected.code()).isEqualTo("request-unreadable");
        assertThat(rejected.problems())
                .singleElement()
                .extracting(Problem::code)
                .isEqualTo("10023");
    }

    @Test
    void bytesThatAreNoTextAreUnreadable() {
        byte[] body = {'{', '"', (byte) 0xC3, '"', ':', '1', '}'};

        assertThat(rejected(readSendRequest, body, "").code()).isEqualTo("request-unreadable");
        assertThat(rejected(readSendRequest, null, "").code()).isEqualTo("request-unreadable");
    }

    @Test
    void unreadableJsonNamesThePlace() {
        assertThat(rejected("{\"to\":\n  ]").sentence()).contains("line 2, column");
    }

    @Test
    void aPathThatIsNoneIsRefused() {
        assertThat(refusal("{}", "/fax")).containsExactly("10005 null");
        assertThat(refusal("{}", "/long_code/x")).containsExactly("10005 null");
        assertThat(refusal("{}", "/rcs")).containsExactly("10005 null");
        assertThat(refusal("{}", "/whatsapp/")).containsExactly("10005 null");
    }

    // --- Who

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "null|10004|write the number to send to",
                "[]|10004|write the number to send to",
                "17735550002|10015|in quotes: \"+13125550001\"",
                "{}|10015|in quotes",
                "\"17735550002\"|10016|no plus in front",
                "\"+1 773 555 0002\"|40310|blanks, dashes or brackets",
                "\"(773) 555-0002\"|40310|blanks, dashes or brackets",
                "\"+1773‑555‑0002\"|40310|blanks, dashes or brackets",
                "\"\"|40310|is empty",
                "\"+07735550002\"|40310|8 to 15 digits",
                "\"+1773555\"|40310|8 to 15 digits",
                "\"+1773555000212345\"|40310|8 to 15 digits",
                "\"12\"|40310|3 to 8 digits",
                "\"Fred\"|40310|3 to 8 digits",
                "\"+1773555000２\"|40310|8 to 15 digits"
            })
    void aReceiverThatIsNoneIsRefused(String to, String code, String fix) {
        Rejected rejected = rejected("{\"from\":\"+13125550001\",\"to\":%s,\"text\":\"x\"}".formatted(to));

        assertThat(told(rejected)).containsExactly(code + " /to");
        assertThat(rejected.sentence()).contains(fix).doesNotContain("0002");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|null|10004 /from",
                "``|13125550001|10015 /from",
                "``|\"13125550001\"|10016 /from",
                "``|\"+1-312-555-0001\"|40305 /from",
                "``|\"A name too long\"|40305 /from",
                "``|\"My Company\"|10004 /messaging_profile_id",
                "/long_code|null|10004 /from",
                "/long_code|\"55512\"|40305 /from",
                "/long_code|\"My Company\"|40305 /from",
                "/short_code|\"+13125550001\"|40305 /from",
                "/short_code|\"My Company\"|40305 /from",
                "/number_pool|null|10004 /messaging_profile_id",
                "/alphanumeric_sender_id|null|10004 /from",
                "/alphanumeric_sender_id|\"My Company\"|10004 /messaging_profile_id",
                "/alphanumeric_sender_id|\"+13125550001\"|40305 /from",
                "/alphanumeric_sender_id|\"55512\"|40305 /from"
            })
    void aSenderThatIsNoneIsRefused(String path, String from, String told) {
        assertThat(refusal("{\"from\":%s,\"to\":\"+17735550002\",\"text\":\"x\"}".formatted(from), path))
                .containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"+447700900123\"|\"media_urls\":[\"https://media.test/a.jpg\"]|40301 /to",
                "\"+447700900123\"|\"type\":\"MMS\"|40301 /to",
                "\"+5215512345678\"|\"subject\":\"x\",\"type\":\"MMS\"|40301 /to",
                "[\"+17735550002\",\"+447700900123\"]|\"subject\":\"x\"|40301 /to/1"
            })
    void mmsGoToTheUsAndCanadaOnly(String to, String mms, String told) {
        Rejected rejected = rejected("{\"from\":\"+13125550001\",\"to\":%s,\"text\":\"x\",%s}".formatted(to, mms));

        assertThat(told(rejected)).containsExactly(told);
        assertThat(rejected.sentence()).contains("US and Canada").doesNotContain("0123");
    }

    @Test
    void mmsComeFromTheUsAndCanadaOnlyAndSmsGoAnywhere() {
        assertThat(refusal("{\"from\":\"+447700900123\",\"to\":\"+17735550002\",\"text\":\"x\",\"type\":\"MMS\"}", ""))
                .containsExactly("40308 /from");
        assertThat(read("{\"from\":\"+13125550001\",\"to\":\"+447700900123\",\"text\":\"x\"}")
                        .isMms())
                .isFalse();
        assertThat(read("{\"from\":\"+13125550001\",\"to\":\"55512\",\"type\":\"MMS\",\"text\":\"x\"}")
                        .isMms())
                .isTrue();
    }

    @Test
    void aListOfRecipientsIsAGroupWhereTheKindIsOpen() {
        String body = "{\"from\":\"+13125550001\",\"to\":[\"+17735550002\",\"+17735550003\"],\"text\":\"x\"}";

        assertThat(read(body).kind()).isEqualTo(SendKind.GROUP_MMS);
        assertThat(refusal(body, "/long_code")).containsExactly("10015 /to");
    }

    @Test
    void aPoolTakesNoSender() {
        Rejected rejected =
                rejected(readSendRequest, with("\"messaging_profile_id\":\"p\"").getBytes(UTF_8), "/number_pool");

        assertThat(told(rejected)).containsExactly("10015 /from");
        assertThat(rejected.sentence()).contains("leave it out");
    }

    @Test
    void aProfileIsNoSenderOfALongCode() {
        assertThat(refusal("{\"to\":\"+17735550002\",\"text\":\"x\",\"messaging_profile_id\":\"p\"}", "/long_code"))
                .containsExactly("10004 /from");
    }

    @ParameterizedTest
    @ValueSource(strings = {"\"type\":\"MMS\"", "\"media_urls\":[\"https://media.test/a.jpg\"]"})
    void aNameSendsNoMms(String mms) {
        String body =
                "{\"from\":\"My Company\",\"to\":\"+447700900123\",\"text\":\"x\",\"messaging_profile_id\":\"p\",%s}";

        assertThat(refusal(body.formatted(mms), "")).containsExactly("40308 /from");
    }

    @Test
    void aProfileIdIsText() {
        assertThat(refusal(with("\"messaging_profile_id\":7"), "")).containsExactly("10015 /messaging_profile_id");
        assertThat(refusal(with("\"messaging_profile_id\":\"%s\"".formatted("p".repeat(101))), ""))
                .containsExactly("10015 /messaging_profile_id");
    }

    // --- Groups

    @Test
    void eightAreAGroup() {
        SendRequest request = readGroup(members(8));

        assertThat(request.to()).hasSize(8);
        assertThat(request.isMms()).isTrue();
    }

    @Test
    void nineAreTooMany() {
        Rejected rejected = rejectedGroup(members(9));

        assertThat(told(rejected)).containsExactly("10015 /to");
        assertThat(rejected.sentence()).contains("at most 8");
    }

    @Test
    void everyMemberIsChecked() {
        assertThat(told(rejectedGroup("[\"+17735550002\",\"17735550003\",null,\" +17735550002\"]")))
                .containsExactly("10016 /to/1", "10015 /to/2", "10015 /to/3");
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {"[]|10004 /to", "\"+17735550002\"|10015 /to", "{\"a\":1}|10015 /to"})
    void aGroupIsAList(String to, String told) {
        assertThat(told(rejectedGroup(to))).containsExactly(told);
    }

    @ParameterizedTest
    @CsvSource({"55512,40305", "My Company,40308"})
    void aGroupIsSentFromAPhoneNumber(String from, String code) {
        assertThat(refusal("{\"from\":\"%s\",\"to\":[\"+17735550002\"],\"text\":\"x\"}".formatted(from), "group_mms"))
                .containsExactly(code + " /from");
    }

    @Test
    void aGroupIsNeverSms() {
        assertThat(refusal(
                        "{\"from\":\"+13125550001\",\"to\":[\"+17735550002\"],\"text\":\"x\",\"type\":\"SMS\"}",
                        "/group_mms"))
                .containsExactly("40304 /type");
    }

    // --- What

    @ParameterizedTest
    @ValueSource(strings = {"null", "\"\"", "\" \\n\""})
    void noTextAndNoMediaIsRefused(String text) {
        assertThat(refusal(
                        "{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"media_urls\":[],\"text\":%s}"
                                .formatted(text),
                        ""))
                .containsExactly("40316 /text");
    }

    @Test
    void tenMediaAreTaken() {
        assertThat(read(with("\"media_urls\":" + urls(10))).mediaUrls()).hasSize(10);
    }

    @Test
    void elevenMediaAreRefusedAndNotCut() {
        Rejected rejected = rejected(with("\"media_urls\":" + urls(11)));

        assertThat(told(rejected)).containsExactly("40317 /media_urls");
        assertThat(rejected.sentence()).contains("11").contains("at most 10");
    }

    @Test
    void aSingleUrlIsRefusedWithTheFix() {
        Rejected rejected = rejected(
                "{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"media_urls\":\"https://media.test/a.jpg\"}");

        assertThat(told(rejected)).containsExactly("10015 /media_urls");
        assertThat(rejected.sentence()).contains("[\"https://…\"]");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://media.test",
                "http://media.test:8080/a.jpg?token=a%20b#c",
                "HTTPS://my_bucket.media.test/a.jpg",
                "https://192.0.2.1/a.jpg",
                "https://[2001:db8::1]:8443/a.jpg",
                "https://media.test/é.jpg"
            })
    void urlsOfMediaAreTaken(String url) {
        assertThat(read(with("\"media_urls\":[\"%s\"]".formatted(url))).mediaUrls())
                .containsExactly(url);
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "``|is empty",
                "` https://media.test/a.jpg`|character 1",
                "https://media.test/a b.jpg|written %20",
                "media.test/a.jpg|must begin with https://",
                "//media.test/a.jpg|must begin with https://",
                "ftp://media.test/a.jpg|must begin with https://",
                "file:///etc/passwd|must begin with https://",
                "blob:1|must begin with https://",
                "stored:|is no name in storage",
                "stored:a b.jpg|is no name in storage",
                "https:///a.jpg|names no host",
                "https:media.test|names no host",
                "https://:8080/a.jpg|names no host",
                "https://media.test:80a/a.jpg|names no host",
                "https://key:secret@media.test/a.jpg|user or password"
            })
    void urlsThatNobodyCanFetchAreRefused(String url, String fix) {
        String body = with("\"media_urls\":[\"https://media.test/a.jpg\",\"%s\"]".formatted(url));

        assertThat(told(rejected(body))).containsExactly("10003 /media_urls/1");
        assertThat(rejected(body).sentence())
                .startsWith("media_urls[1]")
                .contains(fix)
                .doesNotContain("secret");
    }

    @Test
    void aUrlMayHaveTwoThousandCharacters() {
        String longest = "https://media.test/" + "a".repeat(2000 - 19);

        assertThat(read(with("\"media_urls\":[\"%s\"]".formatted(longest))).mediaUrls())
                .hasSize(1);
        assertThat(refusal(with("\"media_urls\":[\"%sa\"]".formatted(longest)), ""))
                .containsExactly("10003 /media_urls/0");
    }

    @Test
    void smsCarriesNoMedia() {
        assertThat(refusal(with("\"type\":\"SMS\",\"media_urls\":[\"https://media.test/a.jpg\"]"), ""))
                .containsExactly("40304 /type");
        assertThat(read(with("\"type\":\"SMS\",\"media_urls\":[]")).isMms()).isFalse();
    }

    // --- When, and the rest

    @Test
    void aScheduleNeedsItsTime() {
        assertThat(refusal(with(""), "/schedule")).containsExactly("10004 /send_at");
        assertThat(refusal(with("\"send_at\":\"tomorrow\""), "/schedule")).containsExactly("10015 /send_at");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "1768521968",
                "\"1768521968\"",
                "\"5m\"",
                "\"PT5M\"",
                "\"2026-01-17\"",
                "\"2026-01-17T10:00:00\"",
                "\"2026-01-17T10:00Z\"",
                "\"2026-01-17 10:00:00Z\"",
                "\"2026-02-30T10:00:00Z\"",
                "true",
                "\"\""
            })
    void timesAreInstants(String time) {
        Rejected rejected = rejected(with("\"send_at\":%s,\"send_before\":%<s".formatted(time)));

        assertThat(told(rejected)).containsExactly("10015 /send_at", "10015 /send_before");
        assertThat(rejected.sentence()).contains("such as \"2026-01-16T10:00:00Z\"");
    }

    @Test
    void whatIsOverIsNotSent() {
        assertThat(rejected(with("\"send_before\":\"2026-01-16T00:00:00Z\"")).sentence())
                .startsWith("send_before is over already");
        assertThat(read(with("\"send_before\":\"2026-01-16T00:00:00.001Z\"")).sendBefore())
                .isEqualTo(NOW.plusMillis(1));
    }

    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            quoteCharacter = '`',
            value = {
                "\"auto_detect\":\"true\"|10015 /auto_detect",
                "\"use_profile_webhooks\":1|10015 /use_profile_webhooks",
                "\"encoding\":\"utf8\"|10015 /encoding",
                "\"type\":\"mms\"|10015 /type",
                "\"type\":1|10015 /type",
                "\"subject\":1|10015 /subject",
                "\"webhook_url\":\"application.test/hook\"|10003 /webhook_url",
                "\"webhook_url\":1|10015 /webhook_url",
                "\"webhook_failover_url\":\"\"|10003 /webhook_failover_url",
                "\"media_urls\":[1]|10015 /media_urls/0",
                "\"media_urls\":{}|10015 /media_urls"
            })
    void aFieldOfTheWrongKindIsRefused(String field, String told) {
        assertThat(refusal(with(field), "")).containsExactly(told);
    }

    @Test
    void textIsText() {
        assertThat(refusal("{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"text\":5}", ""))
                .containsExactly("10015 /text");
    }

    @Test
    void allThatIsWrongIsToldAtOnce() {
        Rejected rejected = rejected("{\"to\":\"17735550002\",\"media_urls\":[\"a\",\"b\"],\"encoding\":\"x\"}");

        assertThat(rejected.code()).isEqualTo("request-refused");
        assertThat(told(rejected))
                .containsExactly(
                        "10004 /from", "10016 /to", "10003 /media_urls/0", "10003 /media_urls/1", "10015 /encoding");
        assertThat(rejected.problems()).allSatisfy(problem -> {
            assertThat(problem.title()).isNotBlank();
            assertThat(problem.detail()).endsWith(".");
        });
    }

    private static String with(String field) {
        return "{\"from\":\"+13125550001\",\"to\":\"+17735550002\",\"text\":\"Hello\"%s}"
                .formatted(field.isEmpty() ? "" : "," + field);
    }

    private static String urls(int count) {
        return IntStream.range(0, count)
                .mapToObj("\"https://media.test/%d.jpg\""::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private static String members(int count) {
        return IntStream.range(0, count)
                .mapToObj("\"+1773555000%d\""::formatted)
                .collect(Collectors.joining(",", "[", "]"));
    }

    private SendRequest readGroup(String to) {
        return read("{\"from\":\"+13125550001\",\"to\":%s,\"text\":\"x\"}".formatted(to), "/group_mms");
    }

    private Rejected rejectedGroup(String to) {
        String body = "{\"from\":\"+13125550001\",\"to\":%s,\"text\":\"x\"}".formatted(to);
        return rejected(readSendRequest, body.getBytes(UTF_8), "/group_mms");
    }

    private SendRequest read(String body) {
        return read(body, "");
    }

    private SendRequest read(String body, String path) {
        return readSendRequest.read(body.getBytes(UTF_8), path);
    }

    private SendRequest readAnyDoor(String body) {
        return readSendRequest.read(body.getBytes(UTF_8), null);
    }

    private Rejected rejected(String body) {
        return rejected(readSendRequest, body.getBytes(UTF_8), "");
    }

    private List<String> refusal(String body, String path) {
        return refusal(readSendRequest, body.getBytes(UTF_8), path);
    }

    private static List<String> refusal(ReadSendRequest reader, byte[] body, String path) {
        return told(rejected(reader, body, path));
    }

    private static List<String> told(Rejected rejected) {
        return Stream.of(rejected.problems())
                .flatMap(List::stream)
                .map(problem -> problem.code() + " " + problem.pointer())
                .toList();
    }

    private static Rejected rejected(ReadSendRequest reader, byte @Nullable [] body, String path) {
        Rejected rejected = catchThrowableOfType(Rejected.class, () -> reader.read(body, path));
        assertThat(rejected).as("the refusal").isNotNull();
        return rejected;
    }
}

package io.mmsroutes.console;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.dataformat.yaml.YAMLMapper;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeSet;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.Stream;
import java.util.stream.StreamSupport;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What the console asks for, by key and by session. */
class ConsoleApiTest extends SendingTestSupport {
    private static final String READ_KEY = "only-to-look";
    private static final String RECEIVED = "/admin/v1/received";
    private static final String SENT = "/admin/v1/sent";
    private static final String SESSION = "/admin/v1/session";
    private static final DescribedApi API = new DescribedApi();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.put("mms.admin-read-key", READ_KEY);
        settings.put("mms.media.give-up-after", "2s");
        settings.put("mms.rate-limit.numbers", "+18885550077=1/min");
        return settings;
    }

    @BeforeEach
    void serve() {
        mediaHost.serve("/photo.jpg", MediaHost.sample("photo.jpg"));
        mediaHost.serve(
                "/page.html",
                "<!doctype html><script>alert(1)</script>".getBytes(java.nio.charset.StandardCharsets.UTF_8));
    }

    @Test
    void aDeliveredMessageIsListedWithItsMediaWhichCanBeSeen() {
        Events event = received("+13125551001", "/photo.jpg");

        JsonNode message = inState(event, "delivered");

        assertThat(message.path("from").asText()).isEqualTo("+13125551001");
        assertThat(message.path("text").asText())
                .isEqualTo(event.payload().path("text").asText());
        JsonNode item = message.at("/media/0");
        assertThat(item.path("state").asText()).isEqualTo("stored");
        HttpResponse<String> photo = asAdmin(item.path("href").asText());
        assertThat(photo.statusCode()).isEqualTo(200);
        assertThat(photo.headers().firstValue("content-type")).contains("image/jpeg");
        assertThat(photo.headers().firstValue("content-disposition").orElse("")).startsWith("inline");
        assertThat(photo.headers().firstValue("x-content-type-options")).contains("nosniff");
        assertThat(photo.headers().firstValue("content-length"))
                .contains(String.valueOf(MediaHost.sample("photo.jpg").length));
    }

    @Test
    void whatIsThereIsDescribedAndNothingElse() throws IOException {
        Set<String> routes = new TreeSet<>();
        try (Stream<Path> files = Stream.of("routes/console", "routes/admin", "simulator")
                .map(Path::of)
                .flatMap(ConsoleApiTest::yaml)) {
            for (Path file : files.toList()) {
                for (JsonNode parameters :
                        new YAMLMapper().readTree(file.toFile()).findValues("parameters")) {
                    if (parameters.path("path").asText().startsWith("/admin/v1")) {
                        String operation = parameters.path("httpMethodRestrict").asText() + " "
                                + parameters.path("path").asText();
                        Stream.of("replay", "requeue", "delete")
                                .map(command -> operation.replace("{command}", command))
                                .forEach(routes::add);
                    }
                }
            }
        }

        assertThat(API.operations()).containsExactlyInAnyOrderElementsOf(routes);
        assertThat(get(managementPort, "/console/openapi.yaml").body()).startsWith("openapi: 3.1.0");
    }

    @Test
    void whatABrowserCouldRunIsSaved() {
        Events event = received("+13125551002", "/page.html");

        HttpResponse<String> page =
                asAdmin(inState(event, "delivered").at("/media/0/href").asText());

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-disposition").orElse("")).startsWith("attachment");
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("sandbox");
    }

    @Test
    void aMessageThatLacksMediaIsIncompleteAndFetchedAgain() {
        AtomicBoolean isThere = new AtomicBoolean();
        mediaHost.on(
                "/late.jpg",
                exchange -> MediaHost.answer(exchange, isThere.get() ? 200 : 404, MediaHost.sample("photo.jpg")));
        Events event = received("+13125551003", "/late.jpg");
        JsonNode message = inState(event, "incomplete");
        assertThat(message.path("code").asText()).isEqualTo("media-unavailable");
        assertThat(message.at("/media/0").has("href")).isFalse();
        assertThat(ids(RECEIVED + "?state=incomplete")).contains(event.messageId());

        isThere.set(true);
        String path = "%s/%s/fetch-again".formatted(RECEIVED, event.messageId());
        assertThat(json(command(path, "{}")).path("replayed").asInt()).isEqualTo(1);

        assertThat(inState(event, "delivered").at("/media/0/state").asText()).isEqualTo("stored");
        assertThat(command(path, "{}").statusCode()).isEqualTo(409);
        assertThat(ids(RECEIVED + "?state=incomplete")).doesNotContain(event.messageId());
    }

    @Test
    void theLifeOfAMessageGoesWithIt() {
        Events event = incomplete();
        assertThat(changes(RECEIVED + "/" + event.messageId())).contains("incomplete");

        command("/admin/v1/erase", "{\"number\":\"+13125551011\"}");

        assertThat(database()
                        .sql("select count(*) from message_changes where message_id = :id")
                        .param("id", event.messageId())
                        .query(Integer.class)
                        .single())
                .isZero();
    }

    @Test
    void aMessageThatIsWorkedOnIsListedBeforeAnAttemptHasEnded() {
        CountDownLatch answer = new CountDownLatch(1);
        mediaHost.on("/hangs.jpg", exchange -> {
            try {
                answer.await(30, TimeUnit.SECONDS);
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
            }
            MediaHost.answer(exchange, 200, MediaHost.sample("photo.jpg"));
        });
        Events event = received("+13125551004", "/hangs.jpg");
        await().untilAsserted(() -> assertThat(ids(RECEIVED)).contains(event.messageId()));
        assertThat(ids(RECEIVED + "?state=processing")).contains(event.messageId());
        answer.countDown();
        inState(event, "delivered");
    }

    @Test
    void pagesTellEachOnceThoughNewOnesCome() {
        List<String> all = new ArrayList<>();
        for (int i = 0; i < 7; i++) {
            Events event = received("+13125551005", "/photo.jpg");
            inState(event, "delivered");
            all.add(0, event.messageId());
        }
        List<String> seen = new ArrayList<>();
        String after = "";
        do {
            JsonNode page = json(asAdmin(RECEIVED + "?number=%2B13125551005&limit=3" + after));
            page.path("messages").forEach(message -> seen.add(message.path("id").asText()));
            after = page.has("next") ? "&after=" + page.path("next").asText() : "";
            inState(received("+13125551005", "/photo.jpg"), "delivered");
        } while (!after.isEmpty());

        assertThat(seen).containsExactlyElementsOf(all);
    }

    @Test
    void aConversationHasBothDirectionsNewestFirst() {
        Events event = received("+13125551006", "/photo.jpg");
        inState(event, "delivered");
        String sent = json(command(
                        SENT, request("an answer").put("to", "+13125551006").toString()))
                .at("/data/id")
                .asText();

        JsonNode conversation = json(asAdmin("%s/%s/conversation".formatted(RECEIVED, event.messageId())));

        assertThat(conversation.path("number").asText()).isEqualTo("+13125551006");
        assertThat(conversation.path("messages").findValuesAsText("id")).startsWith(sent, event.messageId());
        assertThat(conversation.path("messages").findValuesAsText("direction")).containsExactly("out", "in");
    }

    @Test
    void aSentMessageHasItsLifeAndIsFoundByAnyOfItsIds() {
        HttpResponse<String> answer = command(SENT, request("a life").toString(), "idempotency-key", "key-of-a-life");
        String id = json(answer).at("/data/id").asText();
        await().until(() ->
                json(asAdmin(SENT + "/" + id)).path("state").asText().equals("accepted"));

        JsonNode message = json(asAdmin(SENT + "/" + id));

        assertThat(message.path("timeline").findValuesAsText("change"))
                .containsExactly("queued", "submitting", "accepted");
        assertThat(ids(SENT + "?id=" + id)).containsExactly(id);
        assertThat(ids(SENT + "?id=key-of-a-life")).containsExactly(id);
        assertThat(ids(SENT + "?id=" + message.path("telnyxId").asText())).containsExactly(id);
        assertThat(ids(SENT + "?state=accepted&number=" + TO.replace("+", "%2B")))
                .contains(id);
        assertThat(ids(SENT + "?state=rejected")).doesNotContain(id);
        assertThat(json(asAdmin("/admin/v1/sent-counts")).path("accepted").asInt())
                .isPositive();
        String again = "%s/%s/send-again".formatted(SENT, id);
        assertThat(command(again, "{\"mayArriveTwice\":true}").statusCode()).isEqualTo(409);
    }

    @Test
    void aRejectedMessageIsSentAgainOnceHoweverOftenItIsAsked() {
        telnyxApi.answerOnce("refused once", TelnyxApi.error(400, "40310"));
        String id = json(command(SENT, request("refused once").toString()))
                .at("/data/id")
                .asText();
        await().until(() -> json(asAdmin(SENT + "/" + id)).path("canSendAgain").asBoolean());
        String again = "%s/%s/send-again".formatted(SENT, id);

        assertThat(command(again, "{}").statusCode()).isEqualTo(400);
        String first =
                json(command(again, "{\"mayArriveTwice\":true}")).at("/data/id").asText();
        String second =
                json(command(again, "{\"mayArriveTwice\":true}")).at("/data/id").asText();

        assertThat(first).isNotEmpty().isNotEqualTo(id).isEqualTo(second);
    }

    @Test
    void whatWasSentOutOfAStoreCanBeSeen() {
        Events event = received("+13125551016", "/photo.jpg");
        String location = inState(event, "delivered").at("/media/0/location").asText();
        String key = "mms/" + location.replaceFirst(".*/mms/", "");
        ObjectNode message = request("with a picture");
        message.putArray("media_urls").add("stored:" + key).add(mediaHost.url("/photo.jpg"));
        JsonNode sent = json(asAdmin(SENT + "/"
                + json(command(SENT, message.toString())).at("/data/id").asText()));

        HttpResponse<String> photo = asAdmin(sent.path("mediaHref").asText() + 0);

        assertThat(photo.statusCode()).as(photo.body()).isEqualTo(200);
        assertThat(photo.headers().firstValue("content-type")).contains("image/jpeg");
        assertThat(photo.headers().firstValue("x-content-type-options")).contains("nosniff");
        for (String none : List.of("1", "2", "-1", "x")) {
            assertThat(get(
                                    managementPort,
                                    sent.path("mediaHref").asText() + none,
                                    "authorization",
                                    "Bearer " + ADMIN_KEY)
                            .statusCode())
                    .as(none)
                    .isEqualTo(404);
        }
        String[] reader = {"authorization", "Bearer " + READ_KEY};
        assertThat(get(managementPort, sent.path("mediaHref").asText() + 0, reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(managementPort, SENT, reader).body()).doesNotContain("mediaHref", "mediaUrls");
    }

    @Test
    void whatWaitsIsCancelledAndSaysSo() {
        String slow = "+18885550077";
        List<String> ids = new ArrayList<>();
        for (int i = 0; i < 3; i++) {
            ids.add(json(command(
                            SENT,
                            request("one of a queue " + i).put("from", slow).toString()))
                    .at("/data/id")
                    .asText());
        }
        String last = ids.get(2);
        assertThat(json(asAdmin(SENT + "/" + last)).path("canCancel").asBoolean())
                .isTrue();

        assertThat(command("%s/%s/cancel".formatted(SENT, last), "{}").statusCode())
                .isEqualTo(200);

        assertThat(json(asAdmin(SENT + "/" + last)).path("state").asText()).isEqualTo("cancelled");
        await().until(() ->
                json(asAdmin(SENT + "/" + ids.get(0))).path("state").asText().equals("accepted"));
        assertThat(command("%s/%s/cancel".formatted(SENT, ids.get(0)), "{}").statusCode())
                .isIn(404, 409, 503);
        assertThat(command(SENT + "/00000000-0000-0000-0000-000000000000/cancel", "{}")
                        .statusCode())
                .isEqualTo(404);
    }

    @Test
    void whatIsWrongWithMediaIsSaidBeforeTheyAreSent() {
        mediaHost.status("/gone.jpg", 404);
        ObjectNode message = request("checked");
        message.putArray("media_urls").add(mediaHost.url("/gone.jpg"));

        JsonNode checked = json(command(SENT + "/check", message.toString()));

        assertThat(checked.path("findings").findValuesAsText("code")).contains("media-unreachable");
        assertThat(telnyxApi.calls("checked")).isEmpty();
    }

    @Test
    void whoOnlyLooksSeesNoNumberTextOrMediaAndChangesNothing() {
        Events event = received("+13125551007", "/photo.jpg");
        inState(event, "delivered");
        String[] reader = {"authorization", "Bearer " + READ_KEY};

        String seen = get(managementPort, RECEIVED, reader).body();

        assertThat(seen).contains(event.messageId()).doesNotContain("3125551007", "href", "\"text\"");
        assertThat(get(managementPort, RECEIVED + "?number=%2B13125551007", reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(managementPort, "%s/%s/media/0".formatted(RECEIVED, event.messageId()), reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(managementPort, "/admin/replay", "{\"all\":true}", reader)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(managementPort, "/admin/v1/status", reader).statusCode()).isEqualTo(200);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "received",
                "received/ID",
                "received/ID/conversation",
                "sent",
                "sent-counts",
                "dead-letters",
                "dead-letters/inbound%2FEVENT",
                "dead-letter-codes",
                "opt-outs",
                "doctor",
                "audit",
                "status"
            })
    void whoOnlyLooksSeesEachListWithNumbersMasked(String path) {
        Events event = incomplete();
        json(command(SENT, request("to be masked").put("to", "+13125551012").toString()));
        Events stop = Events.received();
        stop.payload().put("text", "STOP");
        telnyx.deliver(stop.json());

        HttpResponse<String> seen = get(
                managementPort,
                "/admin/v1/" + path.replace("ID", event.messageId()).replace("EVENT", event.eventId()),
                "authorization",
                "Bearer " + READ_KEY);

        assertThat(seen.statusCode()).as(seen.body()).isEqualTo(200);
        API.require("GET", "/admin/v1/" + path, seen);
        assertThat(seen.body()).doesNotContainPattern("\\+1?\\d{7}").doesNotContain("5551011", "5551012");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "dead-letters?number=%2B13125551011",
                "dead-letters?sender=%2B13125551011",
                "opt-outs?number=%2B13125551011"
            })
    void whoOnlyLooksCannotLookForANumber(String path) {
        assertThat(get(managementPort, "/admin/v1/" + path, "authorization", "Bearer " + READ_KEY)
                        .statusCode())
                .isEqualTo(403);
        assertThat(get(managementPort, "/admin/v1/" + path, "authorization", "Bearer " + ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/dead-letters, /admin/v1/dead-letters",
        "/admin/opt-outs, /admin/v1/opt-outs",
        "/admin/doctor, /admin/v1/doctor"
    })
    void whatWasAskedForBeforeIsStillAnswered(String before, String now) {
        HttpResponse<String> old = get(port, before, "authorization", "Bearer " + ADMIN_KEY);
        assertThat(old.statusCode()).as(old.body()).isEqualTo(200);
        json(asAdmin(now))
                .fieldNames()
                .forEachRemaining(
                        field -> assertThat(json(old).has(field)).as(field).isTrue());
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/replay, /admin/v1/dead-letters/replay, '{\"code\":\"none\"}'",
        "/admin/dead-letters/delete, /admin/v1/dead-letters/delete, '{\"code\":\"none\"}'",
        "/admin/dead-letters/requeue, /admin/v1/dead-letters/requeue, '{\"code\":\"none\"}'",
        "/admin/opt-outs/lift, /admin/v1/opt-outs/lift, '{\"number\":\"+13125551013\"}'",
        "/admin/erase, /admin/v1/erase, '{\"number\":\"+13125551013\"}'"
    })
    void aCommandIsGivenByEitherPathAndNotByThoseWhoOnlyLook(String before, String now, String body) {
        JsonNode answer = json(command(now, body));

        assertThat(json(post(port, before, body, "authorization", "Bearer " + ADMIN_KEY)))
                .isEqualTo(answer);
        assertThat(post(managementPort, now, body, "authorization", "Bearer " + READ_KEY)
                        .statusCode())
                .isEqualTo(403);
        assertThat(post(port, now, body, "authorization", "Bearer " + ADMIN_KEY).statusCode())
                .as("at the main port")
                .isEqualTo(404);
        assertThat(database()
                        .sql("select command from admin_commands")
                        .query(String.class)
                        .list())
                .contains("POST " + before, "POST " + now);
    }

    @Test
    void oneDeadLetterIsShownReplayedAndDeleted() {
        Events event = incomplete();
        String id = "inbound/" + event.eventId();
        String path = "/admin/v1/dead-letters/" + id.replace("/", "%2F");

        JsonNode letter = json(asAdmin(path));

        assertThat(letter.path("id").asText()).isEqualTo(id);
        assertThat(letter.path("messageId").asText()).isEqualTo(event.messageId());
        assertThat(letter.path("code").asText()).isEqualTo("media-unavailable");
        assertThat(letter.path("attempts").asInt()).isPositive();
        assertThat(json(asAdmin("/admin/v1/dead-letter-codes")).path("codes").findValuesAsText("code"))
                .contains("media-unavailable");
        String which = "{\"id\":\"%s\"}".formatted(id);
        assertThat(json(command("/admin/v1/dead-letters/replay", which))
                        .path("replayed")
                        .asInt())
                .isEqualTo(1);
        await().until(() -> asAdmin(path).statusCode() == 200);
        assertThat(json(command("/admin/v1/dead-letters/delete", which))
                        .path("deleted")
                        .asInt())
                .isEqualTo(1);
        assertThat(asAdmin(path).statusCode()).isEqualTo(404);
    }

    @Test
    void whoDidWhatIsListedPageByPage() {
        for (int i = 0; i < 3; i++) {
            command("/admin/v1/opt-outs/lift", "{\"number\":\"+13125551014\"}");
        }
        JsonNode first = json(asAdmin("/admin/v1/audit?limit=2"));
        JsonNode second = json(
                asAdmin("/admin/v1/audit?limit=2&after=" + first.path("next").asText()));

        assertThat(first.path("commands").findValuesAsText("command"))
                .containsExactly("POST /admin/v1/opt-outs/lift", "POST /admin/v1/opt-outs/lift");
        assertThat(first.at("/commands/0/who").asText()).isEqualTo("mms.admin-key");
        assertThat(second.at("/commands/0/command").asText()).isEqualTo("POST /admin/v1/opt-outs/lift");
    }

    @Test
    void aSessionLastsUntilItIsEnded() {
        HttpResponse<String> login = post(managementPort, SESSION, "{\"key\":\"%s\"}".formatted(ADMIN_KEY));
        API.require("POST", SESSION, login);
        String header = login.headers().firstValue("set-cookie").orElse("");
        assertThat(header).contains("HttpOnly", "SameSite=Strict", "Path=/admin");
        assertThat(header).doesNotContain("Secure");
        assertThat(post(managementPort, SESSION, "{\"key\":\"%s\"}".formatted(ADMIN_KEY), "x-forwarded-proto", "https")
                        .headers()
                        .firstValue("set-cookie")
                        .orElse(""))
                .contains("; Secure");
        String cookie = header.replaceFirst(";.*", "");

        assertThat(get(managementPort, RECEIVED, "cookie", cookie).statusCode()).isEqualTo(200);
        assertThat(post(managementPort, "/admin/replay", "{\"all\":true}", "cookie", cookie)
                        .statusCode())
                .as("without the header that no other origin can send")
                .isEqualTo(403);
        assertThat(post(managementPort, "/admin/replay", "{\"all\":true}", "cookie", cookie, "x-mms-console", "1")
                        .statusCode())
                .isEqualTo(200);
        assertThat(post(managementPort, "/admin/replay?x-mms-console=1", "{\"all\":true}", "cookie", cookie)
                        .statusCode())
                .isEqualTo(403);
        HttpResponse<String> logout = Http.send(
                HttpClient.newHttpClient(),
                HttpRequest.newBuilder(URI.create("http://127.0.0.1:%s%s".formatted(managementPort, SESSION)))
                        .headers("cookie", cookie, "x-mms-console", "1")
                        .DELETE());
        assertThat(logout.statusCode()).isEqualTo(200);
        assertThat(get(managementPort, RECEIVED, "cookie", cookie).statusCode())
                .as("a copy of the cookie")
                .isEqualTo(401);
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "mms-console=admin.99999999999.abc.def",
                "mms-console=",
                "mms-console=....",
                "mms-console=read.99999999999.abc.",
                "other=1"
            })
    void aCookieThatIsNoneOfOursOpensNothing(String cookie) {
        assertThat(get(managementPort, RECEIVED, "cookie", cookie).statusCode()).isEqualTo(401);
    }

    @ParameterizedTest
    @CsvSource({
        "/admin/v1/received?limit=0, limit",
        "/admin/v1/received?limit=201, limit",
        "/admin/v1/received?state=gone, state",
        "/admin/v1/sent?since=yesterday, since",
        "/admin/v1/sent?after=!!, after",
        "/admin/v1/received?kind=a&kind=b, kind",
        "/admin/v1/received?stat=incomplete, stat",
        "/admin/v1/received?state=, state",
        "/admin/v1/dead-letters?limit=1001, limit",
        "/admin/v1/dead-letters?after=MQ, after",
        "/admin/v1/opt-outs?after=MQ, after",
        "/admin/v1/opt-outs?nummer=1, nummer",
        "/admin/v1/audit?after=eA, after",
        "/admin/v1/audit?who=x, who"
    })
    void aParameterThatMakesNoSenseIsNamed(String path, String name) {
        HttpResponse<String> answer = asAdmin(path);

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).path("reason").asText()).contains(name);
    }

    @Test
    void theMainPortShowsNeitherConsoleNorItsApi() {
        for (String path : List.of(
                "/console",
                "/console/index.html",
                RECEIVED,
                SESSION,
                "/%63onsole",
                "/%61dmin/v1/received",
                "/admin/%761/status")) {
            assertThat(get(port, path, "authorization", "Bearer " + ADMIN_KEY).statusCode())
                    .isEqualTo(404);
        }
        assertThat(get(port, "/admin/dead-letters", "authorization", "Bearer " + ADMIN_KEY)
                        .statusCode())
                .isEqualTo(200);
        assertThat(get(managementPort, "/webhooks").statusCode()).isEqualTo(404);
    }

    @Test
    void thePageMayLoadNothingFromElsewhere() {
        HttpResponse<String> page = get(managementPort, "/console/");

        assertThat(page.statusCode()).isEqualTo(200);
        assertThat(page.headers().firstValue("content-security-policy").orElse(""))
                .contains("default-src 'none'", "frame-ancestors 'none'")
                .doesNotContain("unsafe");
        assertThat(page.headers().firstValue("cache-control")).contains("no-store");
        assertThat(get(managementPort, "/console/console.css").statusCode()).isEqualTo(200);
        for (String path : List.of("/console/application.properties", "/console/..%2fapplication.properties")) {
            assertThat(get(managementPort, path).statusCode()).isEqualTo(404);
        }
    }

    @Test
    void commandsOfStaffAreWrittenDownWithoutKeyAndNumber() {
        command("/admin/opt-outs/lift", "{\"number\":\"+13125551008\"}");

        List<String> commands = database()
                .sql("select who || ' ' || command from admin_commands")
                .query(String.class)
                .list();

        assertThat(commands)
                .contains("mms.admin-key POST /admin/opt-outs/lift")
                .noneMatch(line -> line.contains("5551008"));
    }

    @Test
    void whatANumberSentIsGoneFromTheListWhenItIsErased() {
        Events event = received("+13125551009", "/photo.jpg");
        inState(event, "delivered");

        assertThat(command("/admin/erase", "{\"number\":\"+13125551009\"}").statusCode())
                .isEqualTo(200);

        assertThat(asAdmin(RECEIVED + "/" + event.messageId()).statusCode()).isEqualTo(404);
    }

    @Test
    void statusTellsQueuesDiskAndTheLastHour() {
        inState(received("+13125551010", "/photo.jpg"), "delivered");

        JsonNode status = json(asAdmin("/admin/v1/status"));

        assertThat(status.path("queues").findValuesAsText("name")).contains("send", "inbound", "receipts", "relays");
        assertThat(status.at("/disk/free").asLong()).isPositive();
        assertThat(status.at("/throughput/received")).hasSize(60);
        assertThat(StreamSupport.stream(status.at("/throughput/received").spliterator(), false)
                        .mapToLong(JsonNode::asLong)
                        .sum())
                .isPositive();
        assertThat(status.path("checks").findValuesAsText("name")).contains("database");
    }

    private static Stream<Path> yaml(Path folder) {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(file -> file.toString().endsWith(".camel.yaml")).toList().stream();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private Events received(String from, String path) {
        Events event = Events.received().media(mediaHost.url(path));
        event.payload().putObject("from").put("phone_number", from);
        telnyx.deliver(event.json());
        return event;
    }

    private List<String> changes(String path) {
        return json(asAdmin(path)).path("timeline").findValuesAsText("change");
    }

    private Events incomplete() {
        mediaHost.status("/never.jpg", 404);
        Events event = received("+13125551011", "/never.jpg");
        inState(event, "incomplete");
        return event;
    }

    private JsonNode inState(Events event, String state) {
        String path = RECEIVED + "/" + event.messageId();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> json(asAdmin(path)).path("state").asText().equals(state));
        return json(asAdmin(path));
    }

    private List<String> ids(String path) {
        return json(asAdmin(path)).path("messages").findValuesAsText("id");
    }

    private HttpResponse<String> asAdmin(String path) {
        HttpResponse<String> answer = get(managementPort, path, "authorization", "Bearer " + ADMIN_KEY);
        API.require("GET", path, answer);
        return answer;
    }

    private HttpResponse<String> command(String path, String json, String... headers) {
        List<String> all = new ArrayList<>(List.of("authorization", "Bearer " + ADMIN_KEY));
        all.addAll(List.of(headers));
        HttpResponse<String> answer = post(managementPort, path, json, all.toArray(String[]::new));
        API.require("POST", path, answer);
        return answer;
    }
}

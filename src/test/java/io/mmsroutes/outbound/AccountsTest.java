package io.mmsroutes.outbound;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.github.tomakehurst.wiremock.client.WireMock;
import io.mmsroutes.simulator.SimulatedTelnyx;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.Http;
import io.mmsroutes.support.OneAccount;
import io.mmsroutes.support.SendingTestSupport;
import io.mmsroutes.support.TelnyxApi;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.Map;
import java.util.UUID;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A gateway of three accounts, the default one among them, and of three callers. */
class AccountsTest extends SendingTestSupport {
    private static final String DEFAULT_KEY = "KEY0123456789";
    private static final String SHOP_KEY = "KEY-OF-THE-SHOP";
    private static final String CLINIC_KEY = "KEY-OF-THE-CLINIC";
    private static final String SHOP = "+18885550101";
    private static final String CLINIC = "+18885550102";
    private static final String SHOP_PROFILE = "11111111-1111-4111-8111-111111111111";
    private static final String CLINIC_PROFILE = "22222222-2222-4222-8222-222222222222";
    private static final String TILL = "key-of-the-till-of-the-shop";
    private static final String DESK = "key-of-the-desk-of-the-clinic";
    private static final String FREE = "key-of-one-who-may-send-from-all";

    private final SimulatedTelnyx shop = OneAccount.telnyx();
    private final SimulatedTelnyx shopOfTomorrow = OneAccount.telnyx();
    private final SimulatedTelnyx clinic = OneAccount.telnyx();
    private final SimulatedTelnyx stranger = OneAccount.telnyx();
    private final HttpClient http = HttpClient.newHttpClient();

    @Override
    protected Map<String, String> settings() {
        Map<String, String> settings = super.settings();
        settings.putAll(Map.of(
                "telnyx.accounts.shop.public-key",
                shop.publicKey() + ", " + shopOfTomorrow.publicKey() + "\n",
                "telnyx.accounts.shop.api-key",
                SHOP_KEY + "\n",
                "telnyx.accounts.shop.numbers",
                SHOP + ", 55512, MyShop",
                "telnyx.accounts.shop.profiles",
                SHOP_PROFILE,
                "telnyx.accounts.clinic.public-key",
                clinic.publicKey(),
                "telnyx.accounts.clinic.api-key",
                CLINIC_KEY,
                "telnyx.accounts.clinic.numbers",
                CLINIC,
                "telnyx.accounts.clinic.profiles",
                CLINIC_PROFILE));
        settings.putAll(Map.of(
                "mms.api-keys.till", TILL,
                "mms.api-keys.till.accounts", "shop",
                "mms.api-keys.desk", DESK + "\n",
                "mms.api-keys.desk.accounts", "clinic,default",
                "mms.api-keys.free", FREE,
                "mms.reply.mode", "echo",
                "mms.send.reconcile-interval", "200ms"));
        return settings;
    }

    @AfterEach
    void nothingWaits() {
        telnyxApi.takeAgain();
        await().atMost(Duration.ofSeconds(60))
                .until(() -> database()
                                .sql("select count(*) from outbound_messages where state in ('queued', 'submitting')")
                                .query(Long.class)
                                .single()
                        == 0);
    }

    // --- Webhooks

    @Test
    void webhookIsTakenByAnyKeyOfAnyAccountAndItsMessageSaysWhose() {
        Events ofDefault = Events.received();
        Events old = Events.received();
        Events fresh = Events.received();
        Events ofClinic = Events.received();

        assertThat(telnyx.post(ofDefault.json()).statusCode()).isEqualTo(200);
        assertThat(post(shop, old).statusCode()).isEqualTo(200);
        assertThat(post(shopOfTomorrow, fresh).statusCode()).isEqualTo(200);
        assertThat(post(clinic, ofClinic).statusCode()).isEqualTo(200);

        assertThat(manifest(ofDefault.messageId()).has("account")).isFalse();
        assertThat(manifest(old.messageId()).path("account").asText()).isEqualTo("shop");
        assertThat(manifest(fresh.messageId()).path("account").asText()).isEqualTo("shop");
        assertThat(manifest(ofClinic.messageId()).path("account").asText()).isEqualTo("clinic");
        assertThat(manifest(old.messageId()).path("keyFingerprint"))
                .isNotEqualTo(manifest(fresh.messageId()).path("keyFingerprint"));
    }

    @Test
    void webhookOfNoAccountIsForged() {
        Events event = Events.received();

        HttpResponse<String> answer = post(stranger, event);

        assertThat(answer.statusCode()).isEqualTo(401);
        assertThat(answer.body()).contains("signature-forged");
    }

    @Test
    void receiptOfAnotherAccountTellsNothingOfAMessage() {
        String id = send(request("shop's own").put("from", SHOP));
        awaitState(id, "accepted");

        assertThat(post(clinic, Events.receipt("message.finalized", TO, "delivered", id))
                        .statusCode())
                .isEqualTo(200);
        await().untilAsserted(() -> assertThat(metric("mms_receipts_total")).isPositive());
        assertThat(state(id)).isEqualTo("accepted");

        post(shop, Events.receipt("message.finalized", TO, "delivered", id));
        awaitState(id, "finalized");
    }

    @Test
    void replyGoesByTheAccountThatTheMessageCameBy() {
        Events event = Events.received();
        event.payload().withObject("from").put("phone_number", "+13125550777");

        post(clinic, event);

        await().atMost(Duration.ofSeconds(60))
                .until(() -> !sentTo("+13125550777").isEmpty());
        assertThat(sentTo("+13125550777")).containsExactly(CLINIC_KEY);
    }

    // --- Sending

    @Test
    void messageIsSentByTheAccountOfItsSenderOrProfile() {
        send(request("by number").put("from", SHOP));
        send(request("by short code").put("from", "55512"));
        send(request("by name").put("from", "MyShop").put("messaging_profile_id", SHOP_PROFILE));
        send(request("by profile").put("from", "+18885550199").put("messaging_profile_id", CLINIC_PROFILE));
        ObjectNode pool = request("by pool").put("messaging_profile_id", CLINIC_PROFILE);
        pool.remove("from");
        String ofPool = send(pool);
        send(request("of nobody"));

        awaitKey("by number", SHOP_KEY);
        awaitKey("by short code", SHOP_KEY);
        awaitKey("by name", SHOP_KEY);
        awaitKey("by profile", CLINIC_KEY);
        awaitKey("by pool", CLINIC_KEY);
        awaitKey("of nobody", DEFAULT_KEY);
        assertThat(message(ofPool).at("/mms_routes/account").asText()).isEqualTo("clinic");
    }

    @Test
    void numberWhoseProfileIsKnownByWhatItReceivedIsSentByTheAccountOfTheProfile() {
        Events event = Events.received();
        event.payload().withArray("to").removeAll().addObject().put("phone_number", "+18885550155");
        event.payload().put("messaging_profile_id", CLINIC_PROFILE);
        post(clinic, event);
        manifest(event.messageId());

        send(request("from what is known").put("from", "+18885550155"));

        awaitKey("from what is known", CLINIC_KEY);
    }

    @Test
    void senderAndProfileOfTwoAccountsAreRefused() {
        HttpResponse<String> answer =
                ask("/v2/messages", request("torn").put("from", SHOP).put("messaging_profile_id", CLINIC_PROFILE));

        assertThat(answer.statusCode()).isEqualTo(400);
        assertThat(json(answer).at("/errors/0/code").asText()).isEqualTo("40305");
        assertThat(json(answer).at("/errors/0/detail").asText()).contains("shop", "clinic");
    }

    @Test
    void messageIsCancelledByTheKeyOfItsAccount() {
        Instant later = Instant.now().plus(2, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        String id = send(request("not any more").put("from", CLINIC).put("send_at", later.toString()));
        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();
        telnyxApi.delete(telnyxId, WireMock.okJson("{}"));

        assertThat(delete(id, DESK).statusCode()).isEqualTo(404);
        assertThat(delete(id, API_KEY).statusCode()).isEqualTo(200);

        assertThat(telnyxApi.keysOf("/messages/" + telnyxId)).containsExactly(CLINIC_KEY);
    }

    @Test
    void lostAnswerIsLookedUpByTheKeyOfItsAccount() {
        telnyxApi.answer("lost on its way", WireMock.aResponse().withStatus(500));

        String id = send(request("lost on its way").put("from", CLINIC));

        awaitState(id, "unknown");
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(telnyxApi.keysOf("/detail_records"))
                        .isNotEmpty()
                        .containsOnly(CLINIC_KEY));
        post(shop, id);
        post(clinic, id);
        awaitState(id, "finalized");
    }

    @Test
    void holdOfOneAccountHoldsNoOther() {
        telnyxApi.answerKey(CLINIC_KEY, TelnyxApi.error(401, "10009"));
        String held = send(request("held").put("from", CLINIC));
        await().until(() -> message(held).at("/mms_routes/code").asText().equals("10009"));
        String behind =
                send(request("held too").put("from", "+18885550103").put("messaging_profile_id", CLINIC_PROFILE));

        String ofShop = send(request("not held").put("from", SHOP));
        String ofDefault = send(request("not held either"));

        awaitState(ofShop, "accepted");
        awaitState(ofDefault, "accepted");
        assertThat(state(behind)).isEqualTo("queued");
        assertThat(message(behind).at("/mms_routes/code").asText()).isEqualTo("10009");
        assertThat(message(held).at("/mms_routes/reason").asText()).contains("telnyx.accounts.clinic.api-key");
        String health = get(managementPort, "/observe/health").body();
        assertThat(health)
                .contains("Nothing is sent of the account clinic since")
                .doesNotContain("account shop");
        await().untilAsserted(() -> assertThat(metric("mms_outbound_held{sender=\"account-clinic\""))
                .isPositive());
        assertThat(metric("mms_outbound_held{sender=\"account-shop\"")).isZero();
        assertThat(metric("mms_outbound_held{sender=\"account\"")).isZero();

        telnyxApi.takeAgain();

        awaitState(held, "accepted");
        awaitState(behind, "accepted");
    }

    @Test
    void headersOfOneAccountSlowNoOther() {
        telnyxApi.answerOnce(
                "slow down",
                TelnyxApi.taken().withHeader("x-ratelimit-remaining", "0").withHeader("x-ratelimit-reset", "5"));
        awaitState(send(request("slow down").put("from", CLINIC)), "accepted");
        await().untilAsserted(() ->
                assertThat(metric("mms_outbound_adapted{account=\"clinic\"")).isPositive());

        String waits = send(request("waits").put("from", CLINIC));
        awaitState(send(request("does not wait").put("from", SHOP)), "accepted");

        assertThat(state(waits)).isEqualTo("queued");
        assertThat(metric("mms_outbound_adapted{account=\"shop\"")).isZero();
        awaitState(waits, "accepted");
    }

    @Test
    void messageOfAnAccountThatIsGoneWaitsForIt() {
        telnyxApi.answerKey(CLINIC_KEY, TelnyxApi.error(401, "10009"));
        String id = send(request("whose account is gone").put("from", CLINIC));
        await().until(() -> message(id).at("/mms_routes/code").asText().equals("10009"));
        database()
                .sql(
                        "insert into rate_limits (account, sender, next_slot) values ('gone', '*', 0), ('gone', :sender, 0)")
                .param("sender", CLINIC)
                .update();
        move(id, "gone");

        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() ->
                        assertThat(message(id).at("/mms_routes/code").asText()).isEqualTo("account-unknown"));
        assertThat(message(id).at("/mms_routes/reason").asText()).contains("telnyx.accounts.gone.api-key");

        telnyxApi.takeAgain();
        move(id, "clinic");
        awaitState(id, "accepted");
    }

    private void move(String id, String account) {
        await().until(() -> database()
                        .sql("update outbound_messages set account = :account where id = :id and state = 'queued'")
                        .param("account", account)
                        .param("id", id)
                        .update()
                == 1);
    }

    // --- Callers

    @Test
    void callerSeesAndCancelsItsOwnMessagesOnly() {
        Instant later = Instant.now().plus(3, ChronoUnit.HOURS).truncatedTo(ChronoUnit.SECONDS);
        String id = id(send(TILL, request("the till's").put("from", SHOP).put("send_at", later.toString())));

        assertThat(show(id, TILL).statusCode()).isEqualTo(200);
        assertThat(show(id, API_KEY).statusCode()).isEqualTo(200);
        assertThat(show(id, DESK).statusCode()).isEqualTo(404);
        assertThat(json(show(id, DESK))).isEqualTo(json(show(UUID.randomUUID().toString(), DESK)));
        assertThat(show("group/" + id, DESK).statusCode()).isEqualTo(404);
        assertThat(delete(id, DESK).body())
                .isEqualTo(delete(UUID.randomUUID().toString(), DESK).body());
        assertThat(delete(id, DESK).statusCode()).isEqualTo(404);
        assertThat(state(id)).isNotEqualTo("cancelled");
        assertThat(show(send(request("of the one key")), FREE).statusCode()).isEqualTo(404);
        assertThat(show(id, "some-other-key").statusCode()).isEqualTo(401);

        String telnyxId = awaitState(id, "accepted").at("/mms_routes/telnyx_id").asText();
        assertThat(show(telnyxId, TILL).statusCode()).isEqualTo(200);
        assertThat(show(telnyxId, DESK).statusCode()).isEqualTo(404);
        telnyxApi.delete(telnyxId, WireMock.okJson("{}"));
        assertThat(delete(id, TILL).statusCode()).isEqualTo(200);
    }

    @Test
    void callerSendsFromItsAccountsOnly() {
        HttpResponse<String> refused = send(TILL, request("not the till's").put("from", CLINIC));

        assertThat(refused.statusCode()).isEqualTo(403);
        assertThat(json(refused).at("/errors/0/code").asText()).isEqualTo("10010");
        assertThat(send(TILL, request("nor this")).statusCode()).isEqualTo(403);
        assertThat(send(DESK, request("the desk's").put("from", CLINIC)).statusCode())
                .isEqualTo(200);
        assertThat(send(DESK, request("the desk's as well")).statusCode()).isEqualTo(200);
        assertThat(send(DESK, request("not the desk's").put("from", SHOP)).statusCode())
                .isEqualTo(403);
        assertThat(send(FREE, request("all are free's").put("from", SHOP)).statusCode())
                .isEqualTo(200);
        awaitKey("the desk's as well", DEFAULT_KEY);
    }

    @Test
    void idempotencyKeysOfTwoCallersDoNotMeet() {
        JsonNode request = request("the same words").put("from", CLINIC);

        String first = id(send(DESK, request, "idempotency-key", "one"));
        String again = id(send(DESK, request, "idempotency-key", "one"));
        String other = id(send(FREE, request, "idempotency-key", "one"));
        String ofAll = id(send(API_KEY, request("quite other words"), "idempotency-key", "one"));

        assertThat(again).isEqualTo(first);
        assertThat(List.of(first, other, ofAll)).doesNotHaveDuplicates();
    }

    // --- Staff

    @Test
    void numberIsErasedInAllAccounts() {
        String recipient = "+13125550888";
        String ofShop = send(request("to be erased").put("from", SHOP).put("to", recipient));
        String ofClinic = send(request("to be erased").put("from", CLINIC).put("to", recipient));
        awaitState(ofShop, "accepted");
        awaitState(ofClinic, "accepted");
        post(shop, Events.receipt("message.finalized", recipient, "delivered", ofShop));
        post(clinic, Events.receipt("message.finalized", recipient, "delivered", ofClinic));
        awaitState(ofShop, "finalized");
        awaitState(ofClinic, "finalized");

        HttpResponse<String> answer = post(
                port,
                "/admin/erase",
                "{\"number\":\"%s\"}".formatted(recipient),
                "authorization",
                "Bearer " + ADMIN_KEY);

        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        assertThat(show(ofShop, API_KEY).statusCode()).isEqualTo(404);
        assertThat(show(ofClinic, API_KEY).statusCode()).isEqualTo(404);
        assertThat(post(
                                port,
                                "/admin/erase",
                                "{\"number\":\"%s\",\"own\":true}".formatted(SHOP),
                                "authorization",
                                "Bearer " + ADMIN_KEY)
                        .body())
                .contains("erase-own-number");
    }

    private void awaitKey(String text, String key) {
        await().atMost(Duration.ofSeconds(60))
                .untilAsserted(() -> assertThat(telnyxApi.keys(text)).containsExactly(key));
    }

    private List<String> sentTo(String number) {
        return telnyxApi.requests().stream()
                .filter(request -> request.getBodyAsString().contains(number))
                .map(request -> request.getHeader("Authorization").replace("Bearer ", ""))
                .toList();
    }

    private void post(SimulatedTelnyx account, String id) {
        post(account, Events.receipt("message.finalized", TO, "delivered", id));
    }

    private HttpResponse<String> post(SimulatedTelnyx account, Events event) {
        byte[] body = event.json().getBytes(UTF_8);
        SimulatedTelnyx.Signed signed = account.sign(body);
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/webhooks".formatted(port)))
                .header("content-type", "application/json")
                .header("telnyx-signature-ed25519", signed.signature())
                .header("telnyx-timestamp", String.valueOf(signed.timestamp()))
                .POST(BodyPublishers.ofByteArray(body)));
    }

    private HttpResponse<String> send(String key, JsonNode request, String... headers) {
        String[] all = java.util.Arrays.copyOf(headers, headers.length + 2);
        all[headers.length] = "authorization";
        all[headers.length + 1] = "Bearer " + key;
        return post(port, "/v2/messages", request.toString(), all);
    }

    private HttpResponse<String> show(String path, String key) {
        return get(port, "/v2/messages/" + path, "authorization", "Bearer " + key);
    }

    private HttpResponse<String> delete(String id, String key) {
        return send(HttpRequest.newBuilder(URI.create("http://127.0.0.1:%d/v2/messages/%s".formatted(port, id)))
                .header("authorization", "Bearer " + key)
                .DELETE());
    }

    private HttpResponse<String> send(HttpRequest.Builder request) {
        return Http.send(http, request.timeout(Duration.ofSeconds(60)));
    }

    private static String id(HttpResponse<String> answer) {
        assertThat(answer.statusCode()).as(answer.body()).isEqualTo(200);
        return json(answer).at("/data/id").asText();
    }
}

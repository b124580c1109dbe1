package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.simulator.Account.OwnNumber;
import io.mmsroutes.text.Json;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** The simulated account by Telnyx's own API: its messaging profile, the numbers on it, those who opted out, its balance. */
public final class AccountApi {
    private static final String PHONE_NUMBER = "filter[phone_number]";
    private static final String PROFILE_OF = "filter[messaging_profile_id]";
    private static final int MAX_PAGE = 250;

    private final Account account;

    public AccountApi(Account account) {
        this.account = account;
    }

    ApiAnswer profiles(Map<String, Object> headers) {
        Query query = Query.of(headers, Set.of("filter[name]"), MAX_PAGE);
        return ApiAnswer.page(List.of(account.profile()), query.page(), query.size());
    }

    ApiAnswer profile(String id) {
        return id.equals(Account.PROFILE) ? ApiAnswer.data(account.profile()) : ApiAnswer.notFound();
    }

    ApiAnswer change(String id, @Nullable JsonNode patch) {
        if (!id.equals(Account.PROFILE)) {
            return ApiAnswer.notFound();
        }
        return patch instanceof ObjectNode
                ? ApiAnswer.data(account.change(patch))
                : ApiAnswer.refused(400, "10023", "Invalid JSON", "The body is not one JSON object.");
    }

    ApiAnswer numbersOf(String profile, Map<String, Object> headers) {
        Query query = Query.of(headers, Set.of(), MAX_PAGE);
        return profile.equals(Account.PROFILE)
                ? ApiAnswer.page(
                        account.numbers().stream()
                                .filter(OwnNumber::onProfile)
                                .map(AccountApi::json)
                                .toList(),
                        query.page(),
                        query.size())
                : ApiAnswer.notFound();
    }

    /** Numbers that are asked for are found though nobody listed them, as they may send too. */
    ApiAnswer numbers(Map<String, Object> headers) {
        Query query = Query.of(headers, Set.of(PHONE_NUMBER, PROFILE_OF), MAX_PAGE);
        String wanted = query.filter(PHONE_NUMBER);
        String profile = query.filter(PROFILE_OF);
        List<OwnNumber> found = wanted == null
                ? account.numbers()
                : Arrays.stream(wanted.split(","))
                        .flatMap(number -> account.number(number.replaceFirst("^ ", "+")).stream())
                        .toList();
        return ApiAnswer.page(
                found.stream()
                        .filter(number -> profile == null || (number.onProfile() && profile.equals(Account.PROFILE)))
                        .map(AccountApi::json)
                        .toList(),
                query.page(),
                query.size());
    }

    ApiAnswer optOuts(Map<String, Object> headers) {
        Query query = Query.of(headers, Set.of(PROFILE_OF), MAX_PAGE);
        String profile = query.filter(PROFILE_OF);
        List<ObjectNode> found = account.optOuts().stream()
                .filter(optOut -> profile == null || profile.equals(Account.PROFILE))
                .map(optOut -> Json.MAPPER
                        .createObjectNode()
                        .put("messaging_profile_id", Account.PROFILE)
                        .put("from", optOut.from())
                        .put("to", optOut.to())
                        .put("keyword", optOut.keyword())
                        .put("created_at", MessageJson.time(optOut.at())))
                .toList();
        return ApiAnswer.page(found, query.page(), query.size());
    }

    /** API reference, "Get user balance details". */
    ApiAnswer balance() {
        String balance = account.balance().toPlainString();
        return ApiAnswer.data(Json.MAPPER
                .createObjectNode()
                .put("record_type", "balance")
                .put("pending", "0.00")
                .put("balance", balance)
                .put("credit_limit", "0.00")
                .put("available_credit", balance)
                .put("currency", "USD"));
    }

    /** API reference, "Lookup phone number data". */
    ApiAnswer lookUp(String escaped) {
        String number = escaped.replaceFirst("(?i)^%2b", "+");
        if (!number.matches("\\+[1-9]\\d{6,14}")) {
            return ApiAnswer.refused(400, "10016", "Invalid phone number", "The number is not in E.164 format.");
        }
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("record_type", "number_lookup")
                .put("phone_number", number)
                .put("country_code", number.startsWith("+1") ? "US" : null)
                .put("national_format", number)
                .putNull("fraud");
        json.putObject("carrier")
                .put("name", "T-MOBILE USA, INC.")
                .put("type", "mobile")
                .putNull("error_code");
        return ApiAnswer.data(json);
    }

    /** The specification's {@code PhoneNumberWithMessagingSettings}. */
    private static ObjectNode json(OwnNumber number) {
        ObjectNode json = Json.MAPPER
                .createObjectNode()
                .put("record_type", "messaging_settings")
                .put(
                        "id",
                        UUID.nameUUIDFromBytes(number.phoneNumber().getBytes(UTF_8))
                                .toString())
                .put("phone_number", number.phoneNumber())
                .put("messaging_profile_id", number.onProfile() ? Account.PROFILE : null)
                .put("country_code", "US")
                .put("type", number.type())
                .put("messaging_product", "A2P")
                .put("traffic_type", "A2P");
        ObjectNode features = json.putObject("features");
        features.set("sms", features(true));
        features.set("mms", number.sendsMms() ? features(false) : null);
        return json;
    }

    private static ObjectNode features(boolean international) {
        return Json.MAPPER
                .createObjectNode()
                .put("domestic_two_way", true)
                .put("international_inbound", international)
                .put("international_outbound", international);
    }
}

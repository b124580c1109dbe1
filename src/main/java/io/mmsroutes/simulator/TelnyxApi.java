package io.mmsroutes.simulator;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Clock;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The simulated API: finds what a request is for, and answers each in Telnyx's shape. */
public final class TelnyxApi {
    static final String PREFIX = "/simulator/v2";
    private static final String GET = "GET";
    private static final String POST = "POST";

    private final SimulatedTelnyx telnyx;
    private final Account account;
    private final Clock clock;
    private final List<Endpoint> endpoints;

    public TelnyxApi(
            SimulatedTelnyx telnyx,
            Account account,
            MessagesApi messages,
            RecordsApi records,
            AccountApi ofAccount,
            Clock clock) {
        this.clock = clock;
        this.telnyx = telnyx;
        this.account = account;
        this.endpoints = List.of(
                on(GET, "/messages/group/([^/]+)", request -> messages.findGroup(request.id())),
                on("DELETE", "/messages/([^/]+)", request -> messages.cancel(request.id())),
                on(
                        POST,
                        "/messages(/[a-z_]+)?",
                        request -> SendKind.of(request.id())
                                .map(kind -> messages.send(kind, request.body(), request.fault()))
                                .orElseGet(ApiAnswer::notFound)),
                on(GET, "/messages/([^/]+)", request -> messages.find(request.id())),
                on(GET, "/detail_records", request -> records.messages(request.headers())),
                on(
                        GET,
                        "/webhook_deliveries",
                        request -> records.webhooks(
                                request.headers(),
                                payload -> telnyx.isOf(text(request.headers(), "Authorization"), payload))),
                on(GET, "/messaging_profiles", request -> ofAccount.profiles(request.headers())),
                on(GET, "/messaging_profiles/([^/]+)", request -> ofAccount.profile(request.id())),
                on("PATCH", "/messaging_profiles/([^/]+)", request -> ofAccount.change(request.id(), request.json())),
                on(
                        GET,
                        "/messaging_profiles/([^/]+)/phone_numbers",
                        request -> ofAccount.numbersOf(request.id(), request.headers())),
                on(GET, "/phone_numbers/messaging", request -> ofAccount.numbers(request.headers())),
                on(GET, "/messaging_optouts", request -> ofAccount.optOuts(request.headers())),
                on(GET, "/balance", request -> ofAccount.balance()),
                on(GET, "/number_lookup/([^/]+)", request -> ofAccount.lookUp(request.id())));
    }

    /**
     * @param path with {@value #PREFIX}
     * @param headers of the request, with its query among them
     */
    public ApiAnswer answer(String method, String path, Map<String, Object> headers, byte @Nullable [] body) {
        int left = account.requestsLeft();
        Map<String, String> limits = Map.of(
                "x-ratelimit-limit", String.valueOf(account.requestsPerSecond()),
                "x-ratelimit-remaining", String.valueOf(Math.max(0, left)),
                "x-ratelimit-reset", "1",
                "date",
                        DateTimeFormatter.RFC_1123_DATE_TIME.format(
                                clock.instant().atZone(ZoneOffset.UTC)));
        return decide(new Request(method, path.substring(PREFIX.length()), "", headers, body), left < 0)
                .with(limits);
    }

    private ApiAnswer decide(Request request, boolean tooMany) {
        String authorization = text(request.headers(), "Authorization");
        if (!telnyx.isKnown(authorization)) {
            return ApiAnswer.refused(
                    401, "10009", "Authentication failed", "Show the API key of this run: GET /simulator/keys.");
        }
        if (tooMany) {
            return ApiAnswer.refused(429, "10011", "Too many requests", "More requests than the account may make.")
                    .with(Map.of("retry-after", "1"));
        }
        JsonNode asked = request.json();
        if (asked != null && request.method().equals(POST) && telnyx.isOfAnother(authorization, asked)) {
            return ApiAnswer.refused(400, "40305", "Invalid 'from' address", "This sender belongs to another account.");
        }
        try {
            return dispatch(request);
        } catch (Rejected e) {
            return ApiAnswer.refused(400, "10015", "Bad Request", e.sentence());
        }
    }

    private ApiAnswer dispatch(Request request) {
        List<Endpoint> found = endpoints.stream()
                .filter(endpoint -> endpoint.path().matcher(request.path()).matches())
                .toList();
        Optional<Endpoint> endpoint = found.stream()
                .filter(one -> one.method().equals(request.method()))
                .findFirst();
        if (found.isEmpty()) {
            return ApiAnswer.notFound();
        }
        if (endpoint.isEmpty()) {
            return ApiAnswer.refused(405, "10030", "Method not allowed", "There are other methods for this URL.")
                    .with(Map.of(
                            "allow",
                            String.join(
                                    ", ",
                                    found.stream()
                                            .map(Endpoint::method)
                                            .distinct()
                                            .toList())));
        }
        String type = text(request.headers(), "Content-Type");
        boolean json = type == null || type.replaceFirst(";.*", "").strip().matches("application/(.+\\+)?json");
        if (!request.method().equals(GET) && !request.method().equals("DELETE") && !json) {
            return ApiAnswer.refused(415, "10029", "Expected JSON Content-Type", "Send application/json.");
        }
        Matcher path = endpoint.get().path().matcher(request.path());
        String id = path.matches() && path.groupCount() > 0 && path.group(1) != null ? path.group(1) : "";
        return endpoint.get().answer().apply(request.about(id));
    }

    private static @Nullable String text(Map<String, Object> headers, String name) {
        Object value = headers.get(name);
        return value == null ? null : value.toString();
    }

    private static Endpoint on(String method, String path, Function<Request, ApiAnswer> answer) {
        return new Endpoint(method, Pattern.compile(path), answer);
    }

    private record Endpoint(String method, Pattern path, Function<Request, ApiAnswer> answer) {}

    /** @param id what the path names; of a request to send, what is behind {@code /messages} */
    @SuppressWarnings("ArrayRecordComponent") // nobody compares requests
    private record Request(
            String method, String path, String id, Map<String, Object> headers, byte @Nullable [] bytes) {
        Request about(String what) {
            return new Request(method, path, what, headers, bytes);
        }

        byte[] body() {
            return bytes == null ? new byte[0] : bytes;
        }

        @Nullable
        String fault() {
            return text(headers, "simulator-fault");
        }

        @Nullable
        JsonNode json() {
            try {
                return Json.MAPPER.readTree(body());
            } catch (IOException e) {
                return null;
            }
        }
    }
}

package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.fasterxml.jackson.databind.node.TextNode;
import io.mmsroutes.admin.AdminKeys.Role;
import io.mmsroutes.admin.AdminKeys.Session;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.repository.AdminRecords;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.time.Instant;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Who may use {@code /admin}: bearers of a key, and sessions of the console. A request that changes something and comes with a session
 * must show the header {@value #OWN_HEADER} too, which no page of another origin can send.
 */
public final class AdminAccess {
    static final String OWN_HEADER = "X-MMS-Console";

    private static final String ATTRIBUTES = "; Path=/admin; HttpOnly; SameSite=Strict";
    private static final Set<String> READING = Set.of("GET", "HEAD");

    private final AdminKeys keys;
    private final AdminRecords records;
    private final boolean content;
    private final String mode;

    /**
     * @param content whether a session that only reads sees texts and media
     * @param mode {@code live} or {@code simulator}
     */
    public AdminAccess(AdminKeys keys, AdminRecords records, boolean content, String mode) {
        this.mode = mode;
        this.keys = keys;
        this.records = records;
        this.content = content;
    }

    /**
     * For commands, and for lists with numbers in full. A command is written down.
     *
     * @throws Rejected {@code key-unset}, {@code key-wrong}, {@code session-over}, {@code read-only} or {@code console-header-missing}
     * @throws TryLater {@code too-many-tries}
     */
    public void require(Map<String, Object> headers) {
        Who who = who(headers);
        if (who.role() != Role.ADMIN) {
            throw new Rejected("read-only", "This key only reads: use the value of mms.admin-key.");
        }
        String method = text(headers, "CamelHttpMethod").orElse("GET");
        if (!READING.contains(method)) {
            String path = text(headers, "CamelHttpUri").orElse("").replaceFirst("[?].*", "");
            records.note(who.name(), method + " " + View.masked(path));
        }
    }

    /**
     * For what those who only read may see too: masked, unless all may be shown. Throws as {@link #require} does.
     *
     * @param headers get {@code mmsView}
     */
    public void look(Map<String, Object> headers) {
        boolean isAdmin = who(headers).role() == Role.ADMIN;
        headers.put("mmsView", new View(isAdmin, isAdmin || content));
    }

    /** An answer as the view shows it; masked where nothing says who is to see it. */
    public Object shown(@Nullable Object view, @Nullable Object answer) {
        JsonNode json = Json.MAPPER.valueToTree(answer);
        return view instanceof View full && full.numbers()
                ? Objects.requireNonNullElse(answer, json)
                : View.masked(json);
    }

    /**
     * @param body JSON with {@code key} or {@code ticket}
     * @throws Rejected {@code login-unclear}, or as {@link #require} does
     */
    public Opened open(byte[] body, Map<String, Object> headers) {
        JsonNode login = json(body);
        String ticket = login.path("ticket").asText("");
        Session session = ticket.isEmpty()
                ? keys.open(login.path("key").asText("").strip(), caller(headers))
                : keys.openByTicket(ticket);
        records.note(name(session), "log in");
        return opened(session, isSecure(headers));
    }

    /** Throws as {@link #require} does; a bearer has no session. */
    public Opened show(Map<String, Object> headers) {
        return opened(session(headers).orElseThrow(AdminAccess::over), isSecure(headers));
    }

    /** Ends the session, also for whoever has copied its cookie. */
    public Opened end(Map<String, Object> headers) {
        Who who = who(headers);
        keys.read(text(headers, "Cookie").orElse(null)).ifPresent(session -> {
            records.note(who.name(), "log out");
            records.endSession(session.id(), session.endsAt());
        });
        return new Opened(
                word(Role.READ), false, Instant.EPOCH, mode, version(), AdminKeys.COOKIE + "=; Max-Age=0" + ATTRIBUTES);
    }

    private static String word(Role role) {
        return role.name().toLowerCase(Locale.ROOT);
    }

    /** Out of the manifest of the jar; a checkout has none. */
    public static String version() {
        return Objects.requireNonNullElse(AdminAccess.class.getPackage().getImplementationVersion(), "0.1.0-SNAPSHOT");
    }

    /** By TLS, ours or that of a proxy: then the browser sends the cookie by TLS alone. */
    private static boolean isSecure(Map<String, Object> headers) {
        return text(headers, "CamelHttpUrl").orElse("").startsWith("https:")
                || text(headers, "X-Forwarded-Proto").orElse("").equalsIgnoreCase("https");
    }

    private Opened opened(Session session, boolean secure) {
        return new Opened(
                word(session.role()),
                session.role() == Role.ADMIN || content,
                session.endsAt(),
                mode,
                version(),
                AdminKeys.COOKIE + "=" + keys.cookie(session) + ATTRIBUTES + (secure ? "; Secure" : ""));
    }

    private Who who(Map<String, Object> headers) {
        if (headers.containsKey("Authorization")) {
            Role role = keys.ofBearer(text(headers, "Authorization").orElse(null), caller(headers));
            return new Who(role, role == Role.ADMIN ? "mms.admin-key" : "mms.admin-read-key");
        }
        Optional<Session> session = session(headers);
        if (session.isEmpty()) {
            if (text(headers, "Cookie").orElse("").contains(AdminKeys.COOKIE + "=")) {
                throw over();
            }
            return new Who(keys.ofBearer(null, caller(headers)), "");
        }
        boolean isReading = READING.contains(text(headers, "CamelHttpMethod").orElse("GET"));
        if (!isReading && text(headers, OWN_HEADER).isEmpty()) {
            throw new Rejected(
                    "console-header-missing",
                    "A request with a session that changes something has %s: 1.".formatted(OWN_HEADER));
        }
        return new Who(session.get().role(), name(session.get()));
    }

    private Optional<Session> session(Map<String, Object> headers) {
        return keys.read(text(headers, "Cookie").orElse(null)).filter(session -> !records.isEnded(session.id()));
    }

    private static Rejected over() {
        return new Rejected("session-over", "The session is over: log in again.");
    }

    private static String name(Session session) {
        return "%s session %s"
                .formatted(
                        session.role() == Role.ADMIN ? "admin" : "read-only",
                        session.id().substring(0, 6));
    }

    private static String caller(Map<String, Object> headers) {
        return text(headers, "CamelVertxPlatformHttpRemoteAddress").orElse("");
    }

    private static Optional<String> text(Map<String, Object> headers, String name) {
        return Optional.ofNullable(headers.get(name)).map(Objects::toString);
    }

    private static JsonNode json(byte[] body) {
        try {
            return Json.MAPPER.readTree(body);
        } catch (IOException e) {
            throw new Rejected("login-unclear", "Send JSON: {\"key\":\"…\"}.", e);
        }
    }

    private record Who(Role role, String name) {}

    /**
     * @param numbers in full
     * @param content texts and media
     */
    public record View(boolean numbers, boolean content) {
        /** Phone numbers wherever they are: with a plus in front, or digits that are no part of a word, an id or a time. */
        private static final Pattern NUMBER = Pattern.compile("\\+\\d{3,}|(?<![\\w.:+-])\\d{7,15}(?![\\w:-])");

        /** @throws Rejected {@code read-only} where there is one, and it may not be seen */
        public void requireNumbers(@Nullable String... given) {
            if (!numbers && Stream.of(given).anyMatch(Objects::nonNull)) {
                throw new Rejected("read-only", "This key shows no numbers, so it cannot look for one.");
            }
        }

        /** @throws Rejected {@code read-only} */
        public void requireContent() {
            if (!content) {
                throw new Rejected("read-only", "This key shows no media: set mms.console.show-content=true for it.");
            }
        }

        static String masked(String text) {
            return NUMBER.matcher(text).replaceAll(found -> new PhoneNumber(found.group()).masked());
        }

        /** Whose values are numbers, or short codes and names in their place. */
        private static final Set<String> PARTIES = Set.of("from", "to", "cc", "number", "ours", "sender");

        static JsonNode masked(JsonNode json) {
            return masked("", json);
        }

        private static JsonNode masked(String field, JsonNode json) {
            if (json.isTextual() && PARTIES.contains(field) && !json.textValue().startsWith("*")) {
                return TextNode.valueOf(json.textValue().isEmpty() ? "" : new PhoneNumber(json.textValue()).masked());
            }
            if (json.isTextual()) {
                return TextNode.valueOf(masked(json.textValue()));
            }
            if (json instanceof ObjectNode object) {
                ObjectNode shown = Json.MAPPER.createObjectNode();
                object.properties().forEach(one -> shown.set(one.getKey(), masked(one.getKey(), one.getValue())));
                return shown;
            }
            if (json instanceof ArrayNode array) {
                ArrayNode shown = Json.MAPPER.createArrayNode();
                array.forEach(item -> shown.add(masked(field, item)));
                return shown;
            }
            return json;
        }
    }

    /**
     * What the console is told of its session.
     *
     * @param role {@code admin} or {@code read}
     * @param content whether texts and media are shown
     * @param cookie of the header Set-Cookie
     */
    public record Opened(
            String role,
            boolean content,
            Instant endsAt,
            String mode,
            String version,
            @JsonIgnore @Nullable String cookie) {
        /** Without the cookie. */
        @Override
        public String toString() {
            return "Opened[role=%s]".formatted(role);
        }
    }
}

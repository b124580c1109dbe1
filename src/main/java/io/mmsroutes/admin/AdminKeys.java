package io.mmsroutes.admin;

import static java.nio.charset.StandardCharsets.UTF_8;

import io.mmsroutes.account.Callers;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.security.GeneralSecurityException;
import java.security.SecureRandom;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Arrays;
import java.util.Base64;
import java.util.Deque;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ConcurrentLinkedDeque;
import java.util.concurrent.atomic.AtomicReference;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.jspecify.annotations.Nullable;

/**
 * The keys of staff, and the sessions that were opened with them. A session is a signed cookie: role, end and id under the key that
 * opened it, so a key that is changed ends its sessions.
 */
public final class AdminKeys {
    /** Name of the cookie. */
    public static final String COOKIE = "mms-console";

    private static final Duration LIFETIME = Duration.ofHours(8);
    private static final Duration TICKET_LIFETIME = Duration.ofMinutes(30);
    private static final String ALGORITHM = "HmacSHA256";
    private static final int WRONG_KEYS = 10;
    private static final Duration WITHIN = Duration.ofMinutes(1);
    private static final int MOST_CALLERS = 10_000;

    private final String adminKey;
    private final String readKey;
    private final Clock clock;
    /** In place of a key that is not set, so that a ticket can open a session. */
    private final byte[] secret = random();

    private final AtomicReference<Ticket> ticket = new AtomicReference<>(new Ticket("", Instant.EPOCH));
    private final Map<String, Deque<Instant>> wrong = new ConcurrentHashMap<>();

    /**
     * @param adminKey {@code mms.admin-key}; empty for none
     * @param readKey {@code mms.admin-read-key}; empty for none
     */
    public AdminKeys(String adminKey, String readKey, Clock clock) {
        this.adminKey = adminKey;
        this.readKey = readKey;
        this.clock = clock;
    }

    /** What whoever has a key may do. {@code READ} sees numbers masked, and changes nothing. */
    public enum Role {
        ADMIN,
        READ
    }

    /**
     * An open session.
     *
     * @param id random; the key is not to be had from it
     */
    public record Session(Role role, Instant endsAt, String id) {}

    private record Ticket(String text, Instant until) {}

    /**
     * @param authorization the header
     * @param caller address with its port, for counting wrong keys
     * @throws Rejected {@code key-unset} or {@code key-wrong}
     * @throws TryLater {@code too-many-tries}
     */
    Role ofBearer(@Nullable String authorization, String caller) {
        return role(Callers.shown(authorization), caller);
    }

    /** Throws as {@link #ofBearer} does. */
    Session open(String key, String caller) {
        return session(role(key, caller));
    }

    /** @throws Rejected {@code ticket-unknown} for one that was used, or is over */
    Session openByTicket(String shown) {
        Ticket offered = Objects.requireNonNull(ticket.get());
        boolean isIt = Callers.isKey(offered.text(), shown) && clock.instant().isBefore(offered.until());
        if (!isIt || !ticket.compareAndSet(offered, new Ticket("", Instant.EPOCH))) {
            throw new Rejected(
                    "ticket-unknown", "This link was used or is over: log in with the value of mms.admin-key.");
        }
        return session(Role.ADMIN);
    }

    /** Makes one that opens one session within half an hour; the one before is over. */
    public String newTicket() {
        String text = Base64.getUrlEncoder().withoutPadding().encodeToString(random());
        ticket.set(new Ticket(text, clock.instant().plus(TICKET_LIFETIME)));
        return text;
    }

    /** What stands in the cookie. */
    String cookie(Session session) {
        String said = "%s.%s.%s"
                .formatted(
                        session.role().name().toLowerCase(Locale.ROOT),
                        session.endsAt().getEpochSecond(),
                        session.id());
        return said + "." + mac(session.role(), said);
    }

    /** Empty for a cookie that is none of ours, or is over. Whether it was ended before its time, the database knows. */
    Optional<Session> read(@Nullable String cookies) {
        return Arrays.stream(Objects.requireNonNullElse(cookies, "").split(";"))
                .map(String::strip)
                .filter(cookie -> cookie.startsWith(COOKIE + "="))
                .flatMap(cookie -> verified(cookie.substring(COOKIE.length() + 1)).stream())
                .findFirst();
    }

    /** Whether a body is worth being read: its route decides once more, by all that it knows. */
    public boolean mayCome(@Nullable String authorization, @Nullable String cookies, String caller) {
        String shown = Callers.shown(authorization);
        return authorization == null
                ? read(cookies).isPresent()
                : (Callers.isKey(adminKey, shown) || Callers.isKey(readKey, shown)) && !isThrottled(tries(caller));
    }

    private Role role(String shown, String caller) {
        if (adminKey.isEmpty() && readKey.isEmpty()) {
            throw new Rejected("key-unset", "This is shut until mms.admin-key is set.");
        }
        Deque<Instant> tries = tries(caller);
        if (isThrottled(tries)) {
            throw new TryLater("too-many-tries", "Too many wrong keys came from here: try again in a minute.", WITHIN);
        }
        if (Callers.isKey(adminKey, shown)) {
            return Role.ADMIN;
        }
        if (Callers.isKey(readKey, shown)) {
            return Role.READ;
        }
        if (wrong.size() > MOST_CALLERS) {
            wrong.clear();
        }
        if (!shown.isEmpty()) {
            tries.add(clock.instant());
            wrong.put(host(caller), tries);
        }
        throw new Rejected("key-wrong", "Send the header Authorization: Bearer with the value of mms.admin-key.");
    }

    /** When the wrong keys of the last minute came from there. */
    private Deque<Instant> tries(String caller) {
        Instant since = clock.instant().minus(WITHIN);
        Deque<Instant> tries = wrong.getOrDefault(host(caller), new ConcurrentLinkedDeque<>());
        tries.removeIf(one -> one.isBefore(since));
        return tries;
    }

    private static boolean isThrottled(Deque<Instant> tries) {
        return tries.size() >= WRONG_KEYS;
    }

    private static String host(String caller) {
        return caller.replaceFirst(":\\d+$", "");
    }

    private Session session(Role role) {
        byte[] id = Arrays.copyOf(random(), 12);
        return new Session(
                role,
                clock.instant().plus(LIFETIME),
                Base64.getUrlEncoder().withoutPadding().encodeToString(id));
    }

    private Optional<Session> verified(String cookie) {
        int end = cookie.lastIndexOf('.');
        String[] parts = cookie.split("\\.", -1);
        if (parts.length != 4 || !parts[1].matches("\\d{1,12}")) {
            return Optional.empty();
        }
        Role role = "admin".equals(parts[0]) ? Role.ADMIN : Role.READ;
        Session session = new Session(role, Instant.ofEpochSecond(Long.parseLong(parts[1])), parts[2]);
        boolean isOurs = (role == Role.ADMIN || !readKey.isEmpty())
                && Callers.isKey(mac(role, cookie.substring(0, end)), parts[3])
                && clock.instant().isBefore(session.endsAt());
        return isOurs ? Optional.of(session) : Optional.empty();
    }

    private String mac(Role role, String said) {
        String key = role == Role.ADMIN ? adminKey : readKey;
        try {
            Mac mac = Mac.getInstance(ALGORITHM);
            mac.init(new SecretKeySpec(key.isEmpty() ? secret : key.getBytes(UTF_8), ALGORITHM));
            return Base64.getUrlEncoder()
                    .withoutPadding()
                    .encodeToString(mac.doFinal(("mms-console session " + said).getBytes(UTF_8)));
        } catch (GeneralSecurityException e) {
            throw new IllegalStateException("every Java has " + ALGORITHM, e);
        }
    }

    private static byte[] random() {
        byte[] bytes = new byte[32];
        new SecureRandom().nextBytes(bytes);
        return bytes;
    }
}

package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.net.IDN;
import java.net.InetAddress;
import java.net.URLDecoder;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Arrays;
import java.util.Deque;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.apache.hc.client5.http.HttpRoute;
import org.apache.hc.client5.http.classic.ExecChain;
import org.apache.hc.core5.http.ClassicHttpRequest;
import org.apache.hc.core5.http.HttpHost;
import org.apache.hc.core5.http.message.BasicClassicHttpRequest;
import org.jspecify.annotations.Nullable;

/**
 * An http or https URL as people and hosts write it, read as browsers read it (url.spec.whatwg.org). It is read once: the host
 * that is judged is the host that is dialled. What RFC 3986 allows goes out byte for byte.
 *
 * @param host lower-case ASCII without a dot at its end, an IPv4 address in four decimals, or an IPv6 address without brackets
 * @param port always there, 443 or 80 where none is written
 * @param target path and query as they go out, without the fragment
 */
public record HttpUrl(String scheme, String host, int port, String target) {
    /** Carries a URL past Camel, which would rewrite one and refuse another. */
    static final String HEADER = "mmsUrl";

    private static final Pattern SCHEME = Pattern.compile("([A-Za-z][A-Za-z0-9+.-]{0,30}):");
    private static final Pattern WEB = Pattern.compile("(?i)https?://([^/?]*)([^?]*)(\\?.*)?", Pattern.DOTALL);
    private static final Pattern HOST_AND_PORT = Pattern.compile("(\\[[0-9A-Fa-f:.]+]|[^:\\[\\]]+)(?::(\\d{0,5}))?");
    private static final Pattern NAME = Pattern.compile("[a-z0-9_-]+(\\.[a-z0-9_-]+)*");
    /** Letters beyond ASCII take up to nine of them, percent signs included; a name has 253 at most (RFC 1035). */
    private static final int MAX_HOST = 1_000;

    private static final Pattern NUMBER = Pattern.compile("[0-9]+|0x[0-9a-f]*");
    private static final String ALLOWED_IN_PATH = "-._~!$&'()*+,;=:@/";
    private static final String ALLOWED_IN_QUERY = ALLOWED_IN_PATH + "?[]";

    /**
     * @throws IllegalArgumentException for what is no URL; its text may hold pieces of what is written
     * @throws Rejected {@code url-malformed} for one with a user or password, {@code url-scheme-refused} for one that is
     *     neither http nor https
     */
    public static HttpUrl parse(String text) {
        String written = tidy(text);
        String scheme = scheme(written);
        if (!scheme.equals("https") && !scheme.equals("http")) {
            throw new Rejected("url-scheme-refused", "Media come over https only, not over '%s'.".formatted(scheme));
        }
        Matcher parts = WEB.matcher(written);
        if (!parts.matches()) {
            throw new IllegalArgumentException("It has no host.");
        }
        String authority = parts.group(1);
        if (authority.contains("@")) {
            throw new Rejected("url-malformed", "The media URL carries credentials.");
        }
        Matcher place = HOST_AND_PORT.matcher(authority);
        if (!place.matches()) {
            throw new IllegalArgumentException("It has no plain host.");
        }
        String query = parts.group(3) == null ? "" : escape(parts.group(3), ALLOWED_IN_QUERY);
        return new HttpUrl(
                scheme,
                host(place.group(1)),
                port(scheme, place.group(2)),
                withoutDotSegments(escape(parts.group(2), ALLOWED_IN_PATH)) + query);
    }

    private static String scheme(String text) {
        Matcher scheme = SCHEME.matcher(text);
        return scheme.lookingAt() ? scheme.group(1).toLowerCase(Locale.ROOT) : "";
    }

    /** The host in the one form in which hosts are compared and dialled. */
    static String host(String written) {
        if (written.contains(":")) {
            return address(written.replaceAll("^\\[|]$", ""));
        }
        if (written.length() > MAX_HOST) {
            throw new IllegalArgumentException("Its host is too long.");
        }
        String decoded = URLDecoder.decode(written.replace("+", "%2B"), StandardCharsets.UTF_8);
        String ascii = decoded.chars().allMatch(c -> c < 128) ? decoded : IDN.toASCII(decoded, IDN.ALLOW_UNASSIGNED);
        String lower = ascii.toLowerCase(Locale.ROOT);
        String name = lower.endsWith(".") ? lower.substring(0, lower.length() - 1) : lower;
        if (!NAME.matcher(name).matches()) {
            throw new IllegalArgumentException("It has no plain host.");
        }
        String last = name.substring(name.lastIndexOf('.') + 1);
        return NUMBER.matcher(last).matches() ? ipv4(name.split("\\.")) : name;
    }

    /**
     * Where a Location header leads, as browsers and curl read it.
     *
     * @param location off the wire, one character a byte where the client did not know better
     */
    HttpUrl resolve(String location) {
        String to = tidy(decoded(once(location.strip())));
        String path = target.split("\\?", 2)[0];
        if (SCHEME.matcher(to).lookingAt()) {
            return parse(to);
        }
        if (to.startsWith("//")) {
            return parse(scheme + ":" + to);
        }
        if (to.startsWith("/")) {
            return parse(origin() + to);
        }
        if (to.startsWith("?")) {
            return parse(origin() + path + to);
        }
        return to.isEmpty() ? this : parse(origin() + path.substring(0, path.lastIndexOf('/') + 1) + to);
    }

    /** The request to this place, with the headers of one that names it by {@link #HEADER}, which goes to nobody. */
    ClassicHttpRequest request(ClassicHttpRequest first) {
        HttpHost named = new HttpHost(scheme, host, port == port(scheme, null) ? -1 : port);
        ClassicHttpRequest request = new BasicClassicHttpRequest(first.getMethod(), named, target);
        request.setHeaders(first.getHeaders());
        request.removeHeaders(HEADER);
        request.setEntity(first.getEntity());
        return request;
    }

    /** The way to this place, instead of to that which Camel knows. */
    ExecChain.Scope through(ExecChain.Scope scope) {
        return new ExecChain.Scope(
                scope.exchangeId,
                new HttpRoute(new HttpHost(scheme, host, port), null, isHttps()),
                scope.originalRequest,
                scope.execRuntime,
                scope.clientContext);
    }

    boolean isHttps() {
        return scheme.equals("https");
    }

    /** Without path and query, which are a key to the media and belong into no log. */
    @Override
    public String toString() {
        return "HttpUrl[%s]".formatted(origin());
    }

    private String origin() {
        return "%s://%s:%s".formatted(scheme, host.contains(":") ? "[" + host + "]" : host, port);
    }

    /** Browsers drop tabs and line ends, and take a backslash before the query for a slash; a fragment is not for the host. */
    private static String tidy(String text) {
        String oneLine = text.strip().replaceAll("[\\t\\r\\n]", "");
        String sent = oneLine.split("#", 2)[0];
        String[] beforeQuery = sent.split("\\?", 2);
        String slashed = beforeQuery[0].replace('\\', '/');
        return beforeQuery.length == 1 ? slashed : slashed + "?" + beforeQuery[1];
    }

    /** Bytes beyond ASCII that are no UTF-8 go back to the host as the bytes they are. */
    private static String decoded(String header) {
        if (header.chars().anyMatch(c -> c > 0xFF) || header.chars().allMatch(c -> c < 0x80)) {
            return header;
        }
        byte[] bytes = header.getBytes(StandardCharsets.ISO_8859_1);
        try {
            return StandardCharsets.UTF_8
                    .newDecoder()
                    .decode(ByteBuffer.wrap(bytes))
                    .toString();
        } catch (CharacterCodingException e) {
            StringBuilder escaped = new StringBuilder();
            for (byte octet : bytes) {
                escaped.append(octet < 0 ? percent(octet) : (char) octet);
            }
            return escaped.toString();
        }
    }

    /** A proxy that joins two equal headers writes a comma, with or without a blank. */
    private static String once(String header) {
        int half = (header.length() - 1) / 2;
        String first = header.substring(0, half);
        return !first.isEmpty() && (header.equals(first + ", " + first) || header.equals(first + "," + first))
                ? first
                : header;
    }

    private static String escape(String text, String allowed) {
        StringBuilder escaped = new StringBuilder(text.length());
        for (int i = 0; i < text.length(); i = text.offsetByCodePoints(i, 1)) {
            int c = text.codePointAt(i);
            boolean letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9');
            if (letter || allowed.indexOf(c) >= 0 || (c == '%' && isEscape(text, i))) {
                escaped.append((char) c);
            } else {
                for (byte octet : Character.toString(c).getBytes(StandardCharsets.UTF_8)) {
                    escaped.append(percent(octet));
                }
            }
        }
        return escaped.toString();
    }

    private static boolean isEscape(String text, int percent) {
        return percent + 2 < text.length()
                && HexFormat.isHexDigit(text.charAt(percent + 1))
                && HexFormat.isHexDigit(text.charAt(percent + 2));
    }

    private static String percent(byte octet) {
        return "%" + HexFormat.of().withUpperCase().toHexDigits(octet);
    }

    private static String withoutDotSegments(String path) {
        if (path.isEmpty()) {
            return "/";
        }
        Deque<String> kept = new ArrayDeque<>();
        List<String> segments = Arrays.asList(path.substring(1).split("/", -1));
        for (String segment : segments) {
            if (segment.equals("..")) {
                kept.pollLast();
            } else if (!segment.equals(".")) {
                kept.addLast(segment);
            }
        }
        String last = segments.get(segments.size() - 1);
        if (last.equals(".") || last.equals("..")) {
            kept.addLast("");
        }
        return "/" + String.join("/", kept);
    }

    private static int port(String scheme, @Nullable String written) {
        if (written == null || written.isEmpty()) {
            return scheme.equals("https") ? 443 : 80;
        }
        int port = Integer.parseInt(written);
        if (port < 1 || port > 65_535) {
            throw new IllegalArgumentException("Its port is none.");
        }
        return port;
    }

    /** Nothing is looked up: the text has colons, digits and points alone. */
    private static String address(String written) {
        try {
            return InetAddress.getByName("[" + written + "]").getHostAddress();
        } catch (UnknownHostException e) {
            throw new IllegalArgumentException("Its IPv6 address is none.", e);
        }
    }

    /** An address in one to four numbers, each decimal, octal or hexadecimal; the last one fills what is left. */
    private static String ipv4(String[] numbers) {
        if (numbers.length > 4) {
            throw new IllegalArgumentException("Its IPv4 address is none.");
        }
        long address = 0;
        for (int i = 0; i < numbers.length; i++) {
            boolean isLast = i == numbers.length - 1;
            long number = number(numbers[i]);
            if (number >= (isLast ? 1L << (8 * (4 - i)) : 256)) {
                throw new IllegalArgumentException("Its IPv4 address is none.");
            }
            address += isLast ? number : number << (8 * (3 - i));
        }
        return "%s.%s.%s.%s".formatted(address >> 24, address >> 16 & 255, address >> 8 & 255, address & 255);
    }

    private static long number(String text) {
        if (!NUMBER.matcher(text).matches() || text.length() > 14) {
            throw new IllegalArgumentException("Its IPv4 address is none.");
        }
        if (text.startsWith("0x")) {
            return text.length() == 2 ? 0 : Long.parseLong(text.substring(2), 16);
        }
        try {
            return Long.parseLong(text, text.length() > 1 && text.startsWith("0") ? 8 : 10);
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("Its IPv4 address is none.", e);
        }
    }
}

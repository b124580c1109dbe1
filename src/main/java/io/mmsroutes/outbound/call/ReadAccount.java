package io.mmsroutes.outbound.call;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/** Reads the account for a caller: what {@code mms.api.read-through} lists, with the gateway's key, and Telnyx's answer as it is. */
public final class ReadAccount {
    private static final Set<String> READABLE =
            Set.of("detail_records", "messaging_optouts", "messaging_profiles", "number_lookup");

    /** Up to an id and what is below it, such as {@code /messaging_profiles/{id}/phone_numbers}. */
    private static final Pattern PATH = Pattern.compile("/(\\w+)(/[\\w+-]{1,64}){0,2}");

    private static final Pattern QUERY = Pattern.compile("[\\w.~%&=\\[\\],:+*-]{0,2000}");

    /** The field of a messaging profile that is a key of the account. */
    private static final Pattern SECRET = Pattern.compile("(\"v1_secret\"\\s*:\\s*)\"(?:[^\"\\\\]++|\\\\.)*+\"");

    private final String apiUrl;
    private final Set<String> resources;

    /** @param resources of {@link #resources} */
    public ReadAccount(String apiUrl, String resources) {
        this.apiUrl = apiUrl.replaceFirst("/+$", "");
        this.resources = resources(resources);
    }

    /**
     * @param setting {@code mms.api.read-through}
     * @throws IllegalArgumentException for one that is not to be read so
     */
    public static Set<String> resources(String setting) {
        Set<String> resources = Arrays.stream(setting.split(","))
                .map(String::strip)
                .filter(resource -> !resource.isEmpty())
                .collect(Collectors.toCollection(TreeSet::new));
        if (!READABLE.containsAll(resources)) {
            throw new IllegalArgumentException("mms.api.read-through takes any of %s, with commas."
                    .formatted(String.join(", ", new TreeSet<>(READABLE))));
        }
        return resources;
    }

    /**
     * What to GET of Telnyx.
     *
     * @param path as it came, or below {@code /v2/account}
     * @param caller who has a key of its own, and sees its own messages only; null for the key of {@code mms.api-key}
     * @throws Rejected {@code path-unknown}, {@code query-unclear}
     */
    public URI uri(@Nullable String path, @Nullable String query, @Nullable String caller) {
        String wanted =
                path == null ? "" : path.replaceFirst("^/v2(/account)?", "").replaceAll("(?i)%2b", "+");
        Matcher parts = PATH.matcher(wanted);
        if (caller != null || !parts.matches() || !resources.contains(parts.group(1))) {
            throw refused("path-unknown", ErrorCode.NOT_FOUND, "The gateway does not read this of the account.");
        }
        String asked = query == null ? "" : query;
        if (!QUERY.matcher(asked).matches()) {
            throw refused("query-unclear", ErrorCode.BAD_REQUEST, "The query has characters that are to be escaped.");
        }
        String escaped = asked.replace("[", "%5B").replace("]", "%5D").replaceAll("%(?!\\p{XDigit}{2})", "%25");
        return URI.create(apiUrl + wanted.replace("+", "%2B") + (escaped.isEmpty() ? "" : "?" + escaped));
    }

    /**
     * Telnyx's answer, without a key that it may show.
     *
     * @throws TryLater {@code account-unreadable}
     */
    public byte[] answer(int status, byte @Nullable [] body) {
        if (status == 401) {
            throw new TryLater(
                    "account-unreadable", "Telnyx does not take the key of the gateway: see telnyx.api-key.");
        }
        if (body == null || !isObject(body)) {
            throw new TryLater("account-unreadable", "Telnyx answers %s, without JSON.".formatted(status));
        }
        return SECRET.matcher(new String(body, StandardCharsets.UTF_8))
                .replaceAll("$1null")
                .getBytes(StandardCharsets.UTF_8);
    }

    private static boolean isObject(byte[] body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            return json != null && json.isObject();
        } catch (IOException e) {
            return false;
        }
    }

    private static Rejected refused(String code, ErrorCode error, String detail) {
        return new Rejected(code, List.of(error.at(null, detail)));
    }
}

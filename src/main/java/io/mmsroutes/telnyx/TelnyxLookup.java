package io.mmsroutes.telnyx;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.DateTimeException;
import java.time.Duration;
import java.time.Instant;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Optional;

/** Reads the account by Telnyx's API. The key goes there and nowhere else: redirects are not followed. */
public final class TelnyxLookup {
    private static final Duration TIMEOUT = Duration.ofSeconds(10);

    private final HttpClient http = HttpClient.newBuilder()
            .connectTimeout(Duration.ofSeconds(5))
            .followRedirects(HttpClient.Redirect.NEVER)
            .build();
    private final String url;
    private final String key;

    /** @param url of the API, with its version */
    public TelnyxLookup(String url, String key) {
        this.url = url.replaceFirst("/+$", "");
        this.key = key;
    }

    public Answer get(String path) throws IOException {
        HttpRequest request = HttpRequest.newBuilder(URI.create(url + path))
                .timeout(TIMEOUT)
                .headers("Authorization", "Bearer " + key, "Accept", "application/json")
                .build();
        try {
            HttpResponse<byte[]> answer = http.send(request, BodyHandlers.ofByteArray());
            return new Answer(answer.statusCode(), json(answer.body()), date(answer));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("interrupted", e);
        }
    }

    private static JsonNode json(byte[] body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            return json == null ? Json.MAPPER.createObjectNode() : json;
        } catch (IOException e) {
            return Json.MAPPER.createObjectNode();
        }
    }

    private static Optional<Instant> date(HttpResponse<?> answer) {
        try {
            return answer.headers()
                    .firstValue("date")
                    .map(date -> ZonedDateTime.parse(date, DateTimeFormatter.RFC_1123_DATE_TIME)
                            .toInstant());
        } catch (DateTimeException e) {
            return Optional.empty();
        }
    }

    /** @param date when it was made, by the clock of the server */
    public record Answer(int status, JsonNode body, Optional<Instant> date) {}
}

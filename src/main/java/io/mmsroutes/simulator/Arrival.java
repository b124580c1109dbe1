package io.mmsroutes.simulator;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.annotation.JsonCreator;
import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonInclude;
import com.fasterxml.jackson.annotation.JsonProperty;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * One message on the phones of its recipients, as far as its media are there.
 *
 * @param id Telnyx's, of the message
 * @param type {@code MMS} or {@code SMS}
 * @param at when it was sent
 * @param status how it ended; only what is {@code delivered} is on the phone, the rest is told for its media
 * @param urls of its media, in order
 * @param media those that were asked for, in the same order
 */
@JsonInclude(JsonInclude.Include.NON_NULL)
public record Arrival(
        String id,
        String type,
        String from,
        List<String> to,
        @Nullable String text,
        @Nullable String subject,
        Instant at,
        String status,
        @JsonIgnore List<String> urls,
        List<Piece> media) {

    /** As the phone kept it, it is finished. */
    @JsonCreator
    static Arrival kept(
            @JsonProperty("id") String id,
            @JsonProperty("type") String type,
            @JsonProperty("from") String from,
            @JsonProperty("to") List<String> to,
            @JsonProperty("text") @Nullable String text,
            @JsonProperty("subject") @Nullable String subject,
            @JsonProperty("at") Instant at,
            @JsonProperty("status") @Nullable String status,
            @JsonProperty("media") List<Piece> media) {
        return new Arrival(
                id,
                type,
                from,
                to,
                text,
                subject,
                at,
                requireNonNullElse(status, "delivered"),
                media.stream().map(Piece::url).toList(),
                media);
    }

    @JsonIgnore
    public boolean isUnfinished() {
        return media.size() < urls.size();
    }

    /** Of the piece that is to be fetched next. */
    public String url() {
        return urls.get(media.size());
    }

    Arrival with(Piece next) {
        List<Piece> more = Stream.concat(media.stream(), Stream.of(next)).toList();
        return new Arrival(id, type, from, to, text, subject, at, status, urls, more);
    }

    /** As an SMS, with a link for each of its media on a line of its own; support.telnyx.com, "MMS converter". */
    Arrival asSms() {
        String words = Stream.concat(Stream.ofNullable(text).filter(word -> !word.isEmpty()), urls.stream())
                .collect(Collectors.joining("\n"));
        List<Piece> links = urls.stream().map(Piece::link).toList();
        return new Arrival(id, "SMS", from, to, words, subject, at, status, urls, links);
    }

    Arrival ended(String how, Instant when) {
        return new Arrival(id, type, from, to, text, subject, when, how, urls, media);
    }

    static Arrival of(TakenMessage message, Instant now) {
        List<String> urls = new ArrayList<>();
        message.request().path("media_urls").forEach(url -> urls.add(url.asText()));
        Arrival arrival = new Arrival(
                message.id(),
                message.isMms() ? "MMS" : "SMS",
                message.from(),
                message.to(),
                message.request().path("text").asText(null),
                message.request().path("subject").asText(null),
                now,
                "delivered",
                urls,
                List.of());
        return message.ended() != null && message.ended().ending().asSms() ? arrival.asSms() : arrival;
    }

    /** A text that came without being sent by the gateway. */
    static Arrival text(String id, String from, String to, String text, Instant at) {
        return new Arrival(id, "SMS", from, List.of(to), text, null, at, "delivered", List.of(), List.of());
    }

    /** Without words and numbers, for a log. */
    @Override
    public String toString() {
        return "Arrival[id=%s, media=%s]".formatted(id, media.size());
    }

    /**
     * One piece of media: either kept, or not.
     *
     * @param type as its host says; null where it does not
     * @param size in bytes
     * @param sha256 64 hex digits
     * @param file where it is kept
     * @param problem why it is not, such as {@code http-404}
     */
    @JsonInclude(JsonInclude.Include.NON_NULL)
    public record Piece(
            String url,
            @Nullable String type,
            @Nullable Long size,
            @Nullable String sha256,
            @Nullable String file,
            @Nullable String problem) {

        static Piece failed(String url, String problem) {
            return new Piece(url, null, null, null, null, problem);
        }

        /** An SMS was made of the MMS: the recipient sees the link. */
        static Piece link(String url) {
            return failed(url, "sent-as-sms");
        }
    }
}

package io.mmsroutes.link;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.store.StoreClient;
import io.mmsroutes.store.StoredStream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers a request for stored media: whole, in part, or their head; RFC 9110, sections 13 and 14. */
public final class AnswerLink {
    private static final Logger LOG = LoggerFactory.getLogger(AnswerLink.class);

    private static final Set<String> SHOWN = Set.of("image/jpeg", "image/png", "image/gif", "image/webp", "video/mp4");

    private final StoreClient storeClient;

    public AnswerLink(StoreClient storeClient) {
        this.storeClient = storeClient;
    }

    /**
     * Returns the bytes, which are closed when they were sent, or when nobody wants them any more; null where only a head is answered.
     *
     * @param headers get the status, in place of what they hold
     * @throws TryLater with the code of a store that cannot be asked now
     * @throws Rejected {@code stored-missing} when none has it
     */
    public @Nullable StoredStream answer(HttpServerRequest request, MediaInStore media, Map<String, Object> headers)
            throws IOException {
        Answer answer = answer(request, media);
        headers.clear();
        headers.put("CamelHttpResponseCode", answer.status());
        return answer.bytes();
    }

    private Answer answer(HttpServerRequest request, MediaInStore media) throws IOException {
        InputStream opened = open(media);
        String tag = "\"%s\"".formatted(media.sha256());
        HttpServerResponse response = describe(request.response(), media, tag);
        if (isAmong(tag, request.getHeader("If-None-Match"))) {
            opened.close();
            return new Answer(304, null);
        }
        String unchanged = request.getHeader("If-Range");
        Optional<ByteRange> part = unchanged == null || unchanged.strip().equals(tag)
                ? ByteRange.of(request.getHeader("Range"), media.size())
                : Optional.empty();
        part.ifPresent(one -> response.putHeader("Content-Range", one.of(media.size())));
        ByteRange wanted = part.orElse(new ByteRange(0, media.size()));
        tellLength(response, wanted.length());
        if (part.filter(ByteRange::isBehindTheEnd).isPresent()) {
            opened.close();
            return new Answer(416, null);
        }
        int status = part.isPresent() ? 206 : 200;
        if (request.method().equals(HttpMethod.HEAD)) {
            opened.close();
            return new Answer(status, null);
        }
        return new Answer(status, cut(wanted, opened, response));
    }

    /** Whoever has a link is nobody to tell of stores and settings: those go to the log. */
    private InputStream open(MediaInStore media) throws IOException {
        try {
            return storeClient.read(media);
        } catch (Failure e) {
            LOG.warn("Link opens nothing, code={}: {}", e.code(), e.sentence());
            throw e instanceof TryLater
                    ? new TryLater(e.code(), "It cannot be read now; try again.")
                    : new Rejected("stored-missing", "There is nothing here.");
        }
    }

    private static StoredStream cut(ByteRange part, InputStream opened, HttpServerResponse response)
            throws IOException {
        opened.skipNBytes(part.first());
        response.closeHandler(gone -> {
            try {
                opened.close();
            } catch (IOException e) {
                throw new UncheckedIOException(e);
            }
        });
        InputStream bounded = BoundedInputStream.builder()
                .setInputStream(opened)
                .setMaxCount(part.length())
                .get();
        return new StoredStream(bounded, opened);
    }

    /** What it is, and that no browser shall make more of it: it may have come from anybody. */
    private static HttpServerResponse describe(HttpServerResponse response, MediaInStore media, String tag) {
        return response.putHeader("Content-Type", media.type())
                .putHeader("ETag", tag)
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Cache-Control", "private")
                .putHeader(
                        "Content-Disposition",
                        "%s; filename=\"%s\""
                                .formatted(isShown(media.type()) ? "inline" : "attachment", media.fileName()))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    /** What a browser shows without running anything of it; all else it shall save. */
    private static boolean isShown(String type) {
        return SHOWN.contains(type) || type.startsWith("audio/");
    }

    /** Camel streams without saying how much comes. */
    private static void tellLength(HttpServerResponse response, long length) {
        response.headersEndHandler(
                last -> response.headers().remove("Transfer-Encoding").set("Content-Length", String.valueOf(length)));
    }

    private static boolean isAmong(String tag, @Nullable String tags) {
        return tags != null
                && Arrays.stream(tags.split(","))
                        .map(one -> one.strip().replaceFirst("^W/", ""))
                        .anyMatch(one -> one.equals(tag) || one.equals("*"));
    }

    /**
     * @param status of HTTP
     * @param bytes null where there are none to send
     */
    private record Answer(int status, @Nullable StoredStream bytes) {}
}

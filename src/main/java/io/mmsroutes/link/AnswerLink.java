package io.mmsroutes.link;

import io.mmsroutes.store.MediaInStore;
import io.mmsroutes.store.StoredStream;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.util.Arrays;
import java.util.Optional;
import org.apache.commons.io.input.BoundedInputStream;
import org.jspecify.annotations.Nullable;

/** Answers a request for stored media: whole, in part, or their head; RFC 9110, sections 13 and 14. */
public final class AnswerLink {

    /** @param opened the bytes; closed when they were sent, or when nobody wants them any more */
    public LinkAnswer answer(HttpServerRequest request, MediaInStore media, InputStream opened) throws IOException {
        String tag = "\"%s\"".formatted(media.sha256());
        HttpServerResponse response = describe(request.response(), media, tag);
        if (isAmong(tag, request.getHeader("If-None-Match"))) {
            opened.close();
            return new LinkAnswer(304, null);
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
            return new LinkAnswer(416, null);
        }
        int status = part.isPresent() ? 206 : 200;
        if (request.method().equals(HttpMethod.HEAD)) {
            opened.close();
            return new LinkAnswer(status, null);
        }
        return new LinkAnswer(status, cut(wanted, opened, response));
    }

    public int status(LinkAnswer answer) {
        return answer.status();
    }

    /** Null where only a head is answered. */
    public @Nullable StoredStream bytes(LinkAnswer answer) {
        return answer.bytes();
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
                .putHeader("Content-Disposition", "inline; filename=\"%s\"".formatted(media.fileName()))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("X-Content-Type-Options", "nosniff");
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
}

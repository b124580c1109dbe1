package io.mmsroutes.link;

import io.mmsroutes.media.SpoolFolder;
import io.mmsroutes.store.StoredMedia;
import io.vertx.core.http.HttpMethod;
import io.vertx.core.http.HttpServerRequest;
import io.vertx.core.http.HttpServerResponse;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.util.Arrays;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Answers a request for stored media: whole or in part, or their head; RFC 9110, sections 13 and 14. Out of a file and by the
 * server itself, so that neither memory nor a thread waits for a slow reader, and so that the length is told, which Camel
 * leaves out of what it streams. Camel leaves an answer alone that has begun.
 */
public final class SendMedia {
    private final SpoolFolder folder;

    public SendMedia(SpoolFolder folder) {
        this.folder = folder;
    }

    /** @param opened the bytes; closed here */
    public void send(HttpServerRequest request, StoredMedia media, InputStream opened) throws IOException {
        String tag = "\"%s\"".formatted(media.sha256());
        HttpServerResponse response = head(request.response(), media, tag);
        Optional<ByteRange> part = ifUnchanged(request.getHeader("If-Range"), tag)
                ? ByteRange.of(request.getHeader("Range"), media.size())
                : Optional.empty();
        try (opened) {
            if (matches(request.getHeader("If-None-Match"), tag)) {
                response.setStatusCode(304).end();
            } else if (part.isPresent() && part.get().isBehindTheEnd()) {
                response.setStatusCode(416)
                        .putHeader("Content-Range", part.get().of(media.size()))
                        .end();
            } else {
                part.ifPresent(one -> response.setStatusCode(206).putHeader("Content-Range", one.of(media.size())));
                body(request, part.orElse(new ByteRange(0, media.size())), opened);
            }
        }
    }

    private void body(HttpServerRequest request, ByteRange part, InputStream opened) throws IOException {
        HttpServerResponse response = request.response();
        if (request.method().equals(HttpMethod.HEAD)) {
            response.putHeader("Content-Length", String.valueOf(part.length())).end();
            return;
        }
        Path file = folder.newFile();
        Files.copy(opened, file, StandardCopyOption.REPLACE_EXISTING);
        response.sendFile(file.toString(), part.first(), part.length())
                .onComplete(sent -> file.toFile().delete());
    }

    /** What it is, and that no browser shall make more of it: it may have come from anybody. */
    private static HttpServerResponse head(HttpServerResponse response, StoredMedia media, String tag) {
        return response.putHeader("Content-Type", media.type())
                .putHeader("ETag", tag)
                .putHeader("Accept-Ranges", "bytes")
                .putHeader("Cache-Control", "private")
                .putHeader("Content-Disposition", "inline; filename=\"%s\"".formatted(media.fileName()))
                .putHeader("Content-Security-Policy", "default-src 'none'; sandbox")
                .putHeader("X-Content-Type-Options", "nosniff");
    }

    private static boolean ifUnchanged(@Nullable String condition, String tag) {
        return condition == null || condition.strip().equals(tag);
    }

    private static boolean matches(@Nullable String tags, String tag) {
        return tags != null
                && Arrays.stream(tags.split(","))
                        .map(one -> one.strip().replaceFirst("^W/", ""))
                        .anyMatch(one -> one.equals(tag) || one.equals("*"));
    }
}

package io.mmsroutes.outbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.support.Events;
import io.mmsroutes.support.MediaHost;
import io.mmsroutes.support.SendingTestSupport;
import java.io.IOException;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.UUID;

/** Media that came in, lie in a bucket, and go out again. */
abstract class BucketLinks extends SendingTestSupport {
    static final byte[] PHOTO = MediaHost.sample("photo.jpg");

    private final HttpClient client = HttpClient.newHttpClient();

    /** Receives a file and returns its name in storage, once it is stored. */
    String receive(String file) {
        mediaHost.serve("/" + file, MediaHost.sample(file));
        Events event = Events.received().media(mediaHost.url("/" + file));
        telnyx.deliver(event.json());
        String like = "mms/%s/%s/0.%%".formatted(Events.SENDER, event.messageId());
        await().atMost(Duration.ofSeconds(60)).until(() -> stored(like) == 1);
        return like.replace("%", file.substring(file.lastIndexOf('.') + 1));
    }

    /** Sends what is stored and returns the URLs that Telnyx gets. */
    ObjectNode call(String... keys) {
        String text = UUID.randomUUID().toString();
        ObjectNode request = request(text);
        for (String key : keys) {
            request.withArray("media_urls").add("stored:" + key);
        }
        send(request);
        await().until(() -> !telnyxApi.calls(text).isEmpty());
        assertThat(telnyxApi.calls(text).get(0).path("media_urls")).hasSize(keys.length);
        return (ObjectNode) telnyxApi.calls(text).get(0);
    }

    String link(String key) {
        return call(key).path("media_urls").path(0).asText();
    }

    HttpResponse<byte[]> open(String url, String... headers) {
        HttpRequest.Builder request = HttpRequest.newBuilder(URI.create(url));
        try {
            return client.send(
                    headers.length == 0
                            ? request.build()
                            : request.headers(headers).build(),
                    BodyHandlers.ofByteArray());
        } catch (IOException | InterruptedException e) {
            throw new IllegalStateException(e);
        }
    }

    private long stored(String like) {
        return database()
                .sql("select count(*) from stored_media where storage_key like :like and content_type is not null")
                .param("like", like)
                .query(Long.class)
                .single();
    }
}

package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.nio.file.Files;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;

class SlowHostTest extends GatewayTestSupport {
    private final MediaHost otherHost = new MediaHost();
    private final byte[] photo = MediaHost.sample("photo.jpg");

    @Override
    protected Map<String, String> settings() {
        return Map.of(
                "mms.media.fetch-pool", "16",
                "mms.media.response-timeout", "1m",
                "mms.inbound.consumers", "8",
                "mms.media.trusted-hosts", mediaHost.address() + "," + otherHost.address());
    }

    @AfterAll
    void closeOtherHost() {
        otherHost.close();
    }

    @Test
    void aHostThatDoesNotAnswerHoldsNoMoreThanItsShareAndNobodyElse() {
        CompletableFuture<Void> open = new CompletableFuture<>();
        AtomicInteger atOnce = new AtomicInteger();
        AtomicInteger most = new AtomicInteger();
        mediaHost.on("/slow", exchange -> {
            most.accumulateAndGet(atOnce.incrementAndGet(), Math::max);
            var unused = open.thenRun(() -> {
                atOnce.decrementAndGet();
                try {
                    MediaHost.answer(exchange, 200, photo);
                } catch (java.io.IOException e) {
                    exchange.close();
                }
            });
        });
        otherHost.serve("/quick", photo);
        List<Events> slow = new ArrayList<>();
        for (int i = 0; i < 40; i++) {
            slow.add(Events.received().media(mediaHost.url("/slow")));
        }
        slow.forEach(event -> telnyx.deliver(event.json()));
        await().until(() -> most.get() == 4);
        Events quick = Events.received().media(otherHost.url("/quick"));

        telnyx.deliver(quick.json());

        manifest(quick.messageId());
        assertThat(slow).noneMatch(this::isDone);
        assertThat(most).hasValue(4);

        open.complete(null);

        await().atMost(Duration.ofSeconds(60)).until(() -> slow.stream().allMatch(this::isDone));
        assertThat(slow).allSatisfy(event -> {
            assertThat(manifest(event.messageId())
                            .path("media")
                            .path(0)
                            .path("attempts")
                            .asInt())
                    .isEqualTo(1);
        });
        assertThat(mediaHost.asked("/slow")).isEqualTo(40);
    }

    private boolean isDone(Events event) {
        return Files.exists(folder(Events.SENDER, event.messageId()).resolve("message.json"));
    }
}

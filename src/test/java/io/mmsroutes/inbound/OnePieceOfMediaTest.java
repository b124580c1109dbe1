package io.mmsroutes.inbound;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.support.Events;
import io.mmsroutes.support.GatewayTestSupport;
import io.mmsroutes.support.MediaHost;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;

/** A message with one piece of media needs no thread beside its own. */
class OnePieceOfMediaTest extends GatewayTestSupport {
    /** Of gateways that other classes of this JVM had. */
    private final Set<Thread> before = fetchers();

    @Test
    void onePieceIsFetchedOnTheThreadOfItsMessageAndTwoSideBySide() {
        mediaHost.serve("/photo", MediaHost.sample("photo.jpg"));

        deliver(Events.received().media(mediaHost.url("/photo")));
        deliver(Events.received());
        assertThat(fetchers()).isSubsetOf(before);

        deliver(Events.received().media(mediaHost.url("/photo")).media(mediaHost.url("/photo")));
        assertThat(fetchers()).anyMatch(thread -> !before.contains(thread));
    }

    private void deliver(Events event) {
        telnyx.deliver(event.json());
        assertThat(manifest(event.messageId()).path("complete").asBoolean()).isTrue();
    }

    private static Set<Thread> fetchers() {
        return Thread.getAllStackTraces().keySet().stream()
                .filter(thread -> thread.getName().contains("mms-fetch")
                        && !thread.getName().contains("deadline"))
                .collect(Collectors.toSet());
    }
}

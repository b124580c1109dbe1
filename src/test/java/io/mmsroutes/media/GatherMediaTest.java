package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.InboundEvent;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MessageKeys;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.inbound.Progress;
import io.mmsroutes.inbound.StorageKeyTemplate;
import io.mmsroutes.inbound.TelnyxMetadata;
import java.time.Instant;
import java.util.List;
import org.apache.camel.Exchange;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.DefaultExchange;
import org.junit.jupiter.api.Test;

class GatherMediaTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final GatherMedia gatherMedia = new GatherMedia(new FailedMedia());
    private final InboundMessage message = message();

    @Test
    void anOutcomeTakesThePlaceOfItsItem() {
        MediaItem ended = message.media().get(0).pending("http-404", "The host answers 404.", true);

        InboundMessage gathered = gather(exchange(ended));

        assertThat(gathered.media().get(0)).isEqualTo(ended);
        assertThat(gathered.media().get(1)).isEqualTo(message.media().get(1));
    }

    @Test
    void anItemThatNoErrorHandlingSawSaysWhyAllTheSame() {
        Exchange item = exchange("whatever");
        item.setVariable("item", message.media().get(1));
        item.setException(new IllegalStateException(
                "Multicast processing failed", new TryLater("store-away", "S3 could not be reached.")));

        InboundMessage gathered = gather(item);

        assertThat(gathered.media().get(1).outcome().code()).isEqualTo("store-away");
        assertThat(gathered.media().get(1).outcome().attempts()).isEqualTo(1);
        assertThat(gathered.isPending()).isTrue();
    }

    @Test
    void whatFailsNeverMarksTheMessage() {
        Exchange input = exchange(message);
        Exchange item = exchange("whatever");
        item.setException(new IllegalStateException());

        assertThat(gatherMedia.aggregate(null, item, input)).isSameAs(input);
        assertThat(input.getException()).isNull();
    }

    private InboundMessage gather(Exchange item) {
        return gatherMedia.aggregate(null, item, exchange(message)).getMessage().getBody(InboundMessage.class);
    }

    private Exchange exchange(Object body) {
        Exchange exchange = new DefaultExchange(context);
        exchange.getMessage().setBody(body);
        return exchange;
    }

    private static InboundMessage message() {
        PhoneNumber sender = new PhoneNumber("+13125550001");
        Progress progress = Progress.NONE;
        MessageKeys keys = new StorageKeyTemplate("mms/{from}/{message}/{index}.{ext}")
                .keys(sender, List.of(), "m", Instant.EPOCH);
        DeclaredMedia announced = new DeclaredMedia("https://media.telnyx.com/1", null, null, null, null);
        return new InboundMessage(
                new InboundEvent(new byte[0], Instant.EPOCH, "key", false, progress),
                "event",
                "m",
                "MMS",
                sender,
                List.of(),
                List.of(),
                null,
                null,
                null,
                null,
                TelnyxMetadata.NONE,
                keys,
                InboundMessage.items(List.of(announced, announced), keys, progress));
    }
}

package io.mmsroutes.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.TryLater;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class StoresInUseTest {
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final KameletActions actions = new KameletActions();

    @BeforeEach
    void start() {
        context.getRegistry().bind("kameletActions", actions);
        context.start();
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void kameletThatIsNoneIsNamedWithoutItsParameters() {
        StoresInUse stores = new StoresInUse(context, actions, "media-store-nowhere-sink?token=secret");

        assertThatThrownBy(stores::find)
                .isInstanceOfSatisfying(
                        TryLater.class,
                        e -> assertThat(e.sentence())
                                .contains("mms.store.also")
                                .contains("media-store-nowhere-sink")
                                .doesNotContain("secret"))
                .hasNoCause();
    }

    @Test
    void secretsOfAStoreAreNotPartOfWhatALogGets() {
        StoresInUse stores = new StoresInUse(context, actions, " , media-store-remote-sink?url=http://secret ,");

        assertThat(stores.find().erasing())
                .singleElement()
                .satisfies(store -> assertThat(store.uri()).contains("secret"))
                .asString()
                .isEqualTo("media-store-remote-sink");
    }

    @Test
    void onlyStoresThatOfferAnActionAreAskedForIt() {
        context.getEndpoint("kamelet:media-store-labelled-sink");
        StoresInUse stores =
                new StoresInUse(context, actions, "media-store-remote-sink?url=http://application.example");

        assertThat(stores.offering("erase"))
                .extracting(StoresInUse.Store::name)
                .containsExactly("media-store-remote-sink");
        assertThat(stores.offering("link")).isEmpty();
        assertThat(stores.find().notAsked()).containsExactly("media-store-labelled-sink");
    }

    @Test
    void nothingIsInUseWhereNothingIs() {
        context.getEndpoint("kamelet:message-sink-log-sink");

        assertThat(new StoresInUse(context, actions, "").find().notAsked()).isEmpty();
    }
}

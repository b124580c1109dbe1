package io.mmsroutes.store;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.StoresInUse.Store;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.atomic.AtomicBoolean;
import org.apache.camel.Exchange;
import org.apache.camel.Processor;
import org.apache.camel.builder.RouteBuilder;
import org.apache.camel.builder.RouteConfigurationBuilder;
import org.apache.camel.impl.DefaultCamelContext;
import org.apache.camel.support.PluginHelper;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Three stores of two Kamelets: one, two and older; each says and does what a test gives it. */
class StoreClientTest {
    private static final String KAMELET = "media-store-scripted-sink";
    private static final String OLDER = "media-store-older-scripted-sink";
    private static final String PLACE = "s3://right/mms/+13125550001/0.jpg";
    private static final Duration HOUR = Duration.ofHours(1);

    private final Rejected missing = new Rejected("stored-missing", "There is none.");
    private final TryLater away = new TryLater("store-busy", "Bucket b cannot take it now.");
    private final DefaultCamelContext context = new DefaultCamelContext();
    private final KameletActions actions = new KameletActions();
    private final Map<String, Processor> scripts = new ConcurrentHashMap<>();
    private final List<String> asked = new ArrayList<>();

    @TempDir
    private Path folder;

    @BeforeEach
    void start() throws Exception {
        context.getRegistry().bind("kameletActions", actions);
        context.addRoutePolicyFactory(NoteStore::of);
        context.getStreamCachingStrategy().setDenyClasses(StoredStream.class);
        context.getRegistry().bind("storeClient", client());
        context.start();
        context.addRoutesConfigurations(new RouteConfigurationBuilder() {
            @Override
            public void configuration() {
                routeConfiguration("errors-of-caller").errorHandler(noErrorHandler());
            }
        });
        PluginHelper.getRoutesLoader(context)
                .loadRoutes(PluginHelper.getResourceLoader(context)
                        .resolveResource("classpath:routes/request-store.camel.yaml"));
        for (String store : List.of("one", "two", "older")) {
            scripts.put(store, fails(missing));
            context.addRoutes(new RouteBuilder() {
                @Override
                public void configure() {
                    from("direct:" + store)
                            .routeConfigurationId("errors-of-caller")
                            .process(exchange -> {
                                asked.add(store);
                                scripts.get(store).process(exchange);
                            });
                }
            });
        }
    }

    @AfterEach
    void stop() {
        context.stop();
    }

    @Test
    void onlyTheStoreThatTookItIsAsked() throws IOException {
        StoreClient client = client("one", "two", "older");
        scripts.put("older", answers(PLACE, "bytes"));

        assertThat(read(client, OLDER)).isEqualTo("bytes");
        assertThat(client.link(media(OLDER), HOUR)).contains("https://link");
        assertThat(asked).containsExactly("older", "older");
    }

    @Test
    void storesOfOneKameletAreToldApartByThePlace() throws IOException {
        StoreClient client = client("one", "two", "older");
        scripts.put("one", answers("s3://wrong/0.jpg", "a copy"));
        scripts.put("two", answers(PLACE, "bytes"));

        assertThat(read(client, KAMELET)).isEqualTo("bytes");
        assertThat(client.link(media(KAMELET), HOUR)).contains("https://link");
        assertThat(asked).doesNotContain("older");
    }

    @Test
    void allAreAskedWhereNobodyNotedWhichItWas() throws IOException {
        StoreClient client = client("one", "two", "older");
        scripts.put("two", answers(PLACE, "bytes"));

        assertThat(read(client, null)).isEqualTo("bytes");
        assertThat(read(client, "media-store-gone-sink")).isEqualTo("bytes");
        assertThat(client.link(media(null), HOUR)).contains("https://link");
        assertThat(client.link(media("media-store-gone-sink"), HOUR)).contains("https://link");
    }

    @Test
    void othersAreAskedWhereTheStoreOfThatNameIsAnotherOneNow() throws IOException {
        StoreClient client = client("one", "older");
        scripts.put("one", answers(PLACE, "bytes"));

        assertThat(read(client, OLDER)).isEqualTo("bytes");
        assertThat(asked).containsExactly("older", "one");

        scripts.put("older", fails(away));
        assertThat(read(client, OLDER)).isEqualTo("bytes");
    }

    @Test
    void noOtherStoreIsAskedForALinkToWhatItDidNotTake() {
        StoreClient client = client("one", "older");
        scripts.put("one", answers(PLACE, "bytes"));

        assertThat(client.link(media(OLDER), HOUR)).isEmpty();
        assertThat(asked).containsExactly("older");
    }

    @Test
    void whatAStoreIsToldIsTheContract() throws IOException {
        StoreClient client = client("one");
        List<Map<String, Object>> told = new ArrayList<>();
        scripts.put("one", exchange -> {
            told.add(Map.copyOf(exchange.getMessage().getHeaders()));
            answers(PLACE, "bytes").process(exchange);
        });

        read(client, KAMELET);
        client.link(media(KAMELET), HOUR);
        client.erase(store("one"), "mms/a/0.jpg");

        assertThat(told)
                .containsExactly(
                        Map.of("mmsAction", "read", "mmsKey", "mms/+13125550001/0.jpg"),
                        Map.of("mmsAction", "link", "mmsKey", "mms/+13125550001/0.jpg", "mmsLinkMillis", 3_600_000L),
                        Map.of("mmsAction", "erase", "mmsKey", "mms/a/0.jpg"));
    }

    @Test
    void copyInAnotherStoreIsClosed() {
        StoreClient client = client("one");
        AtomicBoolean closed = new AtomicBoolean();
        scripts.put("one", exchange -> {
            exchange.getMessage().setHeader("mmsLocation", "s3://wrong/0.jpg");
            exchange.getMessage().setBody(new StoredStream(InputStream.nullInputStream(), () -> closed.set(true)));
        });

        assertThatThrownBy(() -> client.read(media(KAMELET)))
                .isInstanceOfSatisfying(
                        Rejected.class, gone -> assertThat(gone.code()).isEqualTo("store-gone"));
        assertThat(closed).isTrue();
    }

    @Test
    void storeThatMayHaveItLaterCountsBeforeOneThatHasItNot() {
        StoreClient client = client("one", "two", "older");
        scripts.put("two", fails(away));

        for (String noted : List.of(KAMELET, OLDER, "none")) {
            assertThatThrownBy(() -> client.read(media(noted))).isSameAs(away);
        }
    }

    @Test
    void whatNoStoreHasIsTold() {
        assertThatThrownBy(() -> client("one", "two").read(media(KAMELET))).isSameAs(missing);
        assertThatThrownBy(() -> client("one").erase(store("one"), "mms/a/0.jpg"))
                .isSameAs(missing);
    }

    @Test
    void whatAStoreSaysOfItselfIsNotRepeated() {
        StoreClient client = client("one");
        scripts.put("one", fails(new IOException("cannot read mms/+13125550001/0.jpg")));

        assertThatThrownBy(() -> client.read(media(KAMELET)))
                .isInstanceOfSatisfying(
                        TryLater.class, later -> assertThat(later.code()).isEqualTo("store-away"))
                .hasMessageContaining("IOException")
                .hasMessageContaining(KAMELET)
                .hasMessageNotContaining("3125550001")
                .hasMessageNotContaining("direct:one")
                .hasNoCause();
    }

    @Test
    void bytesInAnotherFormAreReadToo() throws IOException {
        StoreClient client = client("one");
        for (Object form : List.of(
                "bytes".getBytes(UTF_8),
                "bytes",
                Files.writeString(folder.resolve("file"), "bytes").toFile())) {
            scripts.put("one", exchange -> {
                exchange.getMessage().setHeader("mmsLocation", PLACE);
                exchange.getMessage().setBody(form);
            });

            assertThat(read(client, KAMELET)).isEqualTo("bytes");
        }
    }

    @Test
    void storeThatTookSomethingIsNoted() {
        scripts.put("one", answers(PLACE, "of no concern"));

        Exchange stored = context.createFluentProducerTemplate()
                .to("kamelet:%s?to=direct:one".formatted(KAMELET))
                .send();

        assertThat(stored.getVariable("store")).isEqualTo(KAMELET);
    }

    private StoreClient client(String... stores) {
        List<String> also = new ArrayList<>();
        for (String store : stores) {
            also.add("%s?to=direct:%s".formatted(store.equals("older") ? OLDER : KAMELET, store));
        }
        return new StoreClient(context, new StoresInUse(context, actions, String.join(",", also)));
    }

    private static Store store(String name) {
        return new Store(KAMELET, "kamelet:%s?to=direct:%s".formatted(KAMELET, name));
    }

    private static String read(StoreClient client, @Nullable String store) throws IOException {
        try (InputStream bytes = client.read(media(store))) {
            return new String(bytes.readAllBytes(), UTF_8);
        }
    }

    private static MediaInStore media(@Nullable String store) {
        return new MediaInStore("mms/+13125550001/0.jpg", PLACE, "image/jpeg", 3, "ab".repeat(32), store);
    }

    private static Processor answers(String location, String bytes) {
        return exchange -> {
            exchange.getMessage().setHeader("mmsLocation", location);
            exchange.getMessage().setHeader("mmsLink", "https://link");
            exchange.getMessage().setBody(new ByteArrayInputStream(bytes.getBytes(UTF_8)));
        };
    }

    private static Processor fails(Exception failure) {
        return exchange -> {
            throw failure;
        };
    }
}

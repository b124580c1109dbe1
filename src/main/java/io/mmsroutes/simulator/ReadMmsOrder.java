package io.mmsroutes.simulator;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Reads what the simulated phone is to send. Whatever is left out, up to the whole body, has a default. */
public final class ReadMmsOrder {
    private static final Asked NOTHING_ASKED = new Asked(null, null, null, null, null, null);
    private static final List<String> MEDIA = List.of("photo.jpg", "picture.png", "contact.vcf");
    private static final String TEXT = "Greetings from the café: the view, a picture for you, and their card.";
    private static final String FROM = "+13125550001";
    private static final String TO = "+17735550002";
    private static final ObjectReader READER = Json.MAPPER
            .readerFor(Asked.class)
            .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS)
            .without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    private final SampleMedia samples;

    public ReadMmsOrder(SampleMedia samples) {
        this.samples = samples;
    }

    /**
     * Throws {@link Rejected} {@code order-unclear}, {@code media-unknown}, {@code fault-unknown} or {@code
     * number-malformed}.
     *
     * @param body bytes; null; or what a server makes of a form, because that is what curl says it sends
     */
    public MmsOrder read(@Nullable Object body) throws IOException {
        Asked asked = body == null ? NOTHING_ASKED : parse(body);
        List<String> media = requireNonNullElse(asked.media(), MEDIA);
        for (String name : media) {
            requireSample(name);
        }
        return new MmsOrder(
                media,
                requireNonNullElse(asked.text(), TEXT),
                requireNonNullElse(asked.from(), FROM),
                requireNonNullElse(asked.to(), TO),
                fault(requireNonNullElse(asked.fault(), Fault.NONE.word())),
                requireNonNullElse(asked.duplicates(), 0));
    }

    private static Asked parse(Object body) {
        if (!(body instanceof byte[] json)) {
            throw new Rejected("order-unclear", "Send JSON, with the header content-type: application/json.");
        }
        try {
            Asked asked = json.length == 0 ? NOTHING_ASKED : READER.readValue(json);
            if (asked != null) {
                return asked;
            }
        } catch (IOException | ArithmeticException | IllegalArgumentException e) {
            // told below, as is a body of null
        }
        throw new Rejected(
                "order-unclear",
                "Send a JSON object with any of media (a list of names), text, from, to, fault and duplicates (a number), or no body.");
    }

    private void requireSample(@Nullable String name) throws IOException {
        if (samples.find(name).isEmpty()) {
            throw new Rejected(
                    "media-unknown",
                    "media holds a name that is not in simulator/media; there are: %s."
                            .formatted(String.join(", ", samples.names())));
        }
    }

    private static Fault fault(String word) {
        return Fault.of(word)
                .orElseThrow(() -> new Rejected(
                        "fault-unknown",
                        "There is no such fault; there are: %s.".formatted(String.join(", ", Fault.words()))));
    }

    /** The body of {@code POST /simulator/mms}. */
    record Asked(
            @Nullable List<String> media,
            @Nullable String text,
            @Nullable String from,
            @Nullable String to,
            @Nullable String fault,
            @Nullable Integer duplicates) {}
}

package io.mmsroutes.simulator;

import static java.util.Objects.requireNonNullElse;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.ObjectReader;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * What the simulated phone is to send.
 *
 * @param media names of samples, in order; none makes it an SMS
 * @param from E.164 number or short code, as are {@code to} and {@code cc}
 * @param cc the other members of a group; none: it is no group
 * @param duplicates how often the same webhook comes again
 * @param webhook URL that it is posted to; null: that of the messaging profile
 */
public record MmsOrder(
        List<String> media,
        String text,
        String from,
        String to,
        List<String> cc,
        Fault fault,
        int duplicates,
        @Nullable String webhook) {
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{1,14}|\\d{3,8}");
    private static final Pattern URL = Pattern.compile("https?://[^\\s/]+\\S*");
    private static final int MAX_DUPLICATES = 100;
    private static final int MAX_MEDIA = 100;
    private static final int MAX_MEMBERS = 8;
    private static final Asked NOTHING_ASKED = new Asked(null, null, null, null, null, null, null, null);
    private static final List<String> MEDIA = List.of("photo.jpg", "picture.png", "contact.vcf");
    private static final String TEXT = "Greetings from the café: the view, a picture for you, and their card.";
    private static final String FROM = "+13125550001";
    private static final String TO = "+17735550002";
    private static final ObjectReader READER =
            Orders.reader(Asked.class).without(DeserializationFeature.ACCEPT_FLOAT_AS_INT);

    /** Throws {@link Rejected} {@code number-malformed} or {@code order-unclear}. */
    public MmsOrder {
        media = List.copyOf(media);
        cc = List.copyOf(cc);
        requireNumber("from", from);
        requireNumber("to", to);
        cc.forEach(number -> requireNumber("cc", number));
        requireBetween("duplicates", duplicates, MAX_DUPLICATES);
        requireBetween("the number of media", media.size(), MAX_MEDIA);
        requireBetween("the number of cc", cc.size(), MAX_MEMBERS);
        if (webhook != null && !URL.matcher(webhook).matches()) {
            throw new Rejected("order-unclear", "webhook is an http or https URL.");
        }
    }

    /**
     * Whatever is left out, up to the whole body, has a default. Throws {@link Rejected} {@code order-unclear}, {@code media-unknown},
     * {@code fault-unknown} or {@code number-malformed}.
     *
     * @param body bytes; null; or what a server makes of a form, because that is what curl says it sends
     */
    static MmsOrder read(@Nullable Object body, SampleMedia samples) throws IOException {
        Asked asked = body == null ? NOTHING_ASKED : parse(body);
        List<String> media = requireNonNullElse(asked.media(), MEDIA);
        for (String name : media) {
            if (samples.find(name).isEmpty()) {
                throw new Rejected(
                        "media-unknown",
                        "media holds a name that is not in simulator/media; there are: %s."
                                .formatted(String.join(", ", samples.names())));
            }
        }
        String fault = requireNonNullElse(asked.fault(), Fault.NONE.word());
        return new MmsOrder(
                media,
                requireNonNullElse(asked.text(), TEXT),
                requireNonNullElse(asked.from(), FROM),
                requireNonNullElse(asked.to(), TO),
                requireNonNullElse(asked.cc(), List.of()),
                Fault.of(fault)
                        .orElseThrow(() -> new Rejected(
                                "fault-unknown",
                                "There is no such fault; there are: %s.".formatted(String.join(", ", Fault.words())))),
                requireNonNullElse(asked.duplicates(), 0),
                asked.webhook());
    }

    private static Asked parse(Object body) {
        if (!(body instanceof byte[] json)) {
            throw new Rejected("order-unclear", "Send JSON, with the header content-type: application/json.");
        }
        return Orders.read(
                READER,
                json,
                NOTHING_ASKED,
                "order-unclear",
                "Send a JSON object with any of media (a list of names), text, from, to, cc (a list of numbers), fault, duplicates (a"
                        + " number) and webhook (a URL), or no body.");
    }

    /** The sentence does not repeat the number: it goes to the log too. */
    private static void requireNumber(String field, @Nullable String number) {
        if (number == null || !NUMBER.matcher(number).matches()) {
            throw new Rejected(
                    "number-malformed",
                    "%s is no phone number: write E.164, such as +13125550001, or a short code of 3 to 8 digits."
                            .formatted(field));
        }
    }

    private static void requireBetween(String field, int value, int most) {
        if (value < 0 || value > most) {
            throw new Rejected("order-unclear", "%s must lie between 0 and %s.".formatted(field, most));
        }
    }

    /** The body of {@code POST /simulator/mms}. */
    record Asked(
            @Nullable List<String> media,
            @Nullable String text,
            @Nullable String from,
            @Nullable String to,
            @Nullable List<@Nullable String> cc,
            @Nullable String fault,
            @Nullable Integer duplicates,
            @Nullable String webhook) {}

    /** What the simulated media host does to the media of one message. The webhook always announces the sample as it is. */
    public enum Fault {
        /** Nothing. */
        NONE,
        /** 404 for the first request of each file, then the file: the webhook was faster than the upload. */
        NOT_FOUND_FIRST,
        /** The file, some seconds late. */
        SLOW,
        /** Announces the whole length, sends half and hangs up. */
        TRUNCATED,
        /** More than {@code mms.media.max-bytes}, without a length that would tell. */
        OVERSIZED,
        /** One bit of the file is another. */
        WRONG_HASH,
        /** 302 to the metadata address of a cloud. */
        REDIRECT_PRIVATE,
        /** 302 to the good file. */
        REDIRECT,
        /** The file for the first request of each, then 403 for ever: links of media that came in expire. */
        EXPIRES,
        /** Always 404. */
        GONE;

        /** As it stands in an order and in a URL, such as {@code not-found-first}. */
        public String word() {
            return Orders.word(this);
        }

        static Optional<Fault> of(String word) {
            return Orders.find(Fault.class, word);
        }

        static List<String> words() {
            return Orders.words(Fault.class);
        }
    }
}

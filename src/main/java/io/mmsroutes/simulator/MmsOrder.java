package io.mmsroutes.simulator;

import io.mmsroutes.failure.Rejected;
import java.util.List;
import java.util.regex.Pattern;

/**
 * What the simulated phone is to send.
 *
 * @param media names of samples, in order; none makes it an SMS
 * @param from E.164 number or short code, as is {@code to}
 * @param duplicates how often the same webhook comes again
 */
public record MmsOrder(List<String> media, String text, String from, String to, Fault fault, int duplicates) {
    private static final Pattern NUMBER = Pattern.compile("\\+[1-9]\\d{1,14}|\\d{3,8}");
    private static final int MOST_DUPLICATES = 100;
    private static final int MOST_MEDIA = 100;

    /** Throws {@link Rejected} {@code number-malformed} or {@code order-unclear}. */
    public MmsOrder {
        media = List.copyOf(media);
        requireNumber("from", from);
        requireNumber("to", to);
        requireBetween("duplicates", duplicates, MOST_DUPLICATES);
        requireBetween("the number of media", media.size(), MOST_MEDIA);
    }

    /** The sentence does not repeat the number: it goes to the log too. */
    private static void requireNumber(String field, String number) {
        if (!NUMBER.matcher(number).matches()) {
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
}

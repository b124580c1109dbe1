package io.mmsroutes.media;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.github.mangstadt.vinnie.VObjectProperty;
import com.github.mangstadt.vinnie.io.Context;
import com.github.mangstadt.vinnie.io.SyntaxRules;
import com.github.mangstadt.vinnie.io.VObjectDataAdapter;
import com.github.mangstadt.vinnie.io.VObjectReader;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;

/**
 * Reads vCards of the versions 2.1, 3.0 and 4.0, several of them in one text too. Only what a {@link Card} says is understood:
 * dates, photos, time zones and cards within cards are passed over.
 */
final class ReadCards {
    private static final String CARD = "VCARD";
    /** Of all cards together. A phone writes about twenty a card. */
    private static final int MAX_LINES = 5_000;
    /** Components within components; an agent's card within a card has two. */
    private static final int MAX_DEPTH = 10;

    /**
     * Empty where there is no card, or nothing in it.
     *
     * @throws Rejected {@code card-too-large} for more than 5 000 lines, values of more than 16 384 characters, or components
     *     more than ten deep
     */
    List<Card> read(String text) throws IOException {
        Lines lines = new Lines();
        try (VObjectReader reader = new VObjectReader(new StringReader(text), SyntaxRules.vcard())) {
            reader.setDefaultQuotedPrintableCharset(UTF_8);
            reader.parse(lines);
        }
        return lines.cards();
    }

    private static final class Lines extends VObjectDataAdapter {
        private final List<CardLines> cards = new ArrayList<>();
        private final AtomicInteger count = new AtomicInteger();

        @Override
        public void onComponentBegin(String name, Context context) {
            countOne();
            int depth = context.getParentComponents().size();
            require(depth < MAX_DEPTH, "its components are more than %d deep", MAX_DEPTH);
            if (depth == 0 && CARD.equalsIgnoreCase(name)) {
                cards.add(new CardLines());
            }
        }

        @Override
        public void onVersion(String value, Context context) {
            onProperty(new VObjectProperty("VERSION", value), context);
        }

        @Override
        public void onProperty(VObjectProperty property, Context context) {
            countOne();
            List<String> around = context.getParentComponents();
            if (around.size() == 1 && CARD.equalsIgnoreCase(around.get(0))) {
                cards.get(cards.size() - 1).take(property);
            }
        }

        /** One that ends in its midst counts as far as it goes. */
        List<Card> cards() {
            return cards.stream()
                    .map(CardLines::card)
                    .filter(card -> !card.saysNothing())
                    .toList();
        }

        private void countOne() {
            require(count.incrementAndGet() <= MAX_LINES, "it has more than %d lines", MAX_LINES);
        }
    }

    static void require(boolean within, String what, int limit) {
        if (!within) {
            throw new Rejected("card-too-large", "The vCard was not read: " + what.formatted(limit) + ".");
        }
    }
}

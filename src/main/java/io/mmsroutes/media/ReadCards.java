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
import org.jspecify.annotations.Nullable;

/**
 * Reads vCards of the versions 2.1, 3.0 and 4.0, several of them in one text too. Only what a {@link Card} says is understood:
 * dates, photos, time zones and cards within cards are passed over.
 */
final class ReadCards {
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
        private final List<Card> cards = new ArrayList<>();
        private @Nullable CardLines card;
        private int count;

        @Override
        public void onComponentBegin(String name, Context context) {
            require(++count <= MAX_LINES, "it has more than %d lines", MAX_LINES);
            int depth = context.getParentComponents().size();
            require(depth < MAX_DEPTH, "its components are more than %d deep", MAX_DEPTH);
            if (depth == 0) {
                take();
                card = "VCARD".equalsIgnoreCase(name) ? new CardLines() : null;
            }
        }

        @Override
        public void onVersion(String value, Context context) {
            if (card != null && context.getParentComponents().size() == 1) {
                card.version(value);
            }
        }

        @Override
        public void onProperty(VObjectProperty property, Context context) {
            require(++count <= MAX_LINES, "it has more than %d lines", MAX_LINES);
            if (card != null && context.getParentComponents().size() == 1) {
                card.take(property);
            }
        }

        /** One that ends in its midst counts as far as it goes. */
        List<Card> cards() {
            take();
            return cards;
        }

        private void take() {
            if (card != null) {
                cards.add(card.card());
            }
            card = null;
            cards.removeIf(Card::saysNothing);
        }
    }

    static void require(boolean within, String what, int limit) {
        if (!within) {
            throw new Rejected("card-too-large", "The vCard was not read: " + what.formatted(limit) + ".");
        }
    }
}

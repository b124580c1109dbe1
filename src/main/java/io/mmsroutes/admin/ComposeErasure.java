package io.mmsroutes.admin;

import io.mmsroutes.ledger.EraseSends.ErasedSends;
import io.mmsroutes.message.PhoneNumber;
import java.util.List;

/** Says what was erased, and what was not. */
public final class ComposeErasure {
    public Erasure compose(PhoneNumber number, Erasing stored, ErasedSends sends, int deadLetters) {
        return new Erasure(
                number.toString(),
                new Stored(stored.erased(), stored.left(), stored.stores().notAsked()),
                new Messages(sends.erased(), sends.unsent(), sends.left()),
                sends.receipts(),
                deadLetters);
    }

    /**
     * @param number its last four characters
     * @param messages to the number
     * @param receipts that had found no message
     */
    public record Erasure(String number, Stored stored, Messages messages, int receipts, int deadLetters) {}

    /**
     * @param erased media and manifests from the number
     * @param left those that no store said it had
     * @param notAsked stores whose Kamelet cannot erase
     */
    public record Stored(int erased, int left, List<String> notAsked) {}

    /**
     * @param erased that were sent, refused or given up
     * @param unsent that waited and are not sent any more
     * @param left that are under way: call again when they are final
     */
    public record Messages(int erased, int unsent, int left) {}
}

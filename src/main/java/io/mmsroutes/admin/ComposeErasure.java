package io.mmsroutes.admin;

import com.fasterxml.jackson.annotation.JsonInclude;
import io.mmsroutes.database.queue.EraseEntries.Erased;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.repository.EraseOutboundMessages.ErasedOutboundMessages;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Says what was erased, and what was not. */
public final class ComposeErasure {
    public Erasure compose(
            PhoneNumber number, Erased waiting, Stored stored, ErasedOutboundMessages sends, int deadLetters) {
        return new Erasure(
                number.toString(),
                waiting.erased() + waiting.left() == 0 ? null : waiting,
                stored,
                new Messages(sends.erased(), sends.unsent(), sends.left()),
                sends.receipts(),
                deadLetters,
                sends.mentions().hidden() == 0 ? null : sends.mentions().hidden(),
                sends.mentions().remains());
    }

    /**
     * @param number its last four characters
     * @param waiting messages from it, and requests to send to it, that waited in a queue; null for none
     * @param messages to the number, or from it
     * @param receipts that had found no message
     * @param mentions messages to others that named it, and do not any more; null for none
     * @param remains what the database has of it still, and why; empty for nothing
     */
    @JsonInclude(JsonInclude.Include.NON_EMPTY)
    public record Erasure(
            String number,
            @Nullable Erased waiting,
            Stored stored,
            Messages messages,
            @JsonInclude int receipts,
            @JsonInclude int deadLetters,
            @Nullable Integer mentions,
            List<String> remains) {}

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

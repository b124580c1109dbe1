package io.mmsroutes.admin;

import io.mmsroutes.database.queue.DeadLetter;
import io.mmsroutes.database.queue.WhichDeadLetters;
import java.util.List;
import java.util.Optional;

/** Of one dead letter: {@code queue/id}, for an id is unique in its queue only. */
record LetterId(String queue, String id) {
    static LetterId of(DeadLetter letter) {
        return new LetterId(letter.queue(), letter.id());
    }

    /** Empty for what can be none. */
    static Optional<LetterId> parse(String text) {
        int slash = text.indexOf('/');
        return slash < 1
                ? Optional.empty()
                : Optional.of(new LetterId(text.substring(0, slash), text.substring(slash + 1)));
    }

    WhichDeadLetters which() {
        return new WhichDeadLetters(queue, id, List.of(), null, null, null);
    }

    @Override
    public String toString() {
        return queue + "/" + id;
    }
}

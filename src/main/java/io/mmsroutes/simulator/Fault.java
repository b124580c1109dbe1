package io.mmsroutes.simulator;

import java.util.List;
import java.util.Optional;

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
        return Words.of(this);
    }

    static Optional<Fault> of(String word) {
        return Words.find(Fault.class, word);
    }

    static List<String> words() {
        return Words.all(Fault.class);
    }
}

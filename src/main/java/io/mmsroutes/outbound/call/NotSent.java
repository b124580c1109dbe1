package io.mmsroutes.outbound.call;

import java.io.IOException;

/** The call failed before a byte of the request was written: it may be made again. */
public final class NotSent extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param sentence for people, without URL or secret */
    public NotSent(String sentence, Throwable cause) {
        super(sentence, cause);
    }
}

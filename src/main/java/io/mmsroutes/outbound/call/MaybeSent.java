package io.mmsroutes.outbound.call;

import java.io.IOException;
import org.jspecify.annotations.Nullable;

/** The call failed once the request may have been written: Telnyx may have taken the message. */
public final class MaybeSent extends IOException {
    private static final long serialVersionUID = 1L;

    /** @param sentence for people, without URL or secret */
    public MaybeSent(String sentence, @Nullable Throwable cause) {
        super(sentence, cause);
    }
}

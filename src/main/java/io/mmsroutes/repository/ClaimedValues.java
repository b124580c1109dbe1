package io.mmsroutes.repository;

import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.repository.ClaimDue.Claimed;
import java.util.UUID;

/** Plain values of a message that is worked on, for routes. */
public final class ClaimedValues {
    /** Our own. */
    public UUID id(Claimed claimed) {
        return claimed.id();
    }

    public SendRequest request(Claimed claimed) {
        return claimed.request();
    }

    /** Calls to Telnyx, this one included. */
    public int attempts(Claimed claimed) {
        return claimed.attempts();
    }

    /** That it is sent from. */
    public String account(Claimed claimed) {
        return claimed.account();
    }
}

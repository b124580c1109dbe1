package io.mmsroutes.repository;

import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.repository.ClaimDue.Claimed;
import java.util.Map;

/** Plain values of a message that is worked on, for routes. */
public final class ClaimedValues {
    /** @param headers get its id, the account that it is sent from, and how many calls there were, this one included */
    public void identify(Claimed claimed, Map<String, Object> headers) {
        headers.put("mmsMessageId", claimed.id());
        headers.put("mmsAccount", claimed.account());
        headers.put("mmsAttempts", claimed.attempts());
    }

    public SendRequest request(Claimed claimed) {
        return claimed.request();
    }
}

package io.mmsroutes.ledger;

import io.mmsroutes.failure.Problem;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.sending.ErrorCode;
import io.mmsroutes.sending.SendRequest;
import java.util.List;

/** Looks once more right before the call: somebody may have sent STOP since the request was taken. */
public final class RequireConsent {
    private final Ledger ledger;
    private final String defaultProfile;

    /** @param defaultProfile {@code telnyx.messaging-profile-id}; may be empty */
    public RequireConsent(Ledger ledger, String defaultProfile) {
        this.ledger = ledger;
        this.defaultProfile = defaultProfile;
    }

    /**
     * Throws {@link Rejected} {@code 40300} where a recipient has opted out, TryLater {@code ledger-away} or
     * {@code ledger-busy}.
     */
    public void require(SendRequest request) {
        List<Problem> problems = ledger.inTransaction(jdbc -> OptOuts.problems(jdbc, request, defaultProfile));
        if (!problems.isEmpty()) {
            throw new Rejected(ErrorCode.OPTED_OUT.code(), problems.get(0).detail());
        }
    }
}

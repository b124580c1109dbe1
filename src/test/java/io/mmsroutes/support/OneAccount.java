package io.mmsroutes.support;

import io.mmsroutes.account.TelnyxAccount;
import io.mmsroutes.account.TelnyxAccounts;
import io.mmsroutes.simulator.SimulatedTelnyx;
import java.time.Clock;
import java.util.List;

/** The one account of a gateway that has no more. */
public final class OneAccount {
    private OneAccount() {}

    /** @param profile empty for none */
    public static TelnyxAccounts of(String profile) {
        return new TelnyxAccounts(List.of(new TelnyxAccount(
                TelnyxAccount.DEFAULT, List.of(), "", profile.isBlank() ? List.of() : List.of(profile), List.of())));
    }

    /** With throw-away keys. */
    public static SimulatedTelnyx telnyx() {
        return new SimulatedTelnyx(of(""), Clock.systemUTC());
    }
}

package io.mmsroutes.simulator;

import com.fasterxml.jackson.annotation.JsonProperty;

/** Hands out the keys of this run, so that another gateway can take the simulator for its Telnyx. */
public final class TellKeys {
    private final SimulatedTelnyx telnyx;

    public TellKeys(SimulatedTelnyx telnyx) {
        this.telnyx = telnyx;
    }

    public Keys tell() {
        return new Keys(telnyx.publicKey(), telnyx.apiKey());
    }

    public record Keys(
            @JsonProperty("public_key") String publicKey,
            @JsonProperty("api_key") String apiKey) {}
}

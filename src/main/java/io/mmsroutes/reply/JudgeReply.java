package io.mmsroutes.reply;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.OptOutKeyword;
import io.mmsroutes.outbound.AddressForm;

/** Decides by the message alone whether it is one to answer; the database knows more, and has the last word. */
public final class JudgeReply {
    private static final String WANTED = "wanted";

    private final ReplyMode mode;

    /** @param mode {@code mms.reply.mode} */
    public JudgeReply(String mode) {
        this.mode = ReplyMode.of(mode);
    }

    /**
     * Returns {@code wanted}, or why there is no answer: {@code off}; {@code replayed} for what came long ago; {@code
     * opt-out-keyword} and {@code autoresponse} for what Telnyx answers itself; {@code spam}; {@code no-mms}; {@code
     * sender-no-number} for short codes, names and agents, behind which there is a machine.
     */
    public String judge(InboundMessage message) {
        if (mode == ReplyMode.OFF) {
            return "off";
        }
        if (message.event().progress().isReplayedInSilence()) {
            return "replayed";
        }
        if (OptOutKeyword.of(message).isPresent()) {
            return "opt-out-keyword";
        }
        if (message.notes().autoresponse() != null) {
            return "autoresponse";
        }
        if (message.notes().spam()) {
            return "spam";
        }
        if (!message.isMms()) {
            return "no-mms";
        }
        return AddressForm.of(message.from().value()) == AddressForm.E164 ? WANTED : "sender-no-number";
    }
}

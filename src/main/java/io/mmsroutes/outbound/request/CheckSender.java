package io.mmsroutes.outbound.request;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import java.util.Optional;

/** Who sends: a number, a name, or a messaging profile that has Telnyx choose. */
final class CheckSender {
    private final SendKind kind;
    private final RequestFields fields;

    CheckSender(SendKind kind, RequestFields fields) {
        this.kind = kind;
        this.fields = fields;
    }

    /** Empty where there is none, be it allowed or not. */
    Optional<PhoneNumber> check(boolean mms) {
        Optional<String> from = fields.text("from").map(String::strip);
        if (!fields.has("from")) {
            requireProfile();
        } else if (kind == SendKind.NUMBER_POOL) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/from",
                    "from has no place in /v2/messages/number_pool, where Telnyx picks the sender: leave it out, or post to /v2/messages.");
        } else {
            from.ifPresent(address -> checkSender(address, mms));
        }
        return from.map(PhoneNumber::new);
    }

    private void checkSender(String address, boolean mms) {
        switch (AddressForm.of(address)) {
            case E164 -> requireKind(kind != SendKind.SHORT_CODE, "from must be a short code here, such as 55512.");
            case SHORT_CODE ->
                requireKind(
                        kind != SendKind.LONG_CODE && kind != SendKind.GROUP_MMS,
                        "from must be a phone number here: write %s.".formatted(WrongAddress.RIGHT));
            case ALPHANUMERIC -> checkName(mms);
            case DIGITS, OTHER -> fields.refuse(WrongAddress.problem(ErrorCode.INVALID_FROM, "/from", "from", address));
        }
    }

    private void requireKind(boolean right, String detail) {
        if (!right) {
            fields.refuse(ErrorCode.INVALID_FROM, "/from", detail);
        }
    }

    /** A name instead of a number; developers.telnyx.com, "Alphanumeric sender ID": SMS only, and with a profile. */
    private void checkName(boolean mms) {
        if (mms) {
            fields.refuse(
                    ErrorCode.FROM_NOT_FOR_MMS,
                    "/from",
                    "from is a name, and names send SMS only: write a number, %s.".formatted(WrongAddress.RIGHT));
        } else if (kind == SendKind.LONG_CODE || kind == SendKind.SHORT_CODE) {
            requireKind(false, "from is a name, which only /v2/messages and /v2/messages/schedule take.");
        } else {
            requireProfile();
        }
    }

    private void requireProfile() {
        if (kind.takesProfile() && fields.says("messaging_profile_id")) {
            return;
        }
        if (kind == SendKind.NUMBER_POOL || fields.has("from")) {
            fields.refuse(
                    ErrorCode.MISSING,
                    "/messaging_profile_id",
                    "messaging_profile_id is missing: write the id of the profile that the sender belongs to.");
        } else {
            fields.refuse(
                    ErrorCode.MISSING,
                    "/from",
                    kind.takesProfile()
                            ? "from is missing: write the number to send from, %s, or a messaging_profile_id that numbers are taken from."
                                    .formatted(WrongAddress.RIGHT)
                            : "from is missing: write the number to send from.");
        }
    }
}

package io.mmsroutes.outbound.request;

import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import java.util.Optional;

/** Who sends: a number, a name, or a messaging profile that has Telnyx choose. */
final class CheckSender {
    private static final String NAME_HERE =
            "from must be a name here, such as \"MyShop\": post a message from a number to /v2/messages.";

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
            case E164 -> {
                requireKind(kind != SendKind.SHORT_CODE, "from must be a short code here, such as 55512.");
                requireKind(kind != SendKind.ALPHANUMERIC, NAME_HERE);
                if (mms && !SendRequest.isForMms(new PhoneNumber(address))) {
                    fields.refuse(
                            ErrorCode.FROM_NOT_FOR_MMS,
                            "/from",
                            "from is outside the US and Canada, from where no MMS go: write a number with MMS.");
                }
            }
            case SHORT_CODE -> {
                requireKind(
                        kind != SendKind.LONG_CODE && kind != SendKind.GROUP_MMS,
                        "from must be a phone number here: write %s.".formatted(WrongAddress.RIGHT));
                requireKind(kind != SendKind.ALPHANUMERIC, NAME_HERE);
            }
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
            requireKind(
                    false,
                    "from is a name, which only /v2/messages and schedule and alphanumeric_sender_id below it take.");
        } else {
            requireProfile();
        }
    }

    private void requireProfile() {
        boolean nameless = kind == SendKind.ALPHANUMERIC && !fields.has("from");
        if (kind.takesProfile() && fields.says("messaging_profile_id") && !nameless) {
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
                    nameless
                            ? "from is missing: write the name to send from, such as \"MyShop\"."
                            : kind.takesProfile()
                                    ? "from is missing: write the number to send from, %s, or a messaging_profile_id that numbers are taken from."
                                            .formatted(WrongAddress.RIGHT)
                                    : "from is missing: write the number to send from.");
        }
    }
}

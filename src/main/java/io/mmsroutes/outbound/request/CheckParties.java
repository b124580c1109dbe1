package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.failure.Problem;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * Who sends: a number, a name, or a messaging profile that has Telnyx choose; and who receives. Blanks around an address are
 * cut off; nothing else is repaired.
 */
final class CheckParties {
    /** How a number is written. */
    private static final String RIGHT = "+13125550001";

    private static final String NAME_HERE =
            "from must be a name here, such as \"MyShop\": post a message from a number to /v2/messages.";

    /** Written for people: at least one sign that is no digit, and no letter. */
    private static final Pattern SPACED = Pattern.compile("\\+?+(?!\\d*$)[\\d\\s\\p{Z}\\p{Pd}().+/]+");

    private final SendKind kind;
    private final RequestFields fields;

    CheckParties(SendKind kind, RequestFields fields) {
        this.kind = kind;
        this.fields = fields;
    }

    /** Empty where there is none, be it allowed or not. */
    Optional<PhoneNumber> sender(boolean mms) {
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
                        "from must be a phone number here: write %s.".formatted(RIGHT));
                requireKind(kind != SendKind.ALPHANUMERIC, NAME_HERE);
            }
            case ALPHANUMERIC -> checkName(mms);
            case DIGITS, OTHER -> fields.refuse(wrong(ErrorCode.INVALID_FROM, "/from", "from", address));
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
                    "from is a name, and names send SMS only: write a number, %s.".formatted(RIGHT));
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
                                            .formatted(RIGHT)
                                    : "from is missing: write the number to send from.");
        }
    }

    /** @param mms whether it is to go as MMS */
    List<PhoneNumber> receivers(boolean mms) {
        JsonNode to = fields.get("to");
        if (!fields.has("to") || (to.isArray() && to.isEmpty())) {
            fields.refuse(ErrorCode.MISSING, "/to", "to is missing: write the number to send to, %s.".formatted(RIGHT));
        } else if (kind == SendKind.GROUP_MMS) {
            return group(to, mms);
        } else if (to.isArray()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/to",
                    "to is a list: post a group message to /v2/messages/group_mms, or write one number, \"%s\"."
                            .formatted(RIGHT));
        } else {
            return receiver(to, "to", "/to", mms).map(List::of).orElse(List.of());
        }
        return List.of();
    }

    private List<PhoneNumber> group(JsonNode to, boolean mms) {
        if (!to.isArray()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/to",
                    "to must be a list in a group message: [\"%s\", …].".formatted(RIGHT));
            return List.of();
        }
        if (to.size() > SendRequest.LARGEST_GROUP) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/to",
                    "to has %s numbers; a group message goes to at most %s."
                            .formatted(to.size(), SendRequest.LARGEST_GROUP));
        }
        List<PhoneNumber> members = new ArrayList<>();
        for (int i = 0; i < Math.min(to.size(), SendRequest.LARGEST_GROUP); i++) {
            String pointer = "/to/" + i;
            Optional<PhoneNumber> member = receiver(to.get(i), "to[%s]".formatted(i), pointer, mms);
            if (member.filter(members::contains).isPresent()) {
                fields.refuse(
                        ErrorCode.BAD_REQUEST, pointer, "to[%s] is in the list twice: leave one out.".formatted(i));
            }
            member.ifPresent(members::add);
        }
        return members;
    }

    private Optional<PhoneNumber> receiver(JsonNode value, String name, String pointer, boolean mms) {
        if (!value.isTextual()) {
            fields.refuse(ErrorCode.BAD_REQUEST, pointer, "%s must be text, in quotes: \"%s\".".formatted(name, RIGHT));
            return Optional.empty();
        }
        String address = value.asText().strip();
        return switch (AddressForm.of(address)) {
            case E164, SHORT_CODE -> {
                if (mms && !SendRequest.isForMms(new PhoneNumber(address))) {
                    fields.refuse(
                            ErrorCode.NO_MMS_TO,
                            pointer,
                            "%s is outside the US and Canada, where no MMS go: leave out media_urls and write a text, which goes as SMS."
                                    .formatted(name));
                }
                yield Optional.of(new PhoneNumber(address));
            }
            case DIGITS, ALPHANUMERIC, OTHER -> {
                fields.refuse(wrong(ErrorCode.INVALID_TO, pointer, name, address));
                yield Optional.empty();
            }
        };
    }

    /**
     * What is told of an address that is none. Never the address itself: the sentence goes to the log too.
     *
     * @param general Telnyx's error for what is not only a lost plus
     * @param name of the field, with the place in it
     */
    private static Problem wrong(ErrorCode general, String pointer, String name, String address) {
        if (AddressForm.of(address) == AddressForm.DIGITS) {
            return ErrorCode.NOT_E164.at(
                    pointer, "%s has no plus in front of its country code: write %s.".formatted(name, RIGHT));
        }
        if (address.isEmpty()) {
            return general.at(pointer, "%s is empty: write %s.".formatted(name, RIGHT));
        }
        if (SPACED.matcher(address).matches()) {
            return general.at(
                    pointer, "%s has blanks, dashes or brackets among its digits: write %s.".formatted(name, RIGHT));
        }
        return general.at(
                pointer,
                "%s is no phone number: write it with plus and country code, 8 to 15 digits, as %s, or as a short code of 3 to 8 digits."
                        .formatted(name, RIGHT));
    }
}

package io.mmsroutes.outbound.request;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.outbound.ErrorCode;
import io.mmsroutes.outbound.SendKind;
import io.mmsroutes.outbound.SendRequest;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Who receives. Blanks around an address are cut off; nothing else is repaired. */
final class CheckReceivers {
    private final SendKind kind;
    private final RequestFields fields;
    private final boolean mms;

    /** @param mms whether it is to go as MMS */
    CheckReceivers(SendKind kind, RequestFields fields, boolean mms) {
        this.mms = mms;
        this.kind = kind;
        this.fields = fields;
    }

    List<PhoneNumber> check() {
        JsonNode to = fields.get("to");
        if (!fields.has("to") || (to.isArray() && to.isEmpty())) {
            fields.refuse(
                    ErrorCode.MISSING,
                    "/to",
                    "to is missing: write the number to send to, %s.".formatted(WrongAddress.RIGHT));
        } else if (kind == SendKind.GROUP_MMS) {
            return group(to);
        } else if (to.isArray()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/to",
                    "to is a list: post a group message to /v2/messages/group_mms, or write one number, \"%s\"."
                            .formatted(WrongAddress.RIGHT));
        } else {
            return receiver(to, "to", "/to").map(List::of).orElse(List.of());
        }
        return List.of();
    }

    private List<PhoneNumber> group(JsonNode to) {
        if (!to.isArray()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    "/to",
                    "to must be a list in a group message: [\"%s\", …].".formatted(WrongAddress.RIGHT));
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
            Optional<PhoneNumber> member = receiver(to.get(i), "to[%s]".formatted(i), pointer);
            if (member.filter(members::contains).isPresent()) {
                fields.refuse(
                        ErrorCode.BAD_REQUEST, pointer, "to[%s] is in the list twice: leave one out.".formatted(i));
            }
            member.ifPresent(members::add);
        }
        return members;
    }

    private Optional<PhoneNumber> receiver(JsonNode value, String name, String pointer) {
        if (!value.isTextual()) {
            fields.refuse(
                    ErrorCode.BAD_REQUEST,
                    pointer,
                    "%s must be text, in quotes: \"%s\".".formatted(name, WrongAddress.RIGHT));
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
                fields.refuse(WrongAddress.problem(ErrorCode.INVALID_TO, pointer, name, address));
                yield Optional.empty();
            }
        };
    }
}

package io.mmsroutes.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import java.io.IOException;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads whose data are to be erased. One number, named once: what is erased does not come back. */
public final class ReadEraseRequest {
    private static final String OWN = "own";

    /** What people call it. */
    private static final Set<String> NAMES = Set.of("number", "phone_number", "phoneNumber", "sender");

    /** @throws Rejected {@code erase-unclear} */
    public EraseRequest read(byte @Nullable [] body) {
        ObjectNode request;
        try {
            request = CommandJson.read(body);
        } catch (IOException e) {
            throw unclear(e);
        }
        JsonNode own = request.remove(OWN);
        String name = request.size() == 1 ? request.fieldNames().next() : "";
        String number = request.path(name).asText("").strip();
        boolean isOne = (own == null || own.isBoolean())
                && NAMES.contains(name)
                && request.path(name).isTextual()
                && !number.isEmpty();
        // Telnyx writes no number without its plus, so this one would find nothing, and seem to be erased.
        if (!isOne || AddressForm.of(number) == AddressForm.DIGITS || isBroken(number)) {
            throw unclear(null);
        }
        return new EraseRequest(new PhoneNumber(number), own != null && own.booleanValue());
    }

    /** Blanks or brackets in it, or too short. */
    private static boolean isBroken(String number) {
        return number.startsWith("+") && AddressForm.of(number) != AddressForm.E164;
    }

    private static Rejected unclear(@Nullable IOException cause) {
        String sentence =
                "Send JSON with one field, number, as Telnyx writes it: with plus and country code, or the name or short code that stood in its place; and own:true where it is one of ours.";
        return cause == null ? new Rejected("erase-unclear", sentence) : new Rejected("erase-unclear", sentence, cause);
    }
}

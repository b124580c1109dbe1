package io.mmsroutes.admin;

import com.fasterxml.jackson.core.StreamReadFeature;
import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectReader;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.inbound.PhoneNumber;
import io.mmsroutes.outbound.AddressForm;
import io.mmsroutes.text.Json;
import io.mmsroutes.text.UntrustedJson;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Reads strictly what a person typed: a command that is half understood does more than was meant. */
public final class ReadCommand {
    private static final ObjectReader READER = Json.MAPPER
            .reader()
            .with(StreamReadFeature.STRICT_DUPLICATE_DETECTION)
            .with(DeserializationFeature.FAIL_ON_TRAILING_TOKENS);

    private static final String FILTERS =
            "queue, code, number, sender, messageId, since and until (ISO-8601), as GET /admin/dead-letters takes them, or all:true alone";
    private static final Form LETTERS =
            new Form("letter-unclear", "Send JSON with id, %s; no other field is known.".formatted(FILTERS), false);
    private static final Form REPLAY = new Form(
            "replay-unclear",
            "Send JSON with id, %s, and with reply:true to answer the senders too; no other field is known."
                    .formatted(FILTERS),
            true);

    private static final Form ERASURE = new Form(
            "erase-unclear",
            "Send JSON with one field, number, as Telnyx writes it: with plus and country code, or the name or short code that stood in its place; and own:true where it is one of ours.",
            false);
    private static final Form LIFT = new Form(
            "lift-unclear",
            "Send JSON with number, as /admin/opt-outs shows it, and perhaps profile; no other field is known.",
            false);
    private static final String OWN = "own";

    /** What people call it. */
    private static final Set<String> NAMES = Set.of("number", "phone_number", "phoneNumber", "sender");

    /**
     * Which dead letters are meant.
     *
     * @param command that is to be carried out
     * @throws Rejected {@code replay-unclear} or {@code letter-unclear}
     */
    public DeadLetterCommand readLetters(@Nullable String command, byte @Nullable [] body) {
        return read(body, DeadLetterCommands.REPLAY.equals(command) ? REPLAY : LETTERS);
    }

    /**
     * One number, named once: what is erased does not come back.
     *
     * @throws Rejected {@code erase-unclear}
     */
    public EraseRequest readErasure(byte @Nullable [] body) {
        ObjectNode request = object(body, ERASURE);
        JsonNode own = request.remove(OWN);
        String name = request.size() == 1 ? request.fieldNames().next() : "";
        String number = request.path(name).asText("").strip();
        boolean isOne = (own == null || own.isBoolean())
                && NAMES.contains(name)
                && request.path(name).isTextual()
                && !number.isEmpty();
        // Telnyx writes no number without its plus, so this one would find nothing, and seem to be erased.
        if (!isOne || AddressForm.of(number) == AddressForm.DIGITS || isBroken(number)) {
            throw ERASURE.unclear(null);
        }
        return new EraseRequest(new PhoneNumber(number), own != null && own.booleanValue());
    }

    /**
     * One number, named in full: a slip would write to a person who said no.
     *
     * @throws Rejected {@code lift-unclear}
     */
    public LiftRequest readLift(byte @Nullable [] body) {
        ObjectNode json = object(body, LIFT);
        try {
            LiftRequest request = Json.MAPPER
                    .readerFor(LiftRequest.class)
                    .with(DeserializationFeature.FAIL_ON_UNKNOWN_PROPERTIES)
                    .readValue(json);
            if (request.number() != null && !request.number().value().isBlank()) {
                return request;
            }
        } catch (IOException e) {
            throw LIFT.unclear(e);
        }
        throw LIFT.unclear(null);
    }

    /** One object whose text can be stored; all else is unclear. */
    private static ObjectNode object(byte @Nullable [] body, Form form) {
        try {
            JsonNode json = READER.readTree(body == null ? new byte[0] : body);
            if (json instanceof ObjectNode object
                    && UntrustedJson.unstorable(object).isEmpty()) {
                return object;
            }
        } catch (IOException e) {
            throw form.unclear(e);
        }
        throw form.unclear(null);
    }

    private static DeadLetterCommand read(byte @Nullable [] body, Form form) {
        ObjectNode request = object(body, form);
        boolean everything = flag(request, "all", form);
        boolean reply = form.replies() && flag(request, "reply", form);
        Map<String, String> given = new LinkedHashMap<>();
        for (Map.Entry<String, JsonNode> field : request.properties()) {
            if (!DeadLetterFilter.NAMES.contains(field.getKey())) {
                throw form.refuse("A field is not known.");
            }
            if (!field.getValue().isTextual()) {
                throw form.refuse("%s is no text.".formatted(field.getKey()));
            }
            given.put(field.getKey(), field.getValue().textValue());
        }
        try {
            DeadLetterFilter filter = DeadLetterFilter.of(given, form.refusal());
            if (filter.isEmpty() == everything) {
                return new DeadLetterCommand(filter, everything, reply);
            }
        } catch (Rejected e) {
            throw form.refuse(e.sentence());
        }
        throw form.refuse(everything ? "all stands alone." : "Nothing says which dead letters are meant.");
    }

    /** Takes it out. */
    private static boolean flag(ObjectNode request, String name, Form form) {
        JsonNode value = request.remove(name);
        if (value != null && !value.isBoolean()) {
            throw form.refuse("%s is neither true nor false.".formatted(name));
        }
        return value != null && value.booleanValue();
    }

    /** Blanks or brackets in it, or too short. */
    private static boolean isBroken(String number) {
        return number.startsWith("+") && AddressForm.of(number) != AddressForm.E164;
    }

    /** @param sentence what is known */
    private record Form(String refusal, String sentence, boolean replies) {
        Rejected unclear(@Nullable IOException cause) {
            return new Rejected(refusal, sentence, cause);
        }

        Rejected refuse(String what) {
            return new Rejected(refusal, what + " " + sentence);
        }
    }

    /**
     * What staff want done with dead letters.
     *
     * @param everything all that the command is for; then the filter is empty
     * @param reply of a replay: also to answer the senders that were not answered, as {@code mms.reply.mode} says
     */
    public record DeadLetterCommand(DeadLetterFilter filter, boolean everything, boolean reply) {}

    /**
     * Whose data are to be erased.
     *
     * @param own whoever asks knows that it is, or was, a number of ours
     */
    public record EraseRequest(PhoneNumber number, boolean own) {}

    /**
     * @param number in full
     * @param profile id of a messaging profile, or {@code *}; null for all
     */
    public record LiftRequest(
            @Nullable PhoneNumber number, @Nullable String profile) {}
}

package io.mmsroutes.admin;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import io.mmsroutes.failure.Rejected;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/** Reads which dead letters are meant; a field that does not exist would otherwise do more than was meant. */
public final class ReadDeadLetterCommand {
    private static final String FILTERS =
            "queue, code, number, sender, messageId, since and until (ISO-8601), as GET /admin/dead-letters takes them, or all:true alone";
    private static final Form LETTERS =
            new Form("letter-unclear", "Send JSON with id, %s; no other field is known.".formatted(FILTERS), false);
    private static final Form REPLAY = new Form(
            "replay-unclear",
            "Send JSON with id, %s, and with reply:true to answer the senders too; no other field is known."
                    .formatted(FILTERS),
            true);

    /**
     * To send once more, or to delete.
     *
     * @throws Rejected {@code letter-unclear}
     */
    public DeadLetterCommand read(byte @Nullable [] body) {
        return read(body, LETTERS);
    }

    /** @throws Rejected {@code replay-unclear} */
    public DeadLetterCommand readReplay(byte @Nullable [] body) {
        return read(body, REPLAY);
    }

    private static DeadLetterCommand read(byte @Nullable [] body, Form form) {
        ObjectNode request;
        try {
            request = CommandJson.read(body);
        } catch (IOException e) {
            throw new Rejected(form.refusal(), form.sentence(), e);
        }
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

    /** @param sentence what is known */
    private record Form(String refusal, String sentence, boolean replies) {
        Rejected refuse(String what) {
            return new Rejected(refusal, what + " " + sentence);
        }
    }
}

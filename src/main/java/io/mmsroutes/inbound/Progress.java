package io.mmsroutes.inbound;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.text.Json;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * What the attempts at a message have reached: JSON in its row, with no phone number and no URL in it.
 *
 * @param messageId Telnyx's id, for those who look at dead letters; null where no attempt has read one
 * @param outcomes by media index
 * @param replayed staff put it back
 * @param reply whoever put it back asked to answer the sender too
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Progress(
        @Nullable String messageId, Map<Integer, MediaOutcome> outcomes, boolean replayed, boolean reply) {
    public static final Progress NONE = new Progress(null, Map.of(), false, false);

    public Progress {
        outcomes = outcomes == null ? Map.of() : outcomes;
    }

    /** {@link #NONE} for a text that is not ours too: without progress a message is worked on from the beginning. */
    public static Progress parse(@Nullable String text) {
        try {
            return text == null ? NONE : Json.MAPPER.readValue(text, Progress.class);
        } catch (JsonProcessingException e) {
            return NONE;
        }
    }

    public String toText() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress is plain data", e);
        }
    }

    /** Everything that was given up is to be tried once more. */
    public Progress replayed(boolean answering) {
        Map<Integer, MediaOutcome> again = outcomes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().again()));
        return new Progress(messageId, again, true, answering);
    }

    /** It came in long ago, and who asked for it to be replayed did not ask for an answer. */
    @JsonIgnore
    public boolean isReplayedInSilence() {
        return replayed && !reply;
    }

    /** The same with what became of the media since. */
    Progress with(InboundMessage message) {
        return new Progress(message.messageId(), message.outcomes(), replayed, reply);
    }

    /** The outcome of one item, its locations complete again. */
    MediaOutcome outcome(int index, MessageKeys keys) {
        return outcomes.getOrDefault(index, MediaOutcome.untried()).located(keys::withNumbers);
    }

    static MediaOutcome withoutNumbers(MediaOutcome outcome, MessageKeys keys) {
        return outcome.located(keys::withoutNumbers);
    }
}

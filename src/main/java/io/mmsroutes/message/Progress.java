package io.mmsroutes.message;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.Json;
import java.time.Instant;
import java.util.Map;
import java.util.stream.Collectors;

/**
 * What a message that went back to the queue has behind it. It travels beside the unchanged raw bytes as the JMS text
 * property {@code mmsProgress} and holds no phone number and no URL.
 *
 * @param acceptedAt the first acknowledgement
 * @param keyFingerprint of the key that vouched for the bytes
 * @param since when trying began: the first acknowledgement, or the last replay
 * @param hop how often the message was put back; makes each duplicate id new
 * @param round rounds in which something was tried and failed; chooses the delay
 * @param outcomes by media index
 * @param reply a replay was asked to answer the sender too
 * @param last the message had its time: what this round does not get is given up
 */
@JsonIgnoreProperties(ignoreUnknown = true)
public record Progress(
        Instant acceptedAt,
        String keyFingerprint,
        Instant since,
        int hop,
        int round,
        Map<Integer, MediaOutcome> outcomes,
        boolean reply,
        boolean last) {
    /** Not the last round. */
    public Progress(
            Instant acceptedAt,
            String keyFingerprint,
            Instant since,
            int hop,
            int round,
            Map<Integer, MediaOutcome> outcomes,
            boolean reply) {
        this(acceptedAt, keyFingerprint, since, hop, round, outcomes, reply, false);
    }

    public static Progress beginning(Instant acceptedAt, String keyFingerprint) {
        return new Progress(acceptedAt, keyFingerprint, acceptedAt, 0, 0, Map.of(), false);
    }

    /** Throws JsonProcessingException for a text that is not ours. */
    public static Progress parse(String text) throws JsonProcessingException {
        return Json.MAPPER.readValue(text, Progress.class);
    }

    public String toText() {
        try {
            return Json.MAPPER.writeValueAsString(this);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress is plain data", e);
        }
    }

    /**
     * The same with the clock set anew and everything that was given up to be tried once more.
     *
     * @param answering whether the sender gets a reply, if there was none
     */
    public Progress replayed(Instant now, boolean answering) {
        Map<Integer, MediaOutcome> again = outcomes.entrySet().stream()
                .collect(Collectors.toMap(
                        Map.Entry::getKey, entry -> entry.getValue().again()));
        return new Progress(acceptedAt, keyFingerprint, now, hop + 1, 0, again, answering);
    }

    /** It came in long ago, and who asked for it to be replayed did not ask for an answer. */
    @JsonIgnore
    public boolean isReplayedInSilence() {
        return since.isAfter(acceptedAt) && !reply;
    }

    /**
     * @param tried false where a message was only put off
     * @param timeIsUp so that one more round is the last
     */
    Progress after(InboundMessage message, boolean tried, boolean timeIsUp) {
        return new Progress(
                acceptedAt,
                keyFingerprint,
                since,
                hop + 1,
                round + (tried ? 1 : 0),
                message.outcomes(),
                reply,
                timeIsUp);
    }

    /** The same with what became of the media since. */
    Progress with(InboundMessage message) {
        return new Progress(acceptedAt, keyFingerprint, since, hop, round, message.outcomes(), reply, last);
    }

    /** The outcome of one item, its locations complete again. */
    MediaOutcome outcome(int index, MessageKeys keys) {
        return outcomes.getOrDefault(index, MediaOutcome.untried()).located(keys::withNumbers);
    }

    static MediaOutcome withoutNumbers(MediaOutcome outcome, MessageKeys keys) {
        return outcome.located(keys::withoutNumbers);
    }
}

package io.mmsroutes.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.annotation.JsonIgnore;
import com.fasterxml.jackson.annotation.JsonIgnoreProperties;
import com.fasterxml.jackson.core.JsonParseException;
import com.fasterxml.jackson.core.JsonProcessingException;
import io.mmsroutes.Json;
import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.time.Instant;
import java.util.Base64;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.zip.DeflaterOutputStream;
import java.util.zip.InflaterInputStream;

/**
 * What a message that went back to the queue has behind it. It travels beside the unchanged raw bytes as the JMS text
 * property {@code mmsProgress}, packed where it is long, and holds no phone number and no URL.
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
    /** In front of a text that is JSON, deflated, in base64. */
    private static final String PACKED = "deflate:";
    /** In characters. */
    private static final int LONGEST_PLAIN = 2_000;
    /** In characters, which are two bytes each in a JMS property; Artemis has room for 100 KiB of them. */
    private static final int LONGEST = 40_000;

    private static final int LONGEST_UNPACKED = 4_194_304;

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
        return Json.MAPPER.readValue(text.startsWith(PACKED) ? unpacked(text) : text, Progress.class);
    }

    /** Bounded: brokers have little room for properties, and want a message that has more of them never. */
    public String toText() {
        String text = json(this);
        String packed = text.length() <= LONGEST_PLAIN ? text : packed(text);
        // Without the outcomes all of it is fetched and stored once more, under the same names.
        return packed.length() <= LONGEST
                ? packed
                : json(new Progress(acceptedAt, keyFingerprint, since, hop, round, Map.of(), reply, last));
    }

    private static String json(Progress progress) {
        try {
            return Json.MAPPER.writeValueAsString(progress);
        } catch (JsonProcessingException e) {
            throw new IllegalStateException("progress is plain data", e);
        }
    }

    private static String packed(String text) {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try (OutputStream out = new DeflaterOutputStream(bytes)) {
            out.write(text.getBytes(UTF_8));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return PACKED + Base64.getEncoder().encodeToString(bytes.toByteArray());
    }

    private static String unpacked(String text) throws JsonProcessingException {
        try {
            byte[] bytes = Base64.getDecoder().decode(text.substring(PACKED.length()));
            try (InputStream in = new InflaterInputStream(new ByteArrayInputStream(bytes))) {
                return new String(in.readNBytes(LONGEST_UNPACKED), UTF_8);
            }
        } catch (IOException | IllegalArgumentException e) {
            throw new JsonParseException(null, "The progress is packed, and does not unpack.", e);
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

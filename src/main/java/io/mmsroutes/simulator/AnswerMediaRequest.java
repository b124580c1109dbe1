package io.mmsroutes.simulator;

import io.mmsroutes.simulator.MmsOrder.Fault;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.util.AbstractList;
import java.util.Collections;
import java.util.Optional;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/** The simulated media host: the sample, or what the fault in the URL makes of it. */
public final class AnswerMediaRequest {
    private static final String METADATA_SERVICE = "http://169.254.169.254/latest/meta-data/";
    private static final Pattern UUID = Pattern.compile("[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}");
    /** What makes a file oversized, over and over. */
    private static final byte[] PADDING = new byte[64 * 1024];

    private final SampleMedia samples;
    private final long maxBytes;
    private final FirstTimes firstTimes = new FirstTimes();

    /** @param maxBytes the gateway's {@code mms.media.max-bytes} */
    public AnswerMediaRequest(SampleMedia samples, long maxBytes) {
        this.samples = samples;
        this.maxBytes = maxBytes;
    }

    /** Never throws for what stands in the URL: what is not there is not found. */
    public MediaReply answer(@Nullable String fault, @Nullable String messageId, @Nullable String name)
            throws IOException {
        Optional<Fault> known = fault == null ? Optional.empty() : Fault.of(fault);
        Optional<SampleMedia.Sample> sample = samples.find(name);
        if (known.isEmpty()
                || sample.isEmpty()
                || messageId == null
                || !UUID.matcher(messageId).matches()) {
            return MediaReply.notFound();
        }
        return answer(known.get(), messageId, sample.get());
    }

    private MediaReply answer(Fault fault, String messageId, SampleMedia.Sample sample) throws IOException {
        byte[] bytes = sample.bytes();
        MediaReply good = MediaReply.file(sample.type(), bytes);
        return switch (fault) {
            case NONE -> good;
            case NOT_FOUND_FIRST -> firstTimes.isFirst(messageId + "/" + sample.name()) ? MediaReply.notFound() : good;
            case EXPIRES ->
                firstTimes.isFirst("%s/%s until it expires".formatted(messageId, sample.name()))
                        ? good
                        : MediaReply.forbidden();
            case SLOW -> good.comingLate();
            case TRUNCATED -> good.breakingOff();
            case OVERSIZED -> MediaReply.file(sample.type(), oversized(bytes));
            case WRONG_HASH -> MediaReply.file(sample.type(), withOneBitTurned(bytes));
            case REDIRECT_PRIVATE -> MediaReply.redirect(METADATA_SERVICE);
            case REDIRECT ->
                MediaReply.redirect("/simulator/media/%s/%s/%s".formatted(Fault.NONE.word(), messageId, sample.name()));
            case GONE -> MediaReply.notFound();
        };
    }

    /** Each part is made when it is read, so that no file of that size is ever in memory. */
    private InputStream oversized(byte[] bytes) {
        int parts = Math.toIntExact(maxBytes / PADDING.length) + 2;
        return new SequenceInputStream(Collections.enumeration(new AbstractList<>() {
            @Override
            public InputStream get(int part) {
                return new ByteArrayInputStream(part == 0 ? bytes : PADDING);
            }

            @Override
            public int size() {
                return parts;
            }
        }));
    }

    /** In the middle, where no format has its signature. */
    private static byte[] withOneBitTurned(byte[] bytes) {
        byte[] turned = bytes.clone();
        turned[turned.length / 2] ^= 1;
        return turned;
    }

    /**
     * What the simulated media host answers.
     *
     * @param content a byte array, whose length is announced; a stream, whose length is not; or null
     * @param late comes some seconds later
     * @param cutShort breaks off half-way
     */
    public record MediaReply(
            int status,
            @Nullable String contentType,
            @Nullable String location,
            @Nullable Object content,
            boolean late,
            boolean cutShort) {

        static MediaReply file(String contentType, Object content) {
            return new MediaReply(200, contentType, null, content, false, false);
        }

        static MediaReply redirect(String location) {
            return new MediaReply(302, null, location, null, false, false);
        }

        static MediaReply notFound() {
            return new MediaReply(404, null, null, null, false, false);
        }

        static MediaReply forbidden() {
            return new MediaReply(403, null, null, null, false, false);
        }

        MediaReply comingLate() {
            return new MediaReply(status, contentType, location, content, true, cutShort);
        }

        MediaReply breakingOff() {
            return new MediaReply(status, contentType, location, content, late, true);
        }
    }
}

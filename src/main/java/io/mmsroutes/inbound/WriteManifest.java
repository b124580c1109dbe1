package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Clock;
import java.util.List;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes {@code message.json} into the spool, from where the store takes it. */
public final class WriteManifest {
    private static final ObjectWriter WRITER = Json.MAPPER.writerWithDefaultPrettyPrinter();

    private final Clock clock;
    private final Path spool;

    public WriteManifest(Clock clock, String spool) {
        this.clock = clock;
        this.spool = Path.of(spool);
    }

    /** @param slides null where no SMIL says in which order the media are shown */
    public SpooledJson write(InboundMessage message, @Nullable List<Slide> slides) throws IOException {
        byte[] json = WRITER.writeValueAsBytes(Manifest.of(message, slides, clock.instant()));
        // The same file at every attempt for the same event, so that attempts that fail leave one behind, not many.
        Path file = spool.resolve(
                "manifest-" + UUID.nameUUIDFromBytes(message.eventId().getBytes(UTF_8)));
        return SpooledJson.write(json, message.keys().manifest(), file);
    }
}

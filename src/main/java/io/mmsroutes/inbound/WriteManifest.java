package io.mmsroutes.inbound;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.UUID;
import org.jspecify.annotations.Nullable;

/** Writes {@code message.json} into the spool, from where the store takes it, and takes it out behind the store. */
public final class WriteManifest {
    private static final ObjectWriter WRITER = Json.MAPPER.writerWithDefaultPrettyPrinter();

    private final Clock clock;
    private final Path spool;

    public WriteManifest(Clock clock, String spool) {
        this.clock = clock;
        this.spool = Path.of(spool);
    }

    public SpooledManifest write(ShownMessage shown) throws IOException {
        InboundMessage message = shown.message();
        byte[] json = WRITER.writeValueAsBytes(Manifest.of(message, shown.slides(), clock.instant()));
        // The same file at every attempt for the same event, so that attempts that fail leave one behind, not many.
        Path file = spool.resolve(
                "manifest-" + UUID.nameUUIDFromBytes(message.eventId().getBytes(UTF_8)));
        return new SpooledManifest(SpooledJson.write(json, message.keys().manifest(), file), shown.slides(), null);
    }

    /** Throws {@link TryLater} {@code store-silent} for a store Kamelet that sets no {@code mmsLocation}. */
    public SpooledManifest take(SpooledManifest written, @Nullable String location) throws IOException {
        if (location == null || location.isBlank()) {
            throw new TryLater("store-silent", "The store does not say where it put message.json.");
        }
        Files.deleteIfExists(written.file().toPath());
        return new SpooledManifest(written.json(), written.slides(), location);
    }

    /** As your application gets it. */
    public String json(SpooledManifest manifest) {
        return manifest.json().json();
    }
}

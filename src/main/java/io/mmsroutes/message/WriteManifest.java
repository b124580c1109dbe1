package io.mmsroutes.message;

import static java.nio.charset.StandardCharsets.UTF_8;

import com.fasterxml.jackson.databind.ObjectWriter;
import io.mmsroutes.Json;
import io.mmsroutes.Md5;
import io.mmsroutes.Sha256;
import java.io.File;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Clock;
import java.util.Base64;
import java.util.UUID;

/** Writes {@code message.json} into the spool, from where the store takes it. */
public final class WriteManifest {
    private static final ObjectWriter WRITER = Json.MAPPER.writerWithDefaultPrettyPrinter();

    private final Clock clock;
    private final Path spool;

    public WriteManifest(Clock clock, String spool) {
        this.clock = clock;
        this.spool = Path.of(spool);
    }

    public Written write(InboundMessage message) throws IOException {
        byte[] json = WRITER.writeValueAsBytes(Manifest.of(message, clock.instant()));
        // The same file at every attempt for the same event, so that attempts that fail leave one behind, not many.
        Path file = spool.resolve(
                "manifest-" + UUID.nameUUIDFromBytes(message.eventId().getBytes(UTF_8)));
        Files.write(file, json);
        String md5 = Base64.getEncoder().encodeToString(Md5.digest().digest(json));
        return new Written(message.keys().manifest(), file.toFile(), json.length, Sha256.hex(json), md5);
    }

    /**
     * @param key name in storage
     * @param length in bytes
     * @param md5 in base64
     */
    public record Written(String key, File file, long length, String sha256, String md5) {
        public String type() {
            return "application/json";
        }
    }
}

package bench;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.SecureRandom;
import java.time.Instant;
import java.util.Base64;
import java.util.UUID;
import java.util.stream.IntStream;
import org.bouncycastle.math.ec.rfc8032.Ed25519;

/**
 * Signs as many copies of {@code event.json} as asked, each with an id of its own, with a throw-away key. Writes {@code
 * public-key}, {@code timestamp}, and {@code events}: one line of id and signature each, all of the same length, so that
 * a reader can jump. Arguments: the event, the folder to write into, the number, and a folder that keeps the key for other events,
 * where there are any.
 */
public final class SignEvents {
    private static final String ID = "00000000-0000-0000-0000-000000000000";
    private static final int BATCH = 10_000;

    private final byte[] secret = new byte[Ed25519.SECRET_KEY_SIZE];
    private final byte[] open = new byte[Ed25519.PUBLIC_KEY_SIZE];
    private final String timestamp = String.valueOf(Instant.now().getEpochSecond());
    private final String event;

    private SignEvents(String event, Path keys) throws IOException {
        this.event = event;
        Path kept = keys.resolve("secret-key");
        if (Files.exists(kept)) {
            System.arraycopy(Files.readAllBytes(kept), 0, secret, 0, secret.length);
        } else {
            Ed25519.generatePrivateKey(new SecureRandom(), secret);
            Files.write(kept, secret);
        }
        Ed25519.generatePublicKey(secret, 0, open, 0);
        Files.writeString(keys.resolve("public-key"), Base64.getEncoder().encodeToString(open));
    }

    public static void main(String[] arguments) throws IOException {
        Path folder = Path.of(arguments[1]);
        Path keys = Files.createDirectories(arguments.length > 3 ? Path.of(arguments[3]) : folder);
        SignEvents account = new SignEvents(Files.readString(Path.of(arguments[0])), keys);
        account.write(folder, Integer.parseInt(arguments[2]));
    }

    private void write(Path folder, int count) throws IOException {
        Files.writeString(folder.resolve("timestamp"), timestamp);
        // Events of another shape have other ids: the same id is a duplicate, whose pictures are not fetched.
        long shape = (long) event.hashCode() << 32 | 0x4000L;
        try (OutputStream events = Files.newOutputStream(folder.resolve("events"))) {
            for (int from = 0; from < count; from += BATCH) {
                String[] lines = IntStream.range(from, Math.min(count, from + BATCH))
                        .parallel()
                        .mapToObj(number -> line(new UUID(shape, 0x8000_0000_0000_0000L + number)))
                        .toArray(String[]::new);
                events.write(String.join("", lines).getBytes(StandardCharsets.US_ASCII));
            }
        }
    }

    private String line(UUID id) {
        byte[] signed = (timestamp + "|" + event.replace(ID, id.toString())).getBytes(StandardCharsets.UTF_8);
        byte[] signature = new byte[Ed25519.SIGNATURE_SIZE];
        Ed25519.sign(secret, 0, open, 0, signed, 0, signed.length, signature, 0);
        return id + " " + Base64.getEncoder().encodeToString(signature) + "\n";
    }
}

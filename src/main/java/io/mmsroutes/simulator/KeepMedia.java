package io.mmsroutes.simulator;

import io.mmsroutes.simulator.Arrival.Piece;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.Locale;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;
import org.jspecify.annotations.Nullable;

/** Keeps one piece of media as the phone got it, or says why there is none. */
public final class KeepMedia {
    /** Far more than any carrier lets through. */
    private static final long MAX_BYTES = 10L * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(10);

    private final Path folder;
    private final Clock clock;

    /** @param folder in which each message has a folder of its own */
    public KeepMedia(String folder, Clock clock) {
        this.folder = Path.of(folder);
        this.clock = clock;
    }

    /**
     * @param status of the media host; null where it did not answer
     * @param type header {@code Content-Type}
     * @param failure why it did not answer; null where it did
     */
    public Arrival keep(
            Arrival arrival,
            @Nullable Integer status,
            @Nullable String type,
            @Nullable InputStream body,
            @Nullable Throwable failure) {
        try (InputStream bytes = body == null ? InputStream.nullInputStream() : body) {
            if (failure != null || status == null) {
                String why = failure == null ? "" : ": " + failure.getClass().getSimpleName();
                return arrival.with(Piece.failed(arrival.url(), "no-answer" + why));
            }
            if (status != 200) {
                return arrival.with(Piece.failed(arrival.url(), "http-" + status));
            }
            return arrival.with(keep(arrival, plain(type), bytes));
        } catch (IOException e) {
            return arrival.with(Piece.failed(arrival.url(), "broken-off"));
        }
    }

    private Piece keep(Arrival arrival, String type, InputStream bytes) throws IOException {
        Path own = Files.createDirectories(folder.resolve(arrival.id()));
        Path file = own.resolve(arrival.media().size() + "." + SampleMedia.extension(type));
        MessageDigest digest = DigestUtils.getSha256Digest();
        String problem;
        try (OutputStream out = Files.newOutputStream(file)) {
            problem = copy(bytes, out, digest);
        } catch (IOException e) {
            Files.deleteIfExists(file);
            throw e;
        }
        if (problem != null) {
            Files.deleteIfExists(file);
            return Piece.failed(arrival.url(), problem);
        }
        String sha256 = Hex.encodeHexString(digest.digest());
        return new Piece(arrival.url(), type.isEmpty() ? null : type, Files.size(file), sha256, file.toString(), null);
    }

    private @Nullable String copy(InputStream in, OutputStream out, MessageDigest digest) throws IOException {
        Instant end = clock.instant().plus(LONGEST);
        byte[] buffer = new byte[64 * 1024];
        long size = 0;
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
            size += read;
            if (size > MAX_BYTES) {
                return "too-large";
            }
            if (clock.instant().isAfter(end)) {
                return "too-slow";
            }
            digest.update(buffer, 0, read);
            out.write(buffer, 0, read);
        }
        return null;
    }

    /** Without parameters; empty where there is none. */
    private static String plain(@Nullable String type) {
        return type == null ? "" : type.replaceFirst(";.*", "").strip().toLowerCase(Locale.ROOT);
    }
}

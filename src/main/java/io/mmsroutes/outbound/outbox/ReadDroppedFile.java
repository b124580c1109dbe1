package io.mmsroutes.outbound.outbox;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.outbound.outbox.FindDroppedFiles.DroppedFile;
import java.io.IOException;
import java.io.InputStream;
import java.nio.file.AccessDeniedException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.util.Optional;

/** Reads a file that was put into the folder, as far as a request may be long. */
public final class ReadDroppedFile {
    private final int maxBytes;

    /** @param maxBytes {@code mms.outbox.max-bytes} */
    public ReadDroppedFile(int maxBytes) {
        this.maxBytes = maxBytes;
    }

    /**
     * @throws Rejected {@code file-too-large} or {@code file-unreadable}
     * @throws TryLater {@code file-gone} or {@code file-not-now}
     */
    public byte[] read(DroppedFile file) {
        byte[] body;
        try (InputStream in = Files.newInputStream(file.path())) {
            body = in.readNBytes(maxBytes + 1);
        } catch (NoSuchFileException e) {
            throw linkToNothing(file).orElseThrow(() -> new TryLater("file-gone", "The file is not there any more."));
        } catch (AccessDeniedException e) {
            throw new Rejected(
                    "file-unreadable",
                    "The file cannot be read: give the gateway's user the right to, and put it in again.");
        } catch (IOException e) {
            throw linkToNothing(file)
                    .orElseThrow(
                            () -> new TryLater("file-not-now", "The file cannot be read now; it is read again.", e));
        }
        if (body.length > maxBytes) {
            throw new Rejected(
                    "file-too-large",
                    "The file has more than %s bytes, which mms.outbox.max-bytes allows.".formatted(maxBytes));
        }
        return body;
    }

    private static Optional<Rejected> linkToNothing(DroppedFile file) {
        return Files.isSymbolicLink(file.path())
                ? Optional.of(new Rejected(
                        "file-unreadable", "The file is a link to nothing that can be read: put the file itself in."))
                : Optional.empty();
    }
}

package io.mmsroutes.media;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.DigestInputStream;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import org.apache.commons.codec.binary.Hex;
import org.apache.commons.codec.digest.DigestUtils;

/** What earlier attempts fetched, held against its hash again. */
public final class KeptMedia {
    private final SpoolFolder folder;
    private final FindMediaType findMediaType;

    public KeptMedia(SpoolFolder folder, FindMediaType findMediaType) {
        this.folder = folder;
        this.findMediaType = findMediaType;
    }

    /** Of the sender, so that it can be erased by it; of the event and its place in it. */
    static String nameOf(InboundMessage message, MediaItem item) {
        String event = DigestUtils.sha256Hex(message.eventId()).substring(0, 32);
        return message.fromHash() + "-" + event + "-" + item.index() + "-";
    }

    /** The one that is nearest to what was declared, of these the newest; the others are removed. */
    Optional<FetchedMedia> best(InboundMessage message, MediaItem item) throws IOException {
        List<FetchedMedia> whole = new ArrayList<>();
        for (Path file : folder.find(nameOf(message, item))) {
            read(item, file).ifPresent(whole::add);
        }
        Optional<FetchedMedia> best = whole.stream()
                .max(Comparator.comparing(FetchedMedia::isAsDeclared)
                        .thenComparing(one -> -one.facts().mismatches().size())
                        .thenComparing(one -> one.file().lastModified()));
        for (FetchedMedia one : whole) {
            if (best.filter(one::equals).isEmpty()) {
                folder.remove(one.file().toPath());
            }
        }
        if (best.isPresent()) {
            folder.touch(best.get().file().toPath());
        }
        return best;
    }

    /** Nothing for a file that is gone, cut or altered: it is fetched again. */
    private Optional<FetchedMedia> read(MediaItem item, Path file) throws IOException {
        MessageDigest sha256 = DigestUtils.getSha256Digest();
        long size;
        try (InputStream in = Files.newInputStream(file);
                InputStream hashed = new DigestInputStream(in, sha256)) {
            size = hashed.transferTo(OutputStream.nullOutputStream());
        } catch (NoSuchFileException e) {
            folder.remove(file);
            return Optional.empty();
        }
        String hash = Hex.encodeHexString(sha256.digest());
        if (!file.getFileName().toString().endsWith("-%s.media".formatted(hash))) {
            folder.remove(file);
            return Optional.empty();
        }
        MediaMetadata facts = findMediaType.find(file, item.announced(), size, hash);
        return Optional.of(new FetchedMedia(item, facts, file.toFile(), folder));
    }
}

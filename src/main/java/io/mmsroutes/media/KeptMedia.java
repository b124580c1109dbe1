package io.mmsroutes.media;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.inbound.MediaOutcome;
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
import org.jspecify.annotations.Nullable;

/**
 * What earlier attempts fetched, held against its hash again, and against what the webhook declares: a host, a proxy or a cache may
 * answer 200 with a page of its own, or with half of the media.
 */
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

    /**
     * Returns what an earlier attempt fetched and no store took; null where there is nothing, or nothing that is to be stored.
     *
     * @param message null for what is not of a message
     */
    public @Nullable FetchedMedia find(@Nullable InboundMessage message, MediaItem item) throws IOException {
        return message == null
                ? null
                : best(message, item)
                        .filter(fetched -> isTaken(message, fetched))
                        .orElse(null);
    }

    /**
     * Returns what was fetched; at the last attempt, also what contradicts its declaration, where
     * nothing better is stored.
     *
     * @param message null for what is not of a message
     * @throws TryLater {@code media-differs}
     */
    public FetchedMedia require(@Nullable InboundMessage message, FetchedMedia fetched) throws IOException {
        if (isTaken(message, fetched)) {
            return fetched;
        }
        if (message != null) {
            Optional<FetchedMedia> unused = best(message, fetched.item()); // the nearest of all attempts stays
        }
        String contradiction = fetched.item().announced().contradiction(fetched.facts());
        throw new TryLater(MediaOutcome.DIFFERS, String.valueOf(contradiction));
    }

    private static boolean isTaken(@Nullable InboundMessage message, FetchedMedia fetched) {
        return fetched.isAsDeclared()
                || (message != null && message.event().last() && fetched.item().isBestWith(fetched.facts()));
    }

    /** The one that is nearest to what was declared, of these the newest; the others are removed. */
    private Optional<FetchedMedia> best(InboundMessage message, MediaItem item) throws IOException {
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

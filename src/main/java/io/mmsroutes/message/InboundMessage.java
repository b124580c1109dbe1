package io.mmsroutes.message;

import io.mmsroutes.message.MediaOutcome.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One received message in our own words, whatever shape the webhook had.
 *
 * @param eventId Telnyx's id of the event; the duplicate key
 * @param messageId Telnyx's id of the message; names its folder
 * @param type {@code MMS}, {@code SMS}, {@code RCS}, as the webhook says
 * @param cc the other members of a group
 */
public record InboundMessage(
        JournaledEvent event,
        String eventId,
        String messageId,
        String type,
        PhoneNumber from,
        List<PhoneNumber> to,
        List<PhoneNumber> cc,
        @Nullable String subject,
        @Nullable String text,
        @Nullable Instant occurredAt,
        @Nullable Instant receivedAt,
        List<MediaItem> media) {

    /** What is still to be fetched. */
    public List<MediaItem> pendingMedia() {
        return media.stream().filter(MediaItem::isPending).toList();
    }

    public boolean isPending() {
        return media.stream().anyMatch(MediaItem::isPending);
    }

    public long count(State state) {
        return media.stream().filter(item -> item.outcome().state() == state).count();
    }

    public long stored() {
        return count(State.STORED);
    }

    public long unavailable() {
        return count(State.UNAVAILABLE);
    }

    /** {@code mms/{from}/{message id}}. */
    public String folder() {
        return StorageFolder.of(from.value(), messageId);
    }

    /** This message with its items taken from the given ones where those have the same index. */
    public InboundMessage with(List<MediaItem> others) {
        Map<Integer, MediaItem> byIndex = others.stream().collect(Collectors.toMap(MediaItem::index, item -> item));
        List<MediaItem> merged = media.stream()
                .map(item -> byIndex.getOrDefault(item.index(), item))
                .toList();
        return new InboundMessage(
                event, eventId, messageId, type, from, to, cc, subject, text, occurredAt, receivedAt, merged);
    }

    /** The items of a webhook with what earlier attempts made of them. */
    public static List<MediaItem> items(
            List<AnnouncedMedia> announced, PhoneNumber from, String messageId, Progress progress) {
        String folder = StorageFolder.of(from.value(), messageId);
        String sender = StorageFolder.segment(from.value());
        return IntStream.range(0, announced.size())
                .mapToObj(i -> new MediaItem(i, folder, announced.get(i), progress.outcome(i, sender)))
                .toList();
    }

    /** What the next attempt must know of this one. */
    Map<Integer, MediaOutcome> outcomes() {
        String sender = StorageFolder.segment(from.value());
        return media.stream()
                .collect(Collectors.toMap(MediaItem::index, item -> Progress.withoutSender(item.outcome(), sender)));
    }
}

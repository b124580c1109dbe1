package io.mmsroutes.inbound;

import io.mmsroutes.inbound.MediaOutcome.State;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;

/**
 * One received message in our own words, whatever shape the webhook had.
 *
 * @param eventId Telnyx's id of the event; the duplicate key
 * @param messageId Telnyx's id of the message; part of its names in storage
 * @param type {@code MMS}, {@code SMS}, {@code RCS}, as the webhook says
 * @param cc the other members of a group
 */
public record InboundMessage(
        InboundEvent event,
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
        TelnyxMetadata notes,
        MessageKeys keys,
        List<MediaItem> media) {
    /** Media of one message that are fetched. Telnyx takes ten: developers.telnyx.com, "Messaging error code reference". */
    static final int MOST_MEDIA = 100;

    /** What is still to be fetched. */
    public List<MediaItem> pendingMedia() {
        return media.stream().filter(MediaItem::isPending).toList();
    }

    /** What was stored as it was declared, and is something to look at or to listen to; the order of pages is none. */
    public List<MediaItem> attachments() {
        return media.stream()
                .filter(item -> item.isComplete() && !item.facts().layout())
                .toList();
    }

    /** Also what only has the form of one, such as a file that came by RCS. */
    public boolean isMms() {
        return "MMS".equalsIgnoreCase(type) || !media.isEmpty();
    }

    /** Its parties are more than two. */
    public boolean isGroup() {
        return notes.groupId() != null || to.size() > 1 || !cc.isEmpty();
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

    /** Items that are not there, or are not what was declared. */
    public long incomplete() {
        return media.stream().filter(item -> !item.isComplete()).count();
    }

    /** What to say of media that are not fetched because there are too many. */
    Optional<String> tooManyMedia() {
        return media.stream()
                .filter(MediaItem::isTooMany)
                .map(item -> item.outcome().reason())
                .findFirst();
    }

    public long unavailable() {
        return count(State.UNAVAILABLE);
    }

    /** When it was sent, as well as anybody knows. */
    public Instant happenedAt() {
        if (occurredAt != null) {
            return occurredAt;
        }
        return receivedAt != null ? receivedAt : event.acceptedAt();
    }

    /** Names the sender without the number: the first 16 hex digits of its SHA-256. */
    public String fromHash() {
        return from.hash();
    }

    /** This message with its items taken from the given ones where those have the same index. */
    public InboundMessage with(List<MediaItem> others) {
        Map<Integer, MediaItem> byIndex = others.stream().collect(Collectors.toMap(MediaItem::index, item -> item));
        List<MediaItem> merged = media.stream()
                .map(item -> byIndex.getOrDefault(item.index(), item))
                .toList();
        return new InboundMessage(
                event,
                eventId,
                messageId,
                type,
                from,
                to,
                cc,
                subject,
                text,
                occurredAt,
                receivedAt,
                notes,
                keys,
                merged);
    }

    /** The items of a webhook with what earlier attempts made of them; one stands for all that are too many. */
    public static List<MediaItem> items(List<DeclaredMedia> announced, MessageKeys keys, Progress progress) {
        int count = announced.size();
        return IntStream.range(0, Math.min(count, MOST_MEDIA + 1))
                .mapToObj(i -> i < MOST_MEDIA
                        ? new MediaItem(i, keys, announced.get(i), progress.outcome(i, keys))
                        : MediaItem.tooMany(i, keys, count))
                .toList();
    }

    /** What the next attempt must know of this one. */
    Map<Integer, MediaOutcome> outcomes() {
        return media.stream()
                .collect(Collectors.toMap(MediaItem::index, item -> Progress.withoutNumbers(item.outcome(), keys)));
    }
}

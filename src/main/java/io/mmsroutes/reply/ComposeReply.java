package io.mmsroutes.reply;

import io.mmsroutes.inbound.InboundMessage;
import io.mmsroutes.inbound.MediaItem;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.media.OutboundMedia;
import io.mmsroutes.media.ProbeAnswer.Seen;
import io.mmsroutes.outbound.Finding;
import io.mmsroutes.outbound.SendRequest;
import io.mmsroutes.outbound.preflight.CheckMedia;
import io.mmsroutes.outbound.preflight.MediaCheck;
import io.mmsroutes.store.MediaInStore;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Puts together what is answered. */
public final class ComposeReply {
    private static final Logger LOG = LoggerFactory.getLogger(ComposeReply.class);

    private final ReplyMode mode;
    private final CheckMedia checkMedia;

    /** @param mode {@code mms.reply.mode} */
    public ComposeReply(String mode, CheckMedia checkMedia) {
        this.mode = ReplyMode.of(mode);
        this.checkMedia = checkMedia;
    }

    /**
     * An echo that Telnyx or carriers would not take goes as the text alone.
     *
     * @param text null and blank are none
     * @param media of ours, separated by commas or blanks; an echo does not look at it
     */
    public Reply compose(InboundMessage message, @Nullable String text, @Nullable String media) {
        String words = words(text);
        if (mode != ReplyMode.ECHO) {
            return new Reply(message.messageId(), words, list(words(media)), null);
        }
        List<MediaItem> attachments = message.attachments();
        Optional<String> problem = problem(attachments);
        problem.ifPresent(code -> LOG.warn(
                "Reply goes without media, messageId={} code={} media={}",
                message.messageId(),
                code,
                attachments.size()));
        List<String> echo = problem.isPresent()
                ? List.of()
                : attachments.stream().map(ComposeReply::reference).toList();
        return new Reply(message.messageId(), words, echo, problem.orElse(null));
    }

    /** An expression about what a message does not have is null, or the word for it. */
    private static String words(@Nullable String evaluated) {
        return evaluated == null || evaluated.strip().equals("null") ? "" : evaluated.strip();
    }

    private Optional<String> problem(List<MediaItem> attachments) {
        if (attachments.size() > SendRequest.MOST_MEDIA) {
            return Optional.of("too-many-media");
        }
        List<OutboundMedia> media = new ArrayList<>();
        List<Seen> seen = new ArrayList<>();
        for (MediaItem item : attachments) {
            MediaMetadata found = item.facts();
            media.add(new OutboundMedia(item.index(), reference(item)));
            seen.add(new Seen(item.index(), null, found.type(), found.size()));
        }
        return checkMedia.check(new MediaCheck(null, media, seen)).stream()
                .filter(Finding::isFatal)
                .map(Finding::code)
                .findFirst();
    }

    private static String reference(MediaItem item) {
        return MediaInStore.referenceTo(item.key(item.facts()));
    }

    private static List<String> list(String media) {
        return Arrays.stream(media.split("[,\\s]+"))
                .filter(one -> !one.isEmpty())
                .toList();
    }
}

package io.mmsroutes.simulator;

import io.mmsroutes.failure.Rejected;
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
import java.util.HexFormat;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.tika.Tika;
import org.jspecify.annotations.Nullable;

/**
 * Receives one message on the phones of its recipients: fetches its media as Telnyx does, judges them, and so decides how the message
 * ends. Types and sizes: developers.telnyx.com, "MMS media and transcoding"; support.telnyx.com, "FAQs about MMS".
 */
public final class ReceiveOnPhone {
    /** Far more than any carrier lets through. */
    private static final long MAX_BYTES = 10L * 1024 * 1024;

    private static final Duration LONGEST = Duration.ofSeconds(10);
    private static final long MAX_TOGETHER = 1_000_000;

    /** Of a toll-free number and a short code, at the carrier that takes the least. */
    private static final long MAX_OF_CARRIER = 600_000;

    private static final Set<String> TYPES = Set.of(
            "image/jpeg",
            "image/jpg",
            "image/png",
            "image/gif",
            "image/bmp",
            "image/x-ms-bmp",
            "image/tiff",
            "image/webp",
            "video/mp4",
            "video/3gpp",
            "video/3gpp2",
            "video/quicktime",
            "video/h264",
            "audio/mpeg",
            "audio/mp3",
            "audio/mp4",
            "audio/wav",
            "audio/x-wav",
            "audio/vnd.wave",
            "audio/amr",
            "audio/amr-wb",
            "audio/3gpp",
            "audio/ogg",
            "audio/opus",
            "audio/vorbis",
            "application/ogg",
            "audio/aac",
            "application/pdf",
            "text/vcard",
            "text/x-vcard",
            "text/directory",
            "text/calendar",
            "text/plain",
            "application/smil",
            "application/smil+xml");

    /** What no phone shows, whatever its host calls it. */
    private static final Set<String> NEVER =
            Set.of("text/html", "application/xhtml+xml", "image/heic", "image/heif", "application/x-msdownload");

    private static final Set<String> NO_TYPE = Set.of("", "application/octet-stream", "binary/octet-stream");

    private final Path folder;
    private final Phone phone;
    private final TakenMessages messages;
    private final Account account;
    private final Clock clock;
    private final Tika tika = new Tika();

    /** @param folder in which each message has a folder of its own */
    public ReceiveOnPhone(String folder, Phone phone, TakenMessages messages, Account account, Clock clock) {
        this.folder = Path.of(folder);
        this.phone = phone;
        this.messages = messages;
        this.account = account;
        this.clock = clock;
    }

    /** Finds what comes to the phone. Throws {@link Rejected} {@code message-forgotten}. */
    public Arrival begin(String id) {
        TakenMessage message = messages.get(id);
        return Arrival.of(message, message.ended() == null ? message.begins() : message.sentAt());
    }

    /**
     * Keeps one piece of media as the phone got it, or says why there is none.
     *
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

    /** Puts a message whose media are there, as far as they can be had, onto the phone, and ends it. */
    public Arrival receive(Arrival arrival) {
        TakenMessage message = messages.get(arrival.id());
        if (message.isCancelled()) {
            return arrival;
        }
        Ending ending = message.ended() == null
                ? messages.end(message, judge(arrival))
                : message.ended().ending();
        Instant at = messages.find(arrival.id()).map(TakenMessage::sentAt).orElse(arrival.at());
        Arrival ended =
                (ending.asSms() && arrival.type().equals("MMS") ? arrival.asSms() : arrival).ended(ending.status(), at);
        phone.add(ended);
        messages.arrived(ended);
        return ended;
    }

    /** One that the profile makes an SMS of has nothing against it but its media. */
    private Ending judge(Arrival arrival) {
        if (isAbroad(arrival)) {
            return Ending.AS_SMS;
        }
        Optional<Ending> against = against(arrival);
        return against.isPresent() && account.is("mms_fall_back_to_sms")
                ? Ending.AS_SMS
                : against.orElse(Ending.DELIVERED);
    }

    private Optional<Ending> against(Arrival arrival) {
        for (int i = 0; i < arrival.media().size(); i++) {
            Piece piece = arrival.media().get(i);
            String problem = piece.problem();
            if (problem != null) {
                String detail = "media_urls/%s could not be fetched: %s.".formatted(i, problem);
                return Optional.of(problem.equals("too-large") ? Ending.MEDIA_TOO_LARGE : Ending.unreachable(detail));
            }
            String type = type(piece);
            if (!TYPES.contains(type)) {
                return Optional.of(Ending.invalidMedia("media_urls/%s is %s, which no MMS takes.".formatted(i, type)));
            }
        }
        long together = arrival.media().stream()
                .map(Piece::size)
                .filter(Objects::nonNull)
                .mapToLong(Long::longValue)
                .sum();
        boolean narrow = !arrival.from().startsWith("+") || Account.isTollFree(arrival.from());
        if (together >= MAX_TOGETHER) {
            return Optional.of(Ending.MEDIA_TOO_LARGE);
        }
        return narrow && together > MAX_OF_CARRIER && !account.is("mms_transcoding")
                ? Optional.of(Ending.UNDELIVERABLE)
                : Optional.empty();
    }

    private static boolean isAbroad(Arrival arrival) {
        return arrival.to().stream().anyMatch(to -> to.startsWith("+") && !to.startsWith("+1"));
    }

    /** As the host says it, unless it says nothing or the bytes say that no phone shows them. */
    private String type(Piece piece) {
        try {
            String found = tika.detect(Path.of(Objects.requireNonNull(piece.file())));
            String said = piece.type() == null ? "" : piece.type();
            return NEVER.contains(found) || NO_TYPE.contains(said) ? found : said;
        } catch (IOException e) {
            return "unreadable";
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
        String sha256 = HexFormat.of().formatHex(digest.digest());
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

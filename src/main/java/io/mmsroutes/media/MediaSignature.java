package io.mmsroutes.media;

import static io.mmsroutes.media.MediaBytes.has;
import static io.mmsroutes.media.MediaBytes.latin;
import static io.mmsroutes.media.MediaBytes.littleNumber;
import static io.mmsroutes.media.MediaBytes.number;

import io.mmsroutes.inbound.TypeName;
import java.io.IOException;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * Files that are told by how they begin, and by what must come after it: the first letters alone are words too. Each form is
 * that of the format's own specification.
 */
final class MediaSignature {
    /** In bytes: where every binary format has had a byte that no text has. */
    private static final int CERTAIN = 512;

    /** Fourth letters of RIFF and of FORM. */
    private static final Map<String, String> RIFF = Map.of(
            "WAVE", "audio/wav",
            "AVI ", "video/x-msvideo",
            "WEBP", "image/webp",
            "RMID", "audio/midi",
            "QLCM", "audio/qcelp",
            "AIFF", "audio/x-aiff",
            "AIFC", "audio/x-aiff");

    /** RFC 4867, RFC 4788, RFC 3625: a line, then frames. */
    private static final Map<String, String> VOICES = Map.of(
            "#!AMR\n", "audio/amr",
            "#!AMR_MC1.0\n", "audio/amr",
            "#!AMR-WB\n", "audio/amr-wb",
            "#!AMR-WB_MC1.0\n", "audio/amr-wb",
            "#!EVRC\n", "audio/evrc",
            "#!EVRC-B\n", "audio/evrc",
            "#!SMV\n", "audio/smv");

    private static final Set<Long> BITMAP_HEADERS = Set.of(12L, 16L, 40L, 52L, 56L, 64L, 108L, 124L);

    /** 1000 bits a second by their index: MPEG 1 layer 2, layer 3, and MPEG 2 of either. ISO/IEC 11172-3, 13818-3. */
    private static final int[][] BITRATES = {
        {0, 32, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320, 384},
        {0, 32, 40, 48, 56, 64, 80, 96, 112, 128, 160, 192, 224, 256, 320},
        {0, 8, 16, 24, 32, 40, 48, 56, 64, 80, 96, 112, 128, 144, 160}
    };
    /** Samples a second, by version (2.5, none, 2, 1) and index. */
    private static final int[][] RATES = {
        {11_025, 12_000, 8_000}, {}, {22_050, 24_000, 16_000}, {44_100, 48_000, 32_000}
    };

    private static final String ASF = "0&\u00b2u\u008ef\u00cf\u0011\u00a6\u00d9\0\u00aa";
    private static final String ASF_VIDEO = "\u00c0\u00ef\u0019\u00bcM[\u00cf\u0011";
    private static final String ASF_AUDIO = "@\u009ei\u00f8M[\u00cf\u0011";

    private MediaSignature() {}

    /** @return null for what has none of these forms */
    static @Nullable MediaForm find(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        String document = document(bytes);
        if (document != null) {
            return MediaForm.of(document);
        }
        if (!isBinary(bytes)) {
            return null;
        }
        MediaForm container = container(bytes, declared);
        if (container != null) {
            return container;
        }
        String type = picture(bytes);
        type = type == null ? sound(bytes) : type;
        type = type == null ? film(bytes, declared) : type;
        return type == null ? null : MediaForm.of(type);
    }

    /** Formats that are letters, or begin with many. */
    private static @Nullable String document(MediaBytes bytes) throws IOException {
        int start = bytes.has(0, "\u00ef\u00bb\u00bf") ? 3 : 0;
        while (start < CERTAIN
                && bytes.unsigned(start) >= 0
                && bytes.unsigned(start) <= ' '
                && bytes.unsigned(start) != 0) {
            start++;
        }
        if (bytes.has(start, "%PDF-") && Character.isDigit(bytes.unsigned(start + 5))) {
            String head = latin(bytes.head(), 0, bytes.head().length);
            byte[] tail = bytes.tail(1024);
            return head.contains(" obj") || latin(tail, 0, tail.length).contains("%%EOF") ? "application/pdf" : null;
        }
        if (bytes.has(start, "{\\rtf")
                && (Character.isDigit(bytes.unsigned(start + 5)) || bytes.has(start + 5, "\\"))) {
            return "application/rtf";
        }
        return bytes.has(start, "%!PS-Adobe-")
                        && latin(bytes.head(), 0, bytes.head().length).contains("\n%%")
                ? "application/postscript"
                : null;
    }

    private static boolean isBinary(MediaBytes bytes) {
        for (int i = 0; i < CERTAIN && bytes.unsigned(i) >= 0; i++) {
            int one = bytes.unsigned(i);
            if (one < '\b' || (one > '\r' && one < ' ' && one != 0x1A && one != 0x1B)) {
                return true;
            }
        }
        return false;
    }

    private static @Nullable MediaForm container(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        MediaForm form = IsoMedia.find(bytes, declared);
        form = form == null ? OggMedia.find(bytes) : form;
        form = form == null ? MatroskaMedia.find(bytes, declared) : form;
        return form == null ? PackedMedia.find(bytes, declared) : form;
    }

    private static @Nullable String picture(MediaBytes bytes) throws IOException {
        byte[] head = bytes.head();
        if (bytes.has(0, "\u00ff\u00d8\u00ff") && bytes.unsigned(3) >= 0xC0) {
            return "image/jpeg";
        }
        if (bytes.has(0, "\u0089PNG\r\n\u001a\n")) {
            return "image/png";
        }
        if (isGif(bytes)) {
            return "image/gif";
        }
        if (bytes.has(0, "BM") && BITMAP_HEADERS.contains(littleNumber(head, 14, 4)) && number(head, 6, 4) == 0) {
            return "image/bmp";
        }
        if ((bytes.has(0, "II*\0") || bytes.has(0, "MM\0*") || bytes.has(0, "II+\0") || bytes.has(0, "MM\0+"))
                && !bytes.has(8, "CR")) {
            return "image/tiff";
        }
        if (bytes.has(0, "\0\0\1\0") && isIcon(bytes)) {
            return "image/vnd.microsoft.icon";
        }
        return isWirelessBitmap(bytes) ? "image/vnd.wap.wbmp" : null;
    }

    /** After the colours comes a block: an extension, a picture, or the end. */
    private static boolean isGif(MediaBytes bytes) throws IOException {
        if (!bytes.has(0, "GIF87a") && !bytes.has(0, "GIF89a")) {
            return false;
        }
        int flags = bytes.unsigned(10);
        int colours = flags >= 0 && (flags & 0x80) != 0 ? 3 << ((flags & 7) + 1) : 0;
        byte[] block = bytes.at(13L + colours, 1);
        return block.length == 1 && (block[0] == '!' || block[0] == ',' || block[0] == ';');
    }

    private static boolean isIcon(MediaBytes bytes) {
        long count = littleNumber(bytes.head(), 4, 2);
        long first = littleNumber(bytes.head(), 18, 4);
        return count > 0 && count < 256 && bytes.unsigned(9) == 0 && first >= 6 + 16 * count && first < bytes.size();
    }

    /** There is nothing to know it by but that its size is just that of its dots. WAP-237, 6. */
    private static boolean isWirelessBitmap(MediaBytes bytes) {
        if (bytes.unsigned(0) != 0 || bytes.unsigned(1) != 0) {
            return false;
        }
        int at = 2;
        long[] sides = new long[2];
        for (int side = 0; side < 2; side++) {
            int one;
            do {
                one = bytes.unsigned(at++);
                sides[side] = (sides[side] << 7) | (one & 0x7F);
            } while (one >= 0x80 && at < 10);
        }
        return sides[0] > 0
                && sides[1] > 0
                && sides[0] < 65_536
                && sides[1] < 65_536
                && bytes.size() == at + (sides[0] + 7) / 8 * sides[1];
    }

    private static @Nullable String sound(MediaBytes bytes) throws IOException {
        byte[] head = bytes.head();
        String riff = latin(head, 0, 4);
        if (Set.of("RIFF", "RIFX", "RF64", "BW64", "FORM").contains(riff) && RIFF.containsKey(latin(head, 8, 4))) {
            return RIFF.get(latin(head, 8, 4));
        }
        if (bytes.has(0, "ID3") && bytes.unsigned(3) < 5 && (number(head, 6, 4) & 0x80808080L) == 0) {
            return behindTag(bytes);
        }
        if (bytes.unsigned(0) == 0xFF) {
            return frames(bytes, 0);
        }
        if (bytes.has(0, "fLaC") && (bytes.unsigned(4) & 0x7F) == 0) {
            return "audio/flac";
        }
        if (bytes.has(0, "MThd\0\0\0\6")) {
            return "audio/midi";
        }
        if (bytes.has(0, "caff\0\1\0\0")) {
            return "audio/x-caf";
        }
        if (bytes.has(0, ".snd\0\0")) {
            return "audio/basic";
        }
        return voice(bytes);
    }

    private static @Nullable String voice(MediaBytes bytes) {
        if (!bytes.has(0, "#!")) {
            return null;
        }
        return VOICES.entrySet().stream()
                .filter(voice -> bytes.has(0, voice.getKey()))
                .map(Map.Entry::getValue)
                .findFirst()
                .orElse(null);
    }

    /** ID3 version 2.4, 3.1: size in four times seven bits, and maybe a footer; some fill up with zeros behind it. */
    private static @Nullable String behindTag(MediaBytes bytes) throws IOException {
        long size = 0;
        for (int i = 6; i < 10; i++) {
            size = (size << 7) | (bytes.unsigned(i) & 0x7F);
        }
        long at = 10 + size + ((bytes.unsigned(5) & 0x10) == 0 ? 0 : 10);
        byte[] behind = bytes.at(at, 4 * 1024);
        int skipped = 0;
        while (skipped < behind.length && behind[skipped] == 0) {
            skipped++;
        }
        if (has(behind, skipped, "fLaC")) {
            return "audio/flac";
        }
        String frames = frames(bytes, at + skipped);
        return frames == null ? "audio/mpeg" : frames;
    }

    /** Two frames, one behind the other, of MPEG audio or of AAC in ADTS. */
    private static @Nullable String frames(MediaBytes bytes, long at) throws IOException {
        byte[] one = bytes.at(at, 7);
        boolean adts = isAdts(one);
        long length = adts ? (number(one, 3, 3) >> 5) & 0x1FFF : frameLength(one);
        if (length < 8) {
            return null;
        }
        byte[] next = bytes.at(at + length, 7);
        boolean follows = at + length >= bytes.size() || (adts ? isAdts(next) : frameLength(next) > 0);
        boolean same = next.length < 2 || (next[0] == one[0] && (next[1] & 0xFE) == (one[1] & 0xFE));
        if (!follows || !same) {
            return null;
        }
        return adts ? "audio/aac" : "audio/mpeg";
    }

    private static boolean isAdts(byte[] header) {
        return header.length == 7 && (number(header, 0, 2) & 0xFFF6) == 0xFFF0;
    }

    /** In bytes; 0 for what is no header of a frame. Layer 1 is out of use, and begins like the mark of UTF-16. */
    private static long frameLength(byte[] header) {
        long bits = number(header, 0, 4);
        int version = (int) ((bits >> 19) & 3);
        int layer = 4 - (int) ((bits >> 17) & 3);
        int bitrate = (int) ((bits >> 12) & 15);
        int rate = (int) ((bits >> 10) & 3);
        if ((bits >> 21) != 0x7FF
                || version == 1
                || layer == 4
                || layer == 1
                || bitrate == 0
                || bitrate == 15
                || rate == 3) {
            return 0;
        }
        boolean first = version == 3;
        long perSecond = BITRATES[first ? layer - 2 : 2][bitrate] * 1000L;
        int samples = RATES[version][rate];
        long padding = (bits >> 9) & 1;
        return (layer == 3 && !first ? 72 : 144) * perSecond / samples + padding;
    }

    private static @Nullable String film(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        if (bytes.has(0, "\0\0\1\u00ba") || bytes.has(0, "\0\0\1\u00b3")) {
            return "video/mpeg";
        }
        if (repeats(bytes, 0, 188) || repeats(bytes, 4, 192)) {
            return "video/mp2t";
        }
        if (bytes.has(0, "FLV\1") && (bytes.unsigned(4) & 0xFA) == 0) {
            return "video/x-flv";
        }
        return bytes.has(0, ASF) ? windowsMedia(bytes, declared) : null;
    }

    private static boolean repeats(MediaBytes bytes, int first, int packet) {
        return bytes.unsigned(first) == 'G'
                && bytes.unsigned(first + packet) == 'G'
                && (bytes.unsigned(first + 2 * packet) == 'G' || bytes.size() < first + 2 * packet);
    }

    private static String windowsMedia(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        byte[] header = bytes.at(0, 32 * 1024);
        String all = latin(header, 0, header.length);
        if (all.contains(ASF_VIDEO)) {
            return "video/x-ms-wmv";
        }
        boolean heard =
                all.contains(ASF_AUDIO) || (declared != null && declared.value().equals("audio/x-ms-wma"));
        return heard ? "audio/x-ms-wma" : "video/x-ms-asf";
    }
}

package io.mmsroutes.media;

import io.mmsroutes.inbound.TypeName;
import java.io.IOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** WebM and Matroska: {@code DocType} tells which, the tracks whether there is anything to see. RFC 8794, RFC 9559. */
final class MatroskaMedia {
    private static final long EBML = 0x1A45DFA3L;
    private static final long DOC_TYPE = 0x4282;
    private static final long SEGMENT = 0x18538067L;
    private static final long CLUSTER = 0x1F43B675L;
    private static final long TRACKS = 0x1654AE6BL;
    private static final long TRACK_ENTRY = 0xAE;
    private static final long TRACK_TYPE = 0x83;
    private static final long VIDEO = 1;
    private static final long AUDIO = 2;
    /** Elements looked at on one level. */
    private static final int MAX_ELEMENTS = 64;

    private MatroskaMedia() {}

    /** @return null for what is none */
    static @Nullable MediaForm find(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        if (MediaBytes.number(bytes.head(), 0, 4) != EBML) {
            return null;
        }
        List<Element> file = elements(bytes, 0, bytes.size());
        if (file.isEmpty()) {
            return null;
        }
        String docType = "";
        for (Element element :
                elements(bytes, file.get(0).content(), file.get(0).end())) {
            if (element.id() == DOC_TYPE) {
                int length = (int) Math.min(16, element.end() - element.content());
                docType = MediaBytes.latin(bytes.at(element.content(), length), 0, length)
                        .replace("\0", "");
            }
        }
        if (!docType.equals("webm") && !docType.equals("matroska")) {
            return null;
        }
        String name = docType.equals("webm") ? "webm" : "x-matroska";
        Set<Long> tracks = tracks(bytes, file);
        boolean heard = tracks.isEmpty()
                ? declared != null && declared.value().equals("audio/" + name)
                : tracks.contains(AUDIO) && !tracks.contains(VIDEO);
        return MediaForm.of((heard ? "audio/" : "video/") + name);
    }

    private static Set<Long> tracks(MediaBytes bytes, List<Element> file) throws IOException {
        Set<Long> types = new HashSet<>();
        for (Element tracks : within(bytes, file, SEGMENT, TRACKS)) {
            for (Element type :
                    within(bytes, elements(bytes, tracks.content(), tracks.end()), TRACK_ENTRY, TRACK_TYPE)) {
                types.add(MediaBytes.number(bytes.at(type.content(), 1), 0, 1));
            }
        }
        return types;
    }

    private static List<Element> within(MediaBytes bytes, List<Element> parents, long parent, long child)
            throws IOException {
        List<Element> found = new ArrayList<>();
        for (Element element : parents) {
            if (element.id() == parent) {
                elements(bytes, element.content(), element.end()).stream()
                        .filter(inner -> inner.id() == child)
                        .forEach(found::add);
            }
        }
        return found;
    }

    /** Those of one level, up to the first cluster: what comes before it says all there is to know. */
    private static List<Element> elements(MediaBytes bytes, long from, long end) throws IOException {
        List<Element> elements = new ArrayList<>();
        long at = from;
        while (at < end && elements.size() < MAX_ELEMENTS) {
            byte[] header = bytes.at(at, 12);
            int idLength = header.length == 0 ? 0 : Integer.numberOfLeadingZeros(header[0] & 0xFF) - 23;
            if (idLength < 1 || idLength > 4 || header.length <= idLength) {
                break;
            }
            long id = MediaBytes.number(header, 0, idLength);
            int sizeLength = Integer.numberOfLeadingZeros(header[idLength] & 0xFF) - 23;
            if (id == CLUSTER || sizeLength > 8 || header.length < idLength + sizeLength) {
                break;
            }
            long unknown = (1L << (7 * sizeLength)) - 1;
            long size = MediaBytes.number(header, idLength, sizeLength) & unknown;
            long content = at + idLength + sizeLength;
            long last = size == unknown || size > end - content ? end : content + size;
            elements.add(new Element(id, content, last));
            at = last;
        }
        return elements;
    }

    /** @param content where it begins */
    private record Element(long id, long content, long end) {}
}

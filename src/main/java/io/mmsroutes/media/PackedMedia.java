package io.mmsroutes.media;

import static io.mmsroutes.media.MediaBytes.has;
import static io.mmsroutes.media.MediaBytes.latin;
import static io.mmsroutes.media.MediaBytes.littleNumber;
import static io.mmsroutes.media.MediaBytes.number;

import io.mmsroutes.inbound.TypeName;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Documents and programs within a ZIP or an OLE file, by the names of what is in it. APPNOTE.TXT, 4.3.12; MS-CFB, 2.6. */
final class PackedMedia {
    private static final long OLE = 0xD0CF11E0A1B11AE1L;
    private static final Set<String> OLD_OFFICE =
            Set.of("application/msword", "application/vnd.ms-excel", "application/vnd.ms-powerpoint");
    private static final int MAX_SECTORS = 4 * 1024;

    private PackedMedia() {}

    /** @return null for what is neither, and for a ZIP that names its type in its first entry */
    static @Nullable MediaForm find(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        if (number(bytes.head(), 0, 8) == OLE) {
            return MediaForm.of(oldOffice(bytes, declared));
        }
        boolean zip = bytes.has(0, "PK\3\4") && !bytes.has(30, "mimetype");
        return zip ? MediaForm.of(zipped(names(bytes))) : null;
    }

    private static String zipped(Set<String> names) {
        if (names.contains("AndroidManifest.xml")) {
            return "application/vnd.android.package-archive";
        }
        if (names.contains("META-INF/MANIFEST.MF")) {
            return "application/java-archive";
        }
        if (names.contains("pass.json") && names.contains("manifest.json")) {
            return "application/vnd.apple.pkpass";
        }
        if (names.contains("[Content_Types].xml")) {
            String office = "application/vnd.openxmlformats-officedocument.";
            Map<String, String> folders = new LinkedHashMap<>();
            folders.put("word/", office + "wordprocessingml.document");
            folders.put("xl/", office + "spreadsheetml.sheet");
            folders.put("ppt/", office + "presentationml.presentation");
            for (Map.Entry<String, String> folder : folders.entrySet()) {
                if (names.stream().anyMatch(name -> name.startsWith(folder.getKey()))) {
                    return folder.getValue();
                }
            }
        }
        return "application/zip";
    }

    /** Out of the directory at its end, as far as that is read. */
    private static Set<String> names(MediaBytes bytes) throws IOException {
        byte[] tail = bytes.tail(64 * 1024);
        Set<String> names = new HashSet<>();
        for (int at = 0; at + 46 < tail.length; at++) {
            if (has(tail, at, "PK\1\2")) {
                names.add(latin(tail, at + 46, (int) littleNumber(tail, at + 28, 2)));
            }
        }
        return names;
    }

    private static String oldOffice(MediaBytes bytes, @Nullable TypeName declared) throws IOException {
        int shift = bytes.unsigned(30);
        long directory = littleNumber(bytes.head(), 48, 4) + 1;
        byte[] entries = shift == 9 || shift == 12 ? bytes.at(directory << shift, MAX_SECTORS) : new byte[0];
        String names = new String(entries, StandardCharsets.UTF_16LE);
        if (names.contains("WordDocument")) {
            return "application/msword";
        }
        if (names.contains("Workbook") || names.contains("Book\0")) {
            return "application/vnd.ms-excel";
        }
        if (names.contains("PowerPoint Document")) {
            return "application/vnd.ms-powerpoint";
        }
        return declared != null && OLD_OFFICE.contains(declared.value())
                ? declared.value()
                : "application/x-ole-storage";
    }
}

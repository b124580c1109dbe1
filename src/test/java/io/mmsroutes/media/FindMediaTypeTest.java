package io.mmsroutes.media;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.inbound.DeclaredMedia;
import io.mmsroutes.inbound.MediaKind;
import io.mmsroutes.inbound.MediaMetadata;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.lang.reflect.Field;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.apache.tika.mime.MediaType;
import org.apache.tika.mime.MimeTypes;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class FindMediaTypeTest {
    @TempDir
    private Path folder;

    @ParameterizedTest
    @CsvSource({
        "photo.jpg,image/jpeg,jpg,IMAGE",
        "picture.png,image/png,png,IMAGE",
        "dance.gif,image/gif,gif,IMAGE",
        "sample.webp,image/webp,webp,IMAGE",
        "sample.bmp,image/bmp,bmp,IMAGE",
        "sample.heic,image/heic,heic,IMAGE",
        "clip.mp4,video/mp4,mp4,VIDEO",
        "clip.3gp,video/3gpp,3gp,VIDEO",
        "sample.mov,video/quicktime,mov,VIDEO",
        "voice.amr,audio/amr,amr,AUDIO",
        "sample.mp3,audio/mpeg,mp3,AUDIO",
        "sample.wav,audio/wav,wav,AUDIO",
        "sample.ogg,audio/ogg,ogg,AUDIO",
        "contact.vcf,text/vcard,vcf,DOCUMENT",
        "sample.ics,text/calendar,ics,DOCUMENT",
        "menu.pdf,application/pdf,pdf,DOCUMENT",
        "sample.txt,text/plain,txt,DOCUMENT",
        "layout.smil,application/smil,smil,OTHER"
    })
    void theBytesTellTheType(String sample, String type, String extension, MediaKind kind) throws IOException {
        MediaMetadata facts = find(MediaHost.sample(sample), null);

        assertThat(facts.type()).isEqualTo(type);
        assertThat(facts.extension()).isEqualTo(extension);
        assertThat(facts.kind()).isEqualTo(kind);
        assertThat(facts.layout()).isEqualTo(extension.equals("smil"));
        assertThat(facts.mismatches()).isEmpty();
    }

    @ParameterizedTest
    @CsvSource({
        "photo.jpg,image/jpg",
        "contact.vcf,text/x-vcard",
        "contact.vcf,text/vcard",
        "layout.smil,application/smil",
        "layout.smil,application/smil+xml",
        "clip.3gp,audio/3gpp",
        "sample.wav,audio/x-wav",
        "sample.mp3,audio/mp3",
        "sample.ogg,audio/ogg",
        "sample.bmp,image/x-ms-bmp",
        "photo.jpg,IMAGE/JPEG; name=\"a.jpg\"",
        "sample.ics,text/calendar; charset=utf-8"
    })
    void otherWordsForTheSameAreNoMismatch(String sample, String announced) throws IOException {
        assertThat(find(MediaHost.sample(sample), announced).mismatches()).isEmpty();
    }

    @Test
    void aProgramThatIsCalledAPictureIsAMismatchAndKeepsNoPictureName() throws IOException {
        byte[] program = new byte[200];
        System.arraycopy(new byte[] {0x7f, 'E', 'L', 'F', 2, 1, 1}, 0, program, 0, 7);

        MediaMetadata facts = find(program, "image/jpeg");

        assertThat(facts.kind()).isEqualTo(MediaKind.OTHER);
        assertThat(facts.extension()).isNotEqualTo("jpg");
        assertThat(facts.mismatches()).containsExactly("type");
    }

    @Test
    void unknownBytesAreBinaryWhateverTheyAreCalled() throws IOException {
        MediaMetadata facts = find(new byte[] {1, 2, 3, (byte) 0xff, 0, 0}, "audio/amr");

        assertThat(facts.type()).isEqualTo("application/octet-stream");
        assertThat(facts.extension()).isEqualTo("bin");
    }

    @Test
    void textMayBeCalledByAMoreSpecialName() throws IOException {
        assertThat(find("a,b\n1,2\n".getBytes(UTF_8), "text/csv").type()).isEqualTo("text/csv");
        assertThat(find("a,b\n1,2\n".getBytes(UTF_8), "image/png").type()).isEqualTo("text/plain");
    }

    @Test
    void announcedSizeAndHashAreHeldAgainstTheBytes() throws IOException {
        Path file = Files.write(folder.resolve("x"), MediaHost.sample("photo.jpg"));
        DeclaredMedia announced = new DeclaredMedia("https://x", "image/png", 1L, "aa", null);

        MediaMetadata facts = new FindMediaType().find(file, announced, 43_131, "bb");

        assertThat(facts.mismatches()).containsExactly("type", "size", "sha256");
    }

    @Test
    void anUpperCaseHashIsTheSame() throws IOException {
        Path file = Files.write(folder.resolve("x"), new byte[0]);

        assertThat(new FindMediaType()
                        .find(file, new DeclaredMedia(null, null, null, "AB", null), 0, "ab")
                        .mismatches())
                .isEmpty();
    }

    /** Neither Tika's registry, nor its cache of names, nor what is found. */
    @Test
    void declaredTypesAreKeptNowhere() throws Exception {
        Field names = MediaType.class.getDeclaredField("SIMPLE_TYPES");
        names.setAccessible(true);
        FindMediaType findMediaType = new FindMediaType();
        Path text = Files.write(folder.resolve("text"), "See you".getBytes(UTF_8));
        Path photo = Files.write(folder.resolve("photo"), MediaHost.sample("photo.jpg"));
        Set<String> found = new HashSet<>();
        int known = 0;
        int kept = 0;

        for (int i = 0; i < 20_000; i++) {
            if (i == 1_000) {
                known = MimeTypes.getDefaultMimeTypes()
                        .getMediaTypeRegistry()
                        .getTypes()
                        .size();
                kept = ((Map<?, ?>) names.get(null)).size();
            }
            for (String group : List.of("text", "image", "application")) {
                DeclaredMedia announced = new DeclaredMedia(null, group + "/x-made-up-" + i, null, null, null);
                MediaMetadata facts = findMediaType.find(i % 2 == 0 ? text : photo, announced, 7, "00");
                found.add(facts.type() + " " + facts.extension());
            }
        }

        assertThat(found).containsExactlyInAnyOrder("text/plain txt", "image/jpeg jpg");
        assertThat(MimeTypes.getDefaultMimeTypes().getMediaTypeRegistry().getTypes())
                .hasSize(known)
                .noneMatch(type -> type.toString().contains("x-made-up"));
        assertThat((Map<?, ?>) names.get(null)).hasSize(kept);
    }

    private MediaMetadata find(byte[] bytes, @Nullable String announced) throws IOException {
        Path file = Files.write(folder.resolve("media"), bytes);
        return new FindMediaType()
                .find(file, new DeclaredMedia("https://x", announced, null, null, null), bytes.length, "00");
    }
}

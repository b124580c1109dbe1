package io.mmsroutes.simulator;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.simulator.AnswerMediaRequest.MediaReply;
import io.mmsroutes.support.MediaHost;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.BitSet;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class AnswerMediaRequestTest {
    private static final long MAX_BYTES = 3_000_000_000L;
    private static final String MESSAGE = "11111111-2222-3333-4444-555555555555";
    private static final String OTHER_MESSAGE = "11111111-2222-3333-4444-666666666666";

    private final byte[] photo = MediaHost.sample("photo.jpg");
    private final AnswerMediaRequest host = new AnswerMediaRequest(new SampleMedia(Path.of("simulator")), MAX_BYTES);

    @Test
    void theFileComesAsItIs() throws IOException {
        MediaReply reply = photo("none");

        assertThat(reply.status()).isEqualTo(200);
        assertThat(reply.contentType()).isEqualTo("image/jpeg");
        assertThat(reply.content()).isEqualTo(photo);
    }

    @Test
    void theFirstRequestForEachFileOfAMessageFindsNothing() throws IOException {
        assertThat(photo("not-found-first").status()).isEqualTo(404);

        assertThat(photo("not-found-first").content()).isEqualTo(photo);
        assertThat(host.answer("not-found-first", MESSAGE, "picture.png").status())
                .isEqualTo(404);
        assertThat(host.answer("not-found-first", OTHER_MESSAGE, "photo.jpg").status())
                .isEqualTo(404);
    }

    @Test
    void anExpiringFileComesOnceAndIsThenForbiddenForEver() throws IOException {
        assertThat(photo("expires").content()).isEqualTo(photo);

        assertThat(photo("expires").status()).isEqualTo(403);
        assertThat(photo("expires").status()).isEqualTo(403);
        assertThat(host.answer("expires", OTHER_MESSAGE, "photo.jpg").status()).isEqualTo(200);
    }

    @Test
    void aSlowFileIsTheFileLate() throws IOException {
        assertThat(photo("slow").late()).isTrue();
        assertThat(photo("slow").content()).isEqualTo(photo);
    }

    @Test
    void aTruncatedFileIsTheFileCutShort() throws IOException {
        assertThat(photo("truncated").cutShort()).isTrue();
        assertThat(photo("truncated").content()).isEqualTo(photo);
    }

    /** Three gigabytes, in a heap of less. */
    @Test
    void anOversizedFileIsLargerThanAllowedAndNowhereInMemory() throws IOException {
        assertThat(photo("oversized").content()).isInstanceOfSatisfying(InputStream.class, stream -> {
            try (stream) {
                assertThat(stream.transferTo(OutputStream.nullOutputStream())).isGreaterThan(MAX_BYTES);
            } catch (IOException e) {
                throw new java.io.UncheckedIOException(e);
            }
        });
    }

    @Test
    void anotherHashIsOneBit() throws IOException {
        assertThat(photo("wrong-hash").content()).isInstanceOfSatisfying(byte[].class, bytes -> {
            BitSet turned = BitSet.valueOf(bytes);
            turned.xor(BitSet.valueOf(photo));
            assertThat(bytes).hasSameSizeAs(photo);
            assertThat(turned.cardinality()).isEqualTo(1);
        });
    }

    @ParameterizedTest
    @CsvSource({
        "redirect-private, http://169.254.169.254/latest/meta-data/",
        "redirect,         /simulator/media/none/11111111-2222-3333-4444-555555555555/photo.jpg"
    })
    void aRedirectSaysWhereTo(String fault, String location) throws IOException {
        assertThat(photo(fault).status()).isEqualTo(302);
        assertThat(photo(fault).location()).isEqualTo(location);
    }

    @Test
    void whatIsGoneStaysGone() throws IOException {
        assertThat(photo("gone").status()).isEqualTo(404);
        assertThat(photo("gone").status()).isEqualTo(404);
    }

    @ParameterizedTest
    @ValueSource(strings = {"README.md", "..", ".", "", "../beans.camel.yaml", "media/photo.jpg", "PHOTO.JPG"})
    void whatIsNoSampleIsNotFound(String name) throws IOException {
        assertThat(host.answer("none", MESSAGE, name)).isEqualTo(MediaReply.notFound());
    }

    @Test
    void aUrlThatTheSimulatorNeverGaveOutIsNotFound() throws IOException {
        assertNotFound(null, MESSAGE, "photo.jpg");
        assertNotFound("fire", MESSAGE, "photo.jpg");
        assertNotFound("none", null, "photo.jpg");
        assertNotFound("none", "1", "photo.jpg");
        assertNotFound("none", MESSAGE, null);
    }

    private void assertNotFound(@Nullable String fault, @Nullable String message, @Nullable String name)
            throws IOException {
        assertThat(host.answer(fault, message, name)).isEqualTo(MediaReply.notFound());
    }

    private MediaReply photo(String fault) throws IOException {
        return host.answer(fault, MESSAGE, "photo.jpg");
    }
}

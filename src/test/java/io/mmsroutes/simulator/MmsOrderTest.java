package io.mmsroutes.simulator;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.simulator.MmsOrder.Fault;
import java.io.IOException;
import java.nio.file.Path;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class MmsOrderTest {
    private final SampleMedia samples = new SampleMedia(Path.of("simulator"));

    @Test
    void noBodyIsTheDefaultMessage() throws IOException {
        MmsOrder order = MmsOrder.read(null, samples);

        assertThat(order.media()).containsExactly("photo.jpg", "picture.png", "contact.vcf");
        assertThat(order.text()).isNotBlank();
        assertThat(order.fault()).isEqualTo(Fault.NONE);
        assertThat(order.duplicates()).isZero();
        assertThat(MmsOrder.read(new byte[0], samples)).isEqualTo(order);
        assertThat(read("{}")).isEqualTo(order);
    }

    @Test
    void whatIsAskedForIsWhatIsOrdered() throws IOException {
        MmsOrder order = read("""
                {"media":["voice.amr","voice.amr"],"text":"","from":"+447700900123","to":"90210",
                 "fault":"redirect-private","duplicates":2}""");

        assertThat(order.media()).containsExactly("voice.amr", "voice.amr");
        assertThat(order.text()).isEmpty();
        assertThat(order.from()).isEqualTo("+447700900123");
        assertThat(order.to()).isEqualTo("90210");
        assertThat(order.fault()).isEqualTo(Fault.REDIRECT_PRIVATE);
        assertThat(order.duplicates()).isEqualTo(2);
    }

    @Test
    void noMediaAtAllCanBeAskedFor() throws IOException {
        assertThat(read("{\"media\":[]}").media()).isEmpty();
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                " ",
                "null",
                "[]",
                "\"photo.jpg\"",
                "{\"media\":\"photo.jpg\"}",
                "{\"medium\":[]}",
                "{} {}",
                "{\"duplicates\":1.5}",
                "{\"duplicates\":-1}",
                "{\"duplicates\":101}"
            })
    void anUnclearOrderIsRejected(String body) {
        assertRejected(body, "order-unclear");
    }

    @Test
    void aFormIsRejectedWithTheHeaderToSend() {
        assertThatThrownBy(() -> MmsOrder.read(Map.of("{\"fault\":\"gone\"}", ""), samples))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("content-type: application/json");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "null",
                "\"\"",
                "\".\"",
                "\"nope.jpg\"",
                "\"README.md\"",
                "\"../media/photo.jpg\"",
                "\"../beans.camel.yaml\"",
                "\"/etc/passwd\"",
                "\"photo.jpg\\u0000\""
            })
    void aNameThatIsNoSampleIsRejectedWithTheNamesThereAre(String name) {
        assertThatThrownBy(() -> read("{\"media\":[%s]}".formatted(name)))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining("clip.3gp, clip.mp4, contact.vcf");
    }

    @Test
    void anUnknownFaultIsRejectedWithTheFaultsThereAre() {
        assertThatThrownBy(() -> read("{\"fault\":\"NONE\"}"))
                .isInstanceOf(Rejected.class)
                .hasMessageContaining(
                        "none, not-found-first, slow, truncated, oversized, wrong-hash, redirect-private, redirect, expires, gone");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "+", "+0123456", "13125550001", "+1 312 555 0001", "12", "+1234567890123456", "../x"})
    void aNumberThatIsNoneIsRejectedAndNotRepeated(String number) {
        assertThatThrownBy(() -> read("{\"from\":\"%s\"}".formatted(number)))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo("number-malformed"))
                .hasMessageStartingWith("from is no phone number");
    }

    private void assertRejected(String body, String code) {
        assertThatThrownBy(() -> read(body))
                .isInstanceOfSatisfying(
                        Rejected.class, e -> assertThat(e.code()).isEqualTo(code));
    }

    private MmsOrder read(String body) throws IOException {
        return MmsOrder.read(body.getBytes(UTF_8), samples);
    }
}

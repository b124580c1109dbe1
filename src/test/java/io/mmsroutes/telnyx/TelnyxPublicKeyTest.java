package io.mmsroutes.telnyx;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.support.WebhookSender;
import java.util.Arrays;
import java.util.Base64;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class TelnyxPublicKeyTest {
    private static final byte[] RAW = Base64.getDecoder().decode(WebhookSender.PUBLIC_KEY);

    @Test
    void rawX509AndPemAreTheSameKey() {
        byte[] head = HexFormat.of().parseHex("302a300506032b6570032100");
        byte[] x509 = Arrays.copyOf(head, 44);
        System.arraycopy(RAW, 0, x509, 12, 32);
        String base64 = Base64.getEncoder().encodeToString(x509);
        String expected = new TelnyxPublicKey(WebhookSender.PUBLIC_KEY).fingerprint();

        assertThat(new TelnyxPublicKey(base64).fingerprint()).isEqualTo(expected);
        assertThat(new TelnyxPublicKey("-----BEGIN PUBLIC KEY-----\n" + base64 + "\n-----END PUBLIC KEY-----\n")
                        .fingerprint())
                .isEqualTo(expected);
        assertThat(new TelnyxPublicKey(" " + WebhookSender.PUBLIC_KEY + "\n").fingerprint())
                .isEqualTo(expected);
        assertThat(expected).hasSize(16);
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "not base64!", "AAAA", "KEY0123456789", "/////////////////////////////////////////38="})
    void anUnusableKeyIsRefusedWithASentence(String text) {
        assertThatThrownBy(() -> new TelnyxPublicKey(text))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageStartingWith("telnyx.public-key is not usable")
                .hasMessageContaining("Telnyx portal");
    }

    @Test
    void anX509KeyOfAnotherKindIsRefused() {
        byte[] other = new byte[44];

        assertThatThrownBy(() -> new TelnyxPublicKey(Base64.getEncoder().encodeToString(other)))
                .hasMessageContaining("44 bytes");
    }
}

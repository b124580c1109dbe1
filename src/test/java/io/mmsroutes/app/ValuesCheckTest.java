package io.mmsroutes.app;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.WebhookSender;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class ValuesCheckTest {

    @ParameterizedTest
    @ValueSource(strings = {"http://api.telnyx.com/v2", "HTTP://egress.internal:8080/v2", "http://10.0.0.1/v2"})
    void apiKeyGoesNowhereByHttp(String url) {
        assertThatIllegalArgumentException()
                .isThrownBy(check("telnyx.api-url", url)::require)
                .withMessageContaining("telnyx.api-url is a URL of http");
    }

    @ParameterizedTest
    @ValueSource(
            strings = {
                "https://api.telnyx.com/v2",
                "http://127.0.0.1:8081/v2",
                "http://localhost/v2",
                "http://[::1]:1/v2"
            })
    void apiKeyGoesToTelnyxAndStaysOnThisMachine(String url) {
        assertThatCode(check("telnyx.api-url", url)::require).doesNotThrowAnyException();
    }

    @ParameterizedTest
    @ValueSource(strings = {"mms.api-key", "mms.admin-key", "telnyx.api-key"})
    void keyOfTwoLinesIsRefused(String key) {
        assertThatIllegalArgumentException()
                .isThrownBy(check(key, "0123456789abcdef\n0123456789abcdef")::require)
                .withMessageContaining(key)
                .satisfies(e -> assertThat(e.getMessage()).doesNotContain("0123456789"));
    }

    @ParameterizedTest
    @CsvSource({
        "mms.data-dir, /data/a#b",
        "mms.data-dir, /data/%20",
        "mms.data-dir, /data/a?b",
        "mms.data-dir, /data/a&b",
        "mms.data-dir, /data/a+b",
        "mms.data-dir, /data/a;b",
        "mms.data-dir, /data/${x}",
        "mms.data-dir, '/data/a\nb'",
        "mms.outbox.folder, /data/a#b",
        "camel.kamelet.media-store-file-sink.directory, /data/a?b"
    })
    void folderThatCannotWorkIsRefusedByName(String key, String folder) {
        assertThatIllegalArgumentException()
                .isThrownBy(check(key, folder)::require)
                .withMessageContaining(key);
    }

    private static ValuesCheck check(String key, String value) {
        Map<String, String> values =
                new HashMap<>(Map.of("telnyx.public-key", WebhookSender.PUBLIC_KEY, "telnyx.api-key", "KEY"));
        values.put(key, value);
        Properties system = new Properties();
        system.putAll(values);
        return new ValuesCheck(Settings.load(Path.of("").toAbsolutePath(), Map.of(), system));
    }
}

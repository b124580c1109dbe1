package io.mmsroutes.app;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.settings.Settings;
import io.mmsroutes.support.WebhookSender;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Properties;
import org.apache.camel.impl.DefaultCamelContext;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class ReplyCheckTest {
    private static final String URL = "https://mms.example.com";

    @Test
    void withoutRepliesNothingIsAskedFor() {
        assertTaken(Map.of());
        assertTaken(Map.of("mms.reply.mode", "off", "mms.reply.max-per-hour", "0"));
    }

    @Test
    void whatHasWhatItNeedsIsTaken() {
        assertTaken(Map.of("mms.reply.mode", "echo", "mms.public-url", URL));
        assertTaken(Map.of("mms.reply.mode", "media", "mms.public-url", URL));
        assertTaken(Map.of(
                "mms.reply.mode", "Media",
                "mms.public-url", URL,
                "mms.reply.text", "",
                "mms.reply.media", "https://example.com/a.jpg"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"echo", "media", "ECHO"})
    void repliesOfLiveModeNeedAPlaceForTheirMedia(String mode) {
        assertRefused(Map.of("mms.reply.mode", mode))
                .withMessageContaining("mms.reply.mode is %s, and mms.public-url is not set".formatted(mode))
                .withMessageContaining("environment: MMS_PUBLIC_URL");
    }

    @Test
    void theSimulatorFetchesWithoutAPublicUrl() {
        assertTaken(Map.of("mms.reply.mode", "echo", "telnyx.mode", "simulator"));
    }

    @Test
    void anUnknownModeIsRefusedWithTheKnownOnes() {
        assertRefused(Map.of("mms.reply.mode", "on", "mms.public-url", URL))
                .withMessage("mms.reply.mode is 'on': write off, echo or media.");
    }

    @Test
    void mediaThatAreNoneWithoutATextAreRefused() {
        assertRefused(Map.of("mms.reply.mode", "media", "mms.public-url", URL, "mms.reply.text", ""))
                .withMessage("mms.reply.mode is media, and there is neither mms.reply.media nor mms.reply.text.");
    }

    @ParameterizedTest
    @ValueSource(strings = {"0", "-1", "", "many", "1.5", "1000000"})
    void limitThatIsNoneIsRefused(String limit) {
        assertRefused(Map.of("mms.reply.mode", "echo", "mms.public-url", URL, "mms.reply.max-per-hour", limit))
                .withMessage("mms.reply.max-per-hour is '%s': write a number from 1 on.".formatted(limit));
    }

    @ParameterizedTest
    @ValueSource(strings = {"${variable.message.subject", "Hi ${noSuchFunction}"})
    void textThatCannotBeReadIsRefusedByName(String text) {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> requireExpressions(Map.of("mms.reply.text", text)))
                .withMessageStartingWith("mms.reply.text is no expression of Camel's Simple language: ");
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "Thanks!", "Got ${variable.message.attachments.size}", "5 $ for {you}"})
    void textThatCanBeReadIsTaken(String text) {
        assertThatCode(() -> requireExpressions(Map.of("mms.reply.text", text))).doesNotThrowAnyException();
    }

    private static void requireExpressions(Map<String, String> more) {
        new ReplyCheck(settings(more)).requireExpressions(new DefaultCamelContext());
    }

    private static org.assertj.core.api.ThrowableAssertAlternative<IllegalArgumentException> assertRefused(
            Map<String, String> more) {
        return assertThatIllegalArgumentException().isThrownBy(() -> require(more));
    }

    private static void assertTaken(Map<String, String> more) {
        assertThatCode(() -> require(more)).doesNotThrowAnyException();
    }

    private static void require(Map<String, String> more) {
        new ReplyCheck(settings(more)).require();
    }

    private static Settings settings(Map<String, String> more) {
        Map<String, String> environment = new HashMap<>();
        environment.put("TELNYX_MODE", "live");
        environment.put("TELNYX_PUBLIC_KEY", WebhookSender.PUBLIC_KEY);
        environment.put("TELNYX_API_KEY", "KEY");
        more.forEach((key, value) -> environment.put(Settings.environmentName(key), value));
        return Settings.load(Path.of(""), environment, new Properties());
    }
}

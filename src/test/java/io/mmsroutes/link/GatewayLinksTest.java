package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.SharedSecret;
import io.mmsroutes.store.MediaInStore;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.Base64;
import java.util.HexFormat;
import java.util.Random;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.NullSource;
import org.junit.jupiter.params.provider.ValueSource;

class GatewayLinksTest {
    private static final Instant NOW = Instant.parse("2026-01-16T10:00:00Z");
    private static final MediaInStore PHOTO =
            new MediaInStore("mms/a/0.jpg", "file:///data/mms/a/0.jpg", "image/jpeg", 3, "ab".repeat(32), null);
    private static final String SECRET = HexFormat.of().formatHex(new byte[32]);
    private static final int TOKENS = 100_000;

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void start() {
        database = started();
    }

    @Test
    void linkOpensUntilItsTimeIsOver() {
        String token = token(SECRET, Duration.ofSeconds(60));

        assertThat(links(SECRET, NOW).read(token)).isEqualTo(MediaInStore.place(PHOTO.location()));
        assertThat(links(SECRET, NOW.plusSeconds(59)).read(token)).isNotEmpty();
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> links(SECRET, NOW.plusSeconds(60)).read(token))
                .matches(refusal -> refusal.code().equals("link-expired"));
    }

    @Test
    void linkEndsWhenItsLifetimeFromNowIsOver() {
        String token = token(SECRET, Duration.ofHours(24));

        assertThat(LinkToken.verify(token, SECRET.getBytes(StandardCharsets.UTF_8))
                        .until())
                .isEqualTo(NOW.plus(Duration.ofHours(24)));
    }

    @Test
    void linkTellsNeitherNameNorPlace() {
        String token = token(SECRET, Duration.ZERO);

        String told = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
        assertThat(told).doesNotContain("mms", "jpg", "data");
    }

    @Test
    void noneOfManyAlteredTokensOpens() {
        GatewayLinks links = links(SECRET, NOW);
        String token = token(SECRET, Duration.ofSeconds(60));
        Random random = new Random(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        int opened = 0;
        for (int i = 0; i < TOKENS; i++) {
            StringBuilder altered = new StringBuilder(token);
            int at = i % token.length();
            char other = alphabet.charAt(random.nextInt(alphabet.length()));
            altered.setCharAt(at, other == token.charAt(at) ? '.' : other);
            opened += opens(links, altered.toString());
        }

        assertThat(opened).isZero();
        assertThat(opens(links, token)).isOne();
    }

    @Test
    void noneOfManyGuessedTokensOpens() {
        GatewayLinks links = links(SECRET, NOW);
        Random random = new Random(43);
        byte[] guess = new byte[57];

        int opened = 0;
        for (int i = 0; i < TOKENS; i++) {
            random.nextBytes(guess);
            guess[0] = 1;
            opened += opens(links, Base64.getUrlEncoder().encodeToString(guess));
        }

        assertThat(opened).isZero();
    }

    @Test
    void tokenOfAnotherGatewayDoesNotOpen() {
        String token = token("another secret, of somebody else's", Duration.ofSeconds(60));

        assertThat(opens(links(SECRET, NOW), token)).isZero();
    }

    @Test
    void gatewaysOfOneDatabaseOpenEachOthersLinks() {
        String token = token("", Duration.ofSeconds(60));

        assertThat(opens(links("", NOW), token)).isOne();
    }

    @Test
    void withoutPublicUrlNothingOpens() {
        GatewayLinks shut = new GatewayLinks("", SECRET, shared(), Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(opens(shut, token(SECRET, Duration.ofSeconds(60)))).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", "mms/a/0.jpg", "%00", "é", "AAAA"})
    void whatIsNoTokenOpensNothing(String text) {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> links(SECRET, NOW).read(text))
                .matches(refusal -> refusal.code().equals("link-unknown"));
    }

    @Test
    void shortSecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> links("too short", NOW))
                .withMessageContaining("mms.link.secret");
    }

    @AfterEach
    void close() {
        database.stop();
    }

    private static int opens(GatewayLinks links, String token) {
        try {
            links.read(token);
            return 1;
        } catch (Rejected e) {
            return 0;
        }
    }

    private GatewayLinks links(String secret, Instant now) {
        return new GatewayLinks("https://mms.example.com", secret, shared(), Clock.fixed(now, ZoneOffset.UTC));
    }

    private String token(String secret, Duration lifetime) {
        String link = links(secret, NOW).make(PHOTO, lifetime);
        assertThat(link).startsWith("https://mms.example.com/media/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private SharedSecret shared() {
        return new SharedSecret(database, "link");
    }

    private Database started() {
        Database started = new Database(new DatabaseConfig(folder, "", "", "", 1));
        started.start();
        return started;
    }
}

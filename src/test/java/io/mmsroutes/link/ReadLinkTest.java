package io.mmsroutes.link;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;

import io.mmsroutes.database.Database;
import io.mmsroutes.database.DatabaseConfig;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.repository.SharedSecret;
import io.mmsroutes.store.MediaInStore;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Clock;
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

class ReadLinkTest {
    private static final Instant NOW = Instant.parse("2026-01-16T10:00:00Z");
    private static final MediaInStore PHOTO =
            new MediaInStore("mms/a/0.jpg", "file:///data/mms/a/0.jpg", "image/jpeg", 3, "ab".repeat(32), null);
    private static final int TOKENS = 100_000;

    @TempDir
    private Path folder;

    private Database database;

    @BeforeEach
    void start() {
        database = started();
    }

    @Test
    void linkOpensUntilItsTimeIsOver() throws IOException {
        LinkSecret secret = secret();
        String token = token(secret, NOW.plusSeconds(60));

        assertThat(reader(secret, NOW).read(token)).isEqualTo(MediaInStore.place(PHOTO.location()));
        assertThat(reader(secret, NOW.plusSeconds(59)).read(token)).isNotEmpty();
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> reader(secret, NOW.plusSeconds(60)).read(token))
                .matches(refusal -> refusal.code().equals("link-expired"));
    }

    @Test
    void linkTellsNeitherNameNorPlace() throws IOException {
        String token = token(secret(), NOW);

        String told = new String(Base64.getUrlDecoder().decode(token), StandardCharsets.ISO_8859_1);
        assertThat(told).doesNotContain("mms", "jpg", "data");
    }

    @Test
    void noneOfManyAlteredTokensOpens() throws IOException {
        LinkSecret secret = secret();
        ReadLink reader = reader(secret, NOW);
        String token = token(secret, NOW.plusSeconds(60));
        Random random = new Random(42);
        String alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

        int opened = 0;
        for (int i = 0; i < TOKENS; i++) {
            StringBuilder altered = new StringBuilder(token);
            int at = i % token.length();
            char other = alphabet.charAt(random.nextInt(alphabet.length()));
            altered.setCharAt(at, other == token.charAt(at) ? '.' : other);
            opened += opens(reader, altered.toString());
        }

        assertThat(opened).isZero();
        assertThat(opens(reader, token)).isOne();
    }

    @Test
    void noneOfManyGuessedTokensOpens() throws IOException {
        ReadLink reader = reader(secret(), NOW);
        Random random = new Random(43);
        byte[] guess = new byte[57];

        int opened = 0;
        for (int i = 0; i < TOKENS; i++) {
            random.nextBytes(guess);
            guess[0] = 1;
            opened += opens(reader, Base64.getUrlEncoder().encodeToString(guess));
        }

        assertThat(opened).isZero();
    }

    @Test
    void tokenOfAnotherGatewayDoesNotOpen() throws IOException {
        String token = token(new LinkSecret("another secret, of somebody else's", shared()), NOW.plusSeconds(60));

        assertThat(opens(reader(secret(), NOW), token)).isZero();
    }

    @Test
    void gatewaysOfOneDatabaseOpenEachOthersLinks() throws IOException {
        String token = token(new LinkSecret("", shared()), NOW.plusSeconds(60));

        assertThat(opens(reader(new LinkSecret("", shared()), NOW), token)).isOne();
    }

    @Test
    void withoutPublicUrlNothingOpens() throws IOException {
        LinkSecret secret = secret();
        ReadLink shut = new ReadLink("", secret, Clock.fixed(NOW, ZoneOffset.UTC));

        assertThat(opens(shut, token(secret, NOW.plusSeconds(60)))).isZero();
    }

    @ParameterizedTest
    @NullSource
    @ValueSource(strings = {"", ".", "..", "mms/a/0.jpg", "%00", "é", "AAAA"})
    void whatIsNoTokenOpensNothing(String text) throws IOException {
        assertThatExceptionOfType(Rejected.class)
                .isThrownBy(() -> reader(secret(), NOW).read(text))
                .matches(refusal -> refusal.code().equals("link-unknown"));
    }

    @Test
    void shortSecretIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new LinkSecret("too short", shared()))
                .withMessageContaining("mms.link.secret");
    }

    @AfterEach
    void close() {
        database.stop();
    }

    private static int opens(ReadLink reader, String token) {
        try {
            reader.read(token);
            return 1;
        } catch (Rejected e) {
            return 0;
        }
    }

    private static ReadLink reader(LinkSecret secret, Instant now) {
        return new ReadLink("https://mms.example.com", secret, Clock.fixed(now, ZoneOffset.UTC));
    }

    private static String token(LinkSecret secret, Instant until) throws IOException {
        String link = new MakeLink("https://mms.example.com", secret).make(PHOTO, until, () -> {});
        assertThat(link).startsWith("https://mms.example.com/media/");
        return link.substring(link.lastIndexOf('/') + 1);
    }

    private LinkSecret secret() {
        return new LinkSecret(HexFormat.of().formatHex(new byte[32]), shared());
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

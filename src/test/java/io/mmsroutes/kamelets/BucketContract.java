package io.mmsroutes.kamelets;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.mmsroutes.failure.TryLater;
import io.mmsroutes.support.FaultyLine;
import java.io.File;
import java.io.IOException;
import java.net.URI;
import org.assertj.core.api.AbstractThrowableAssert;
import org.junit.jupiter.api.Test;

/** What a store promises besides when it is a bucket on somebody else's server. */
abstract class BucketContract extends MediaStoreContract {
    private static final int MEGABYTE = 1_048_576;

    /** The bucket that there is. */
    abstract String bucket();

    abstract URI server();

    /** The store with credentials that the server does not take, as parameters. */
    abstract String withWrongCredentials();

    /** What must not be in any sentence. */
    abstract String secret();

    @Test
    void wrongCredentialsAreToldWithTheBucketAndWithoutTheSecret() {
        assertThatItFails(withWrongCredentials(), "store-denied").hasMessageContaining(bucket());
    }

    @Test
    void aBucketThatIsNotThereIsToldByName() {
        assertThatItFails(store() + "?bucket=nobodys-bucket", "store-bucket-missing")
                .hasMessageContaining("nobodys-bucket");
    }

    @Test
    void aServerThatIsNotThereIsTriedLater() {
        assertThatItFails(store() + "?requestTimeout=2s&endpoint=http://127.0.0.1:1", "store-away")
                .hasMessageContaining(bucket());
    }

    @Test
    void aServerThatDiesOnceInTheMiddleOfABodyIsAskedAgain() throws IOException {
        try (FaultyLine line = new FaultyLine(server()).breaking(1, 5 * MEGABYTE)) {
            File body = file(20 * MEGABYTE);

            String location = put(by(line), body, "mms/+1/died/once.bin");

            assertThat(sha256(read(location))).isEqualTo(sha256(body));
        }
    }

    @Test
    void aServerThatDiesAgainAndAgainIsTriedLaterAndNothingHalfIsThere() throws IOException {
        // Less than what an upload that goes on where it broke could keep: 256 KiB.
        try (FaultyLine line = new FaultyLine(server()).breaking(1_000, 100_000)) {
            File body = file(20 * MEGABYTE);

            assertThatThrownBy(() -> put(by(line) + "&requestTimeout=5s", body, "mms/+1/died/often.bin"))
                    .isInstanceOf(TryLater.class)
                    .hasMessageContaining(bucket());

            assertThatThrownBy(() -> read(location("mms/+1/died/often.bin")).close())
                    .isNotNull();
        }
    }

    @Test
    void aSlowServerIsWaitedFor() throws IOException {
        try (FaultyLine line = new FaultyLine(server()).dripping(20)) {
            File body = file(MEGABYTE);

            String location = put(by(line), body, "mms/+1/slow.bin");

            assertThat(sha256(read(location))).isEqualTo(sha256(body));
        }
    }

    @Test
    void aServerThatNeverAnswersIsTriedLater() throws IOException {
        try (FaultyLine line = new FaultyLine(server()).silent()) {
            assertThatItFails(by(line) + "&requestTimeout=2s", "store-away").hasMessageContaining(bucket());
        }
    }

    @Test
    void whatCannotBeReadNowIsToldAsWhatCannotBeStored() {
        assertThatItCannotBeRead(withWrongCredentials(), "store-denied");
        assertThatItCannotBeRead(store() + "?requestTimeout=2s&endpoint=http://127.0.0.1:1", "store-away");
    }

    private void assertThatItCannotBeRead(String store, String code) {
        assertThatThrownBy(() -> readBy(store, "mms/+13125550001/m/0.jpg"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageContaining(bucket())
                .hasMessageNotContaining(secret())
                .hasMessageNotContaining("+13125550001");
    }

    /** Where a key would lie. */
    abstract String location(String key);

    private String by(FaultyLine line) {
        return store() + "?endpoint=" + line.endpoint();
    }

    private AbstractThrowableAssert<?, ? extends Throwable> assertThatItFails(String store, String code) {
        return assertThatThrownBy(() -> put(store, file(1_000), "mms/+13125550001/m/0.jpg"))
                .isInstanceOfSatisfying(
                        TryLater.class, failure -> assertThat(failure.code()).isEqualTo(code))
                .hasMessageNotContaining(secret())
                .hasMessageNotContaining("+13125550001");
    }
}

package io.mmsroutes.store.gcs;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.google.api.client.http.HttpHeaders;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.StorageException;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.net.ConnectException;
import java.net.SocketTimeoutException;
import java.net.UnknownHostException;
import java.nio.file.NoSuchFileException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.apache.camel.RuntimeCamelException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

class ExplainGcsFailureTest {
    private static final String LEAK = "No such object: acme-mms/mms/+13125550001/m/0.jpg?upload_id=secret";

    private final ExplainGcsFailure explainFailure = new ExplainGcsFailure("acme-mms");

    @ParameterizedTest
    @CsvSource({
        "404, notFound, store-bucket-missing",
        "401, authError, store-denied",
        "403, forbidden, store-denied",
        "429, rateLimitExceeded, store-busy",
        "500, internalError, store-busy",
        "503, backendError, store-busy",
        "400, invalid, store-failed",
        "412, conditionNotMet, store-failed",
        "0, dataLoss, store-failed",
    })
    void anAnswerIsToldByItsCodeAndItsReasonAlone(int status, String reason, String code) {
        TryLater told = told(new StorageException(status, LEAK, reason, new IOException(LEAK)));

        assertThat(told.code()).isEqualTo(code);
        assertThat(told.sentence()).contains("acme-mms", "Google says %d %s".formatted(status, reason));
        assertThatNothingLeaks(told);
    }

    @Test
    void aMissingBucketSaysWhatToDo() {
        assertThat(told(new StorageException(404, LEAK, "notFound", null)).sentence())
                .isEqualTo("There is no bucket acme-mms (Google says 404 notFound): make it, or mend"
                        + " camel.kamelet.media-store-gcs-sink.bucket.");
    }

    @ParameterizedTest
    @CsvSource({"404, ''", "410, ''", "410, gone"})
    void anUploadThatGoogleForgotIsNoMissingBucket(int status, String reason) {
        assertThat(told(new StorageException(status, LEAK, reason, null)).code())
                .isEqualTo("store-busy");
    }

    static Stream<Exception> silences() {
        return Stream.of(
                new ConnectException("Connection refused"),
                new UnknownHostException("storage.googleapis.com"),
                new SocketTimeoutException("Read timed out"),
                new IOException("Socket write timed out", new TimeoutException()),
                new IOException("Exception in socket write", new ExecutionException(new IOException(LEAK))));
    }

    @ParameterizedTest
    @MethodSource("silences")
    void silenceIsAStoreThatIsAway(Exception cause) {
        TryLater told = told(new StorageException(0, LEAK, cause));

        assertThat(told.code()).isEqualTo("store-away");
        assertThat(told.sentence()).startsWith("Google could not be reached for bucket acme-mms: ");
        assertThatNothingLeaks(told);
    }

    @Test
    void missingDefaultCredentialsAreTold() {
        TryLater told = told(new StorageException(0, LEAK, new DefaultCredentials.Missing()));

        assertThat(told.code()).isEqualTo("store-denied");
        assertThat(told.sentence()).contains("acme-mms", "there are no credentials");
    }

    @ParameterizedTest
    @CsvSource({"400, store-denied", "401, store-denied", "403, store-denied", "503, store-busy"})
    void aTokenThatIsRefusedIsToldByItsStatus(int status, String code) {
        HttpResponseException answer = new HttpResponseException.Builder(status, "no", new HttpHeaders())
                .setContent(LEAK)
                .build();
        IOException refused = new IOException(LEAK, answer);

        TryLater told = told(new StorageException(0, LEAK, refused));

        assertThat(told.code()).isEqualTo(code);
        assertThatNothingLeaks(told);
    }

    @Test
    void whoeverCannotSignIsDenied() {
        assertThat(told(new SigningException(LEAK, new IllegalStateException(LEAK)))
                        .code())
                .isEqualTo("store-denied");
    }

    @Test
    void ourOwnFailuresPassThroughHoweverWrapped() {
        Rejected rejected = new Rejected("name-outside", "The name leads out.");

        assertThatThrownBy(() -> explainFailure.explain(new RuntimeCamelException(rejected)))
                .isSameAs(rejected);
    }

    @Test
    void aFileThatIsGoneIsNotGooglesFault() {
        NoSuchFileException gone = new NoSuchFileException("/spool/1");

        assertThatThrownBy(() -> explainFailure.explain(new StorageException(0, LEAK, gone)))
                .isSameAs(gone);
    }

    @Test
    void whatIsNotGooglesIsThrownAsItCame() {
        IllegalStateException other = new IllegalStateException("a defect");

        assertThatThrownBy(() -> explainFailure.explain(other)).isSameAs(other);
    }

    @Test
    void aStoreWithoutABucketIsRefused() {
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new ExplainGcsFailure(" "))
                .withMessageStartingWith("camel.kamelet.media-store-gcs-sink.bucket is not set");
    }

    private TryLater told(Exception failure) {
        TryLater[] told = new TryLater[1];
        assertThatExceptionOfType(TryLater.class)
                .isThrownBy(() -> explainFailure.explain(failure))
                .satisfies(later -> told[0] = later);
        return told[0];
    }

    private static void assertThatNothingLeaks(Failure failure) {
        StringWriter trace = new StringWriter();
        failure.printStackTrace(new PrintWriter(trace));
        assertThat(trace.toString()).doesNotContain("3125550001", "upload_id");
    }
}

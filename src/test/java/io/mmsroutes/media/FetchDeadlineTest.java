package io.mmsroutes.media;

import static org.assertj.core.api.Assertions.assertThat;

import io.mmsroutes.failure.TryLater;
import java.io.IOException;
import java.time.Duration;
import org.apache.hc.client5.http.impl.classic.RequestFailedException;
import org.apache.hc.core5.http.ConnectionRequestTimeoutException;
import org.apache.hc.core5.util.Deadline;
import org.apache.hc.core5.util.DeadlineTimeoutException;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class FetchDeadlineTest {
    /** The two ways in which HttpClient's pool says that no connection came free in time. */
    static IOException[] noFreeConnection() {
        return new IOException[] {
            new ConnectionRequestTimeoutException("Timeout deadline: 50 MILLISECONDS"),
            new RequestFailedException(
                    "Request execution failed", DeadlineTimeoutException.from(Deadline.fromUnixMilliseconds(1)))
        };
    }

    @ParameterizedTest
    @MethodSource("noFreeConnection")
    void aHostThatHasItsShareOfThePoolInUseIsBusyAndHasNotFailed(IOException noFreeConnection) {
        RequestDeadline deadline = new RequestDeadline(() -> {}, Duration.ofMinutes(1));

        assertThat(FetchGuard.explain(noFreeConnection, deadline).code()).isEqualTo(TryLater.HOST_BUSY);

        assertThat(deadline.cancel()).isTrue();
    }
}

package io.mmsroutes.store.gcs;

import com.google.api.gax.retrying.BasicResultRetryAlgorithm;
import com.google.api.gax.retrying.ResultRetryAlgorithm;
import com.google.cloud.storage.StorageRetryStrategy;
import java.nio.file.FileSystemException;
import java.util.concurrent.ExecutionException;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Repeats whatever may go better the next time. Google's default repeats no write that could overwrite another's; here
 * the same key is always the same file, or one that is meant to replace it.
 */
final class RepeatWrites implements StorageRetryStrategy {
    private static final long serialVersionUID = 1L;

    private static final ResultRetryAlgorithm<?> GOOGLES =
            StorageRetryStrategy.getDefaultStorageRetryStrategy().getIdempotentHandler();

    private static final ResultRetryAlgorithm<Object> OURS = new BasicResultRetryAlgorithm<>() {
        @Override
        public boolean shouldRetry(@Nullable Throwable failure, @Nullable Object answer) {
            return failure != null && (GOOGLES.shouldRetry(failure, null) || brokeInTheBody(failure));
        }
    };

    @Override
    public ResultRetryAlgorithm<?> getIdempotentHandler() {
        return OURS;
    }

    @Override
    public ResultRetryAlgorithm<?> getNonidempotentHandler() {
        return OURS;
    }

    /** A body that is bounded in time is written by a thread of its own, so the broken connection arrives wrapped. */
    private static boolean brokeInTheBody(Throwable failure) {
        return causes(failure).anyMatch(ExecutionException.class::isInstance)
                && causes(failure).noneMatch(FileSystemException.class::isInstance);
    }

    private static Stream<Throwable> causes(Throwable failure) {
        return Stream.iterate(failure, at -> at != null, Throwable::getCause);
    }
}

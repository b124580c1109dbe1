package io.mmsroutes.store.gcs;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.google.api.client.http.HttpResponseException;
import com.google.auth.ServiceAccountSigner.SigningException;
import com.google.cloud.storage.StorageException;
import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.nio.file.FileSystemException;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Says what Google's refusal or silence means, in one of the two words. Codes and reasons only: Google's sentences hold
 * the name of the object, and the URL of the upload, which is a key to it. So they are not kept as a cause either.
 */
public final class ExplainGcsFailure {
    private final BucketError problem;

    public ExplainGcsFailure(String bucket) {
        this.problem = errorOf(bucket);
    }

    static BucketError errorOf(String bucket) {
        if (bucket.isBlank()) {
            throw new IllegalArgumentException(
                    "%s.bucket is not set: write the name of a bucket there.".formatted(GcsClient.SETTINGS));
        }
        return new BucketError("Google", bucket, GcsClient.SETTINGS);
    }

    /** Throws what it found; what is not Google's is thrown as it came. */
    public void explain(Exception failure) throws Exception {
        List<Throwable> causes = Stream.<Throwable>iterate(failure, at -> at != null, Throwable::getCause)
                .toList();
        Optional<Failure> ours = Failure.in(failure);
        if (ours.isPresent()) {
            throw ours.get();
        }
        Optional<FileSystemException> body = first(FileSystemException.class, causes);
        if (body.isPresent()) {
            throw body.get();
        }
        Optional<TryLater> googles = ofGoogle(causes);
        if (googles.isPresent()) {
            throw googles.get();
        }
        throw failure;
    }

    private Optional<TryLater> ofGoogle(List<Throwable> causes) {
        Optional<StorageException> answer =
                first(StorageException.class, causes).filter(storage -> storage.getCode() != 0 || said(storage));
        if (answer.isPresent()) {
            return answer.map(storage -> answered(storage, causes));
        }
        if (first(DefaultCredentials.Missing.class, causes).isPresent()) {
            return Optional.of(problem.withoutCredentials(sanitised(causes)));
        }
        Optional<HttpResponseException> token = first(HttpResponseException.class, causes);
        if (token.isPresent()) {
            return token.map(refused -> tokenRefused(refused.getStatusCode(), sanitised(causes)));
        }
        if (first(IOException.class, causes).isPresent()) {
            return Optional.of(problem.unreached(causes.get(0)));
        }
        return first(SigningException.class, causes).map(signing -> problem.withoutCredentials(sanitised(causes)));
    }

    private TryLater answered(StorageException answer, List<Throwable> causes) {
        String word = said(answer)
                ? answer.getReason()
                : first(HttpResponseException.class, causes)
                        .map(ExplainGcsFailure::reason)
                        .orElse("");
        StorageException bare = new StorageException(answer.getCode(), word);
        bare.setStackTrace(answer.getStackTrace());
        // The client gives an empty reason to the PUT alone, and null to the start of an upload.
        boolean forgotten = answer.getCode() == 410 || (answer.getCode() == 404 && "".equals(answer.getReason()));
        return forgotten
                ? problem.answered(503, "upload forgotten", bare)
                : problem.answered(answer.getCode(), word, bare);
    }

    /** The client does not read the error that an upload's start is answered with. */
    private static String reason(HttpResponseException answer) {
        try {
            return Json.MAPPER
                    .readTree(String.valueOf(answer.getContent()))
                    .at("/error/errors/0/reason")
                    .asText();
        } catch (JsonProcessingException e) {
            return "";
        }
    }

    /** Google's token endpoint says 400 to a key that it does not know. */
    private TryLater tokenRefused(int status, Exception bare) {
        return problem.answered(status == 400 ? 401 : status, "to the credentials", bare);
    }

    private static boolean said(StorageException answer) {
        return answer.getReason() != null && !answer.getReason().isBlank();
    }

    private static Exception sanitised(List<Throwable> causes) {
        return BucketError.sanitised(causes.get(0));
    }

    private static <T extends Throwable> Optional<T> first(Class<T> type, List<Throwable> causes) {
        return causes.stream().filter(type::isInstance).map(type::cast).findFirst();
    }
}

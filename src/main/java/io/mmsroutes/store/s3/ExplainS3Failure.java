package io.mmsroutes.store.s3;

import io.mmsroutes.failure.Failure;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import java.util.Set;
import java.util.stream.Stream;
import software.amazon.awssdk.awscore.exception.AwsServiceException;
import software.amazon.awssdk.core.exception.SdkException;

/** Says what S3's refusal or silence means, in one of the two words. */
public final class ExplainS3Failure {
    /** What servers say, mostly with 400, to a signature for another region; docs.aws.amazon.com, "Error responses". */
    private static final Set<String> OTHER_REGION = Set.of(
            "AuthorizationHeaderMalformed",
            "IllegalLocationConstraintException",
            "PermanentRedirect",
            "TemporaryRedirect");

    private final BucketError problem;

    public ExplainS3Failure(String bucket) {
        this.problem = errorOf(bucket);
    }

    static BucketError errorOf(String bucket) {
        return new BucketError("S3", bucket, "camel.kamelet.media-store-s3-sink");
    }

    /** Throws what it found; what is not S3's is thrown as it came. */
    public void explain(Exception failure) throws Exception {
        for (Throwable cause : Stream.<Throwable>iterate(failure, at -> at != null, Throwable::getCause)
                .toList()) {
            if (cause instanceof Failure ours) {
                throw ours;
            }
            if (cause instanceof AwsServiceException answer) {
                throw explained(answer);
            }
            if (cause instanceof SdkException unanswered) {
                throw explained(unanswered);
            }
        }
        throw failure;
    }

    private TryLater explained(AwsServiceException answer) {
        String word =
                answer.awsErrorDetails() == null || answer.awsErrorDetails().errorCode() == null
                        ? ""
                        : answer.awsErrorDetails().errorCode();
        int status = OTHER_REGION.contains(word) ? 301 : answer.statusCode();
        return problem.answered(status, word, BucketError.sanitised(answer));
    }

    private TryLater explained(SdkException unanswered) {
        boolean noCredentials = String.valueOf(unanswered.getMessage()).contains("Unable to load credentials");
        return noCredentials
                ? problem.withoutCredentials(BucketError.sanitised(unanswered))
                : problem.unreached(unanswered);
    }
}

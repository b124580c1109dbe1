package io.mmsroutes.store.s3;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Tells an object that is not there from a bucket that is not there. Where a 404 gives no reason, the bucket is asked for. */
record MissingObject(S3Client client, String bucket) {
    boolean isMeantBy(S3Exception answer) {
        if (answer.statusCode() != 404) {
            return false;
        }
        String word = answer.awsErrorDetails() == null
                ? ""
                : String.valueOf(answer.awsErrorDetails().errorCode());
        return switch (word) {
            case "NoSuchKey" -> true;
            case "NoSuchBucket" -> false;
            default -> bucketIsThere();
        };
    }

    private boolean bucketIsThere() {
        try {
            client.headBucket(request -> request.bucket(bucket));
            return true;
        } catch (S3Exception e) {
            return e.statusCode() != 404;
        }
    }
}

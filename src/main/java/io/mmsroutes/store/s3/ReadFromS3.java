package io.mmsroutes.store.s3;

import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.StoredStream;
import software.amazon.awssdk.core.ResponseInputStream;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.GetObjectResponse;
import software.amazon.awssdk.services.s3.model.S3Exception;

/**
 * Opens an object. Camel's component gives a stream too, but one whose close reads all that is left, for the sake of the
 * connection. Here a connection that was read to the end is in the pool by then, and any other is cut.
 */
public final class ReadFromS3 {
    private final S3Client client;
    private final BucketError problem;
    private final MissingObject missing;

    public ReadFromS3(S3Client client, String bucket) {
        this.client = client;
        this.problem = ExplainS3Failure.errorOf(bucket);
        this.missing = new MissingObject(client, bucket);
    }

    /**
     * @throws Rejected {@code stored-missing}. AWS says so only to whoever may list the bucket, and 403 to others;
     *     docs.aws.amazon.com, "GetObject"
     */
    public StoredStream read(String name) {
        try {
            ResponseInputStream<GetObjectResponse> object =
                    client.getObject(request -> request.bucket(problem.bucket()).key(name));
            return new StoredStream(object, object::abort);
        } catch (S3Exception e) {
            throw missing.isMeantBy(e) ? problem.missing() : e;
        }
    }
}

package io.mmsroutes.store.s3;

import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.model.S3Exception;

/** Deletes an object. One that is not there counts as deleted: AWS answers so, other servers answer 404. */
public final class EraseFromS3 {
    private final S3Client client;
    private final String bucket;
    private final MissingObject missing;

    public EraseFromS3(S3Client client, String bucket) {
        this.client = client;
        this.bucket = bucket;
        this.missing = new MissingObject(client, bucket);
    }

    public void erase(String name) {
        try {
            client.deleteObject(request -> request.bucket(bucket).key(name));
        } catch (S3Exception e) {
            if (!missing.isMeantBy(e)) {
                throw e;
            }
        }
    }
}

package io.mmsroutes.store.gcs;

import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.Storage;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.StoredStream;
import java.nio.channels.Channels;

/** Opens an object; one that is replaced meanwhile is read as it was. */
public final class ReadFromGcs {
    /** What is held of an object at a time; the client would hold 2 MiB. */
    private static final int BLOCK = 256 * 1024;

    private final Storage storage;
    private final BucketError problem;

    public ReadFromGcs(Storage storage, String bucket) {
        this.storage = storage;
        this.problem = ExplainGcsFailure.errorOf(bucket);
    }

    /** Throws {@link Rejected} {@code stored-missing}, also where there is no bucket: Google's client tells no difference. */
    public StoredStream read(String name) {
        Blob object = storage.get(problem.bucket(), name);
        if (object == null) {
            throw problem.missing();
        }
        ReadChannel bytes = object.reader();
        bytes.setChunkSize(BLOCK);
        return new StoredStream(Channels.newInputStream(bytes), bytes);
    }
}

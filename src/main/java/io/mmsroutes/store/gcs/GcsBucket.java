package io.mmsroutes.store.gcs;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNullElse;

import com.google.auth.ServiceAccountSigner;
import com.google.cloud.ReadChannel;
import com.google.cloud.storage.Blob;
import com.google.cloud.storage.BlobInfo;
import com.google.cloud.storage.Storage;
import com.google.cloud.storage.Storage.SignUrlOption;
import io.mmsroutes.failure.Rejected;
import io.mmsroutes.failure.TryLater;
import io.mmsroutes.store.BucketError;
import io.mmsroutes.store.DescribeUpload;
import io.mmsroutes.store.DescribeUpload.Upload;
import io.mmsroutes.store.StoredStream;
import java.io.File;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URLEncoder;
import java.nio.channels.Channels;
import java.security.DigestOutputStream;
import java.security.MessageDigest;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.apache.commons.codec.digest.DigestUtils;
import org.apache.commons.codec.digest.MessageDigestAlgorithms;
import org.jspecify.annotations.Nullable;

/**
 * A bucket by Google's own client. Camel's component cannot set metadata, writes the content type into Content-Encoding and
 * Cache-Control, takes 16 MiB of heap for each upload, and signs links by V2 alone, which Google advises against.
 */
public final class GcsBucket {
    private static final String GOOGLE = "https://storage.googleapis.com";
    private static final Duration LONGEST_LINK = Duration.ofDays(7);
    /** What is held of an object at a time; the client would hold 2 MiB. */
    private static final int BLOCK = 256 * 1024;

    private final Storage storage;
    private final BucketError problem;
    private final boolean locatedByUrl;
    private final String endpoint;

    /**
     * @param locationStyle {@code gs} or {@code url}; empty for {@code gs}
     * @param endpoint of a server that is not Google; empty for Google
     */
    public GcsBucket(Storage storage, String bucket, String locationStyle, String endpoint) {
        this.storage = storage;
        this.problem = ExplainGcsFailure.errorOf(bucket);
        this.locatedByUrl = switch (locationStyle.strip()) {
            case "", "gs" -> false;
            case "url" -> true;
            default ->
                throw new IllegalArgumentException("%s.locationStyle is %s, but can only be gs or url."
                        .formatted(GcsClient.SETTINGS, locationStyle));
        };
        this.endpoint = endpoint.strip();
    }

    /**
     * Uploads a file with its metadata, and believes it only when size and checksum are those of the file. The same name
     * twice replaces the first. {@code messageId}, {@code fromHash} and {@code sha256} become the metadata {@code
     * message-id}, {@code from-hash} and {@code sha256}, where they are given.
     *
     * @throws TryLater {@code store-altered}; Google's own failures are for {@link ExplainGcsFailure}
     */
    public void store(
            File body,
            String name,
            @Nullable String contentType,
            @Nullable String messageId,
            @Nullable String fromHash,
            @Nullable String sha256)
            throws IOException {
        Upload upload = new DescribeUpload().describe(body, messageId, fromHash, sha256);
        BlobInfo.Builder info = BlobInfo.newBuilder(problem.bucket(), name);
        if (contentType != null && !contentType.isBlank()) {
            info.setContentType(contentType);
        }
        if (!upload.metadata().isEmpty()) {
            info.setMetadata(upload.metadata());
        }
        confirm(upload, upload(info.build(), upload));
    }

    /** An empty file goes in one request, which {@code createFrom} would not repeat; any other is streamed in one resumable PUT. */
    private Blob upload(BlobInfo info, Upload upload) throws IOException {
        return upload.size() == 0
                ? storage.create(info)
                : storage.createFrom(info, upload.file().toPath());
    }

    private void confirm(Upload sent, Blob stored) throws IOException {
        // Google gives a CRC32C for every object; cloud.google.com/storage/docs/data-validation. Others may not.
        if (stored.getCrc32c() == null) {
            readBack(sent.file(), stored);
        } else if (!stored.getCrc32c().equals(sent.crc32c())) {
            throw problem.altered("its CRC32C differs");
        } else if (requireNonNullElse(stored.getSize(), 0L) != sent.size()) {
            throw problem.altered("its size differs");
        }
    }

    private void readBack(File file, Blob stored) throws IOException {
        MessageDigest there = DigestUtils.getSha256Digest();
        storage.downloadTo(stored.getBlobId(), new DigestOutputStream(OutputStream.nullOutputStream(), there));
        byte[] here = new DigestUtils(MessageDigestAlgorithms.SHA_256).digest(file);
        if (!MessageDigest.isEqual(here, there.digest())) {
            throw problem.altered("its SHA-256 differs");
        }
    }

    /**
     * Opens an object; one that is replaced meanwhile is read as it was.
     *
     * @throws Rejected {@code stored-missing}, also where there is no bucket: Google's client tells no difference
     */
    public StoredStream read(String name) {
        Blob object = storage.get(problem.bucket(), name);
        if (object == null) {
            throw problem.missing();
        }
        ReadChannel bytes = object.reader();
        bytes.setChunkSize(BLOCK);
        return new StoredStream(Channels.newInputStream(bytes), bytes);
    }

    /**
     * Returns a URL that anybody can read one object by, for a while; cloud.google.com/storage/docs/access-control/signed-urls.
     *
     * @param millis how long the link is good, rounded up to a second
     * @throws Rejected {@code link-too-long} for more than the seven days that Google allows
     * @throws TryLater {@code store-denied} where the credentials cannot sign
     */
    public String link(String name, long millis) {
        if (millis > LONGEST_LINK.toMillis()) {
            throw new Rejected("link-too-long", "Google signs links for seven days at most.");
        }
        if (!(storage.getOptions().getCredentials() instanceof ServiceAccountSigner)) {
            throw new TryLater(
                    "store-denied",
                    "No link into bucket %s: only a service account can sign one, see %s.keyFile."
                            .formatted(problem.bucket(), GcsClient.SETTINGS));
        }
        List<SignUrlOption> options = new ArrayList<>(List.of(SignUrlOption.withV4Signature()));
        if (!endpoint.isEmpty()) {
            options.add(SignUrlOption.withHostName(endpoint));
        }
        BlobInfo object = BlobInfo.newBuilder(problem.bucket(), name).build();
        long seconds = Math.max(1, (millis + 999) / 1_000);
        String url = storage.signUrl(object, seconds, TimeUnit.SECONDS, options.toArray(SignUrlOption[]::new))
                .toString();
        // The client always writes https; the scheme is no part of what is signed.
        return endpoint.startsWith("http:") ? url.replaceFirst("^https", "http") : url;
    }

    /** Where an object is: {@code gs://bucket/name} as it is, or the URL that serves it to whoever may read it. */
    public String location(String name) {
        if (!locatedByUrl) {
            return "gs://%s/%s".formatted(problem.bucket(), name);
        }
        String base = endpoint.isEmpty() ? GOOGLE : endpoint.replaceAll("/+$", "");
        return "%s/%s/%s".formatted(base, problem.bucket(), encoded(name));
    }

    private static String encoded(String name) {
        return Stream.of(name.split("/", -1))
                .map(part -> URLEncoder.encode(part, UTF_8).replace("+", "%20"))
                .collect(Collectors.joining("/"));
    }
}

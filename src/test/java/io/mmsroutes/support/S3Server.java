package io.mmsroutes.support;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.net.URI;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Properties;
import org.gaul.s3proxy.BlobStores;
import org.gaul.s3proxy.S3Proxy;
import org.gaul.s3proxy.auth.AuthenticationType;
import org.jspecify.annotations.Nullable;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;

/** A server that speaks S3 and verifies signatures (s3proxy), with one bucket. Its objects are files and survive it. */
public final class S3Server implements BucketServer {
    public static final String ACCESS_KEY = "test-access-key";
    public static final String SECRET_KEY = "test-secret-key-that-nobody-logs";

    private final int port;
    private final Path folder;
    private final S3Client client;
    private @Nullable S3Proxy server;

    public S3Server(Path folder) {
        this(folder, Ports.free());
    }

    public S3Server(Path folder, int port) {
        this(folder, port, true);
    }

    private S3Server(Path folder, int port, boolean here) {
        this.folder = folder;
        this.port = port;
        this.client = S3Client.builder()
                .endpointOverride(endpoint())
                .forcePathStyle(true)
                .region(Region.US_EAST_1)
                .credentialsProvider(
                        StaticCredentialsProvider.create(AwsBasicCredentials.create(ACCESS_KEY, SECRET_KEY)))
                .build();
        try {
            Files.createDirectories(folder.resolve(BUCKET));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        if (here) {
            this.server = start();
        }
    }

    /** The same view of one that runs in another process. */
    public static S3Server elsewhere(Path folder, int port) {
        return new S3Server(folder, port, false);
    }

    @Override
    public Map<String, String> settings() {
        String kamelet = "camel.kamelet.media-store-s3-sink.";
        return Map.of(
                "mms.store.default",
                "media-store-s3-sink",
                kamelet + "bucket",
                BUCKET,
                kamelet + "region",
                "us-east-1",
                kamelet + "endpoint",
                endpoint().toString(),
                kamelet + "pathStyle",
                "true",
                kamelet + "accessKey",
                ACCESS_KEY,
                kamelet + "secretKey",
                SECRET_KEY);
    }

    public URI endpoint() {
        return URI.create("http://127.0.0.1:" + port);
    }

    /** A client of AWS's own, to look with. */
    public S3Client client() {
        return client;
    }

    @Override
    public InputStream read(String location) {
        String key = location.substring("s3://%s/".formatted(BUCKET).length());
        return client.getObject(request -> request.bucket(BUCKET).key(key));
    }

    public void stop() {
        try {
            if (server != null) {
                server.stop();
            }
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
    }

    public void restart() {
        server = start();
    }

    @Override
    public void close() {
        client.close();
        stop();
    }

    private S3Proxy start() {
        Properties properties = new Properties();
        properties.setProperty("jclouds.filesystem.basedir", folder.toString());
        S3Proxy made = S3Proxy.builder()
                .blobStore(BlobStores.create("filesystem", properties))
                .endpoint(endpoint())
                .awsAuthentication(AuthenticationType.AWS_V4, ACCESS_KEY, SECRET_KEY)
                .stopTimeout(0)
                .build();
        try {
            made.start();
        } catch (Exception e) {
            throw new IllegalStateException(e);
        }
        return made;
    }
}

package io.mmsroutes.store.s3;

import java.net.URI;
import java.time.Duration;
import java.util.Locale;
import software.amazon.awssdk.auth.credentials.AwsBasicCredentials;
import software.amazon.awssdk.auth.credentials.AwsCredentialsProvider;
import software.amazon.awssdk.auth.credentials.DefaultCredentialsProvider;
import software.amazon.awssdk.auth.credentials.StaticCredentialsProvider;
import software.amazon.awssdk.core.checksums.RequestChecksumCalculation;
import software.amazon.awssdk.core.checksums.ResponseChecksumValidation;
import software.amazon.awssdk.http.apache.ApacheHttpClient;
import software.amazon.awssdk.regions.PartitionMetadata;
import software.amazon.awssdk.regions.Region;
import software.amazon.awssdk.services.s3.S3Client;
import software.amazon.awssdk.services.s3.S3Configuration;
import software.amazon.awssdk.services.s3.presigner.S3Presigner;

/**
 * AWS's own clients, set as {@code media-store-s3-sink} is. Camel's component makes one too, but for one client alone it
 * cannot leave the checksums away that other servers do not know.
 */
public final class S3Clients {
    private static final String SETTINGS = "camel.kamelet.media-store-s3-sink.";
    /** As many as there can be uploads at once; what is more waits for the time of a store that is slow. */
    private static final int CONNECTIONS = 128;

    private S3Clients() {}

    /**
     * @param region empty where an endpoint says where the bucket is
     * @param endpoint of a server that is not AWS, or one of AWS's own; empty for the usual one of AWS
     * @param accessKey empty: the default chain, which is environment, profile, container or machine role
     * @param checksums {@code when_supported}: a body goes in frames, with a checksum behind it, as AWS's clients send it
     *     (docs.aws.amazon.com, "Data Integrity Protections for Amazon S3"). {@code when_required}: as {@link WholePayload}
     *     says. Empty: at AWS the first, elsewhere the second
     * @param timeout for one request with all its repetitions
     * @throws IllegalArgumentException with a sentence that names the setting
     */
    // Of the two clients this is the one that the AWS of Camel 4.14, and so of a Karaf, has.
    @SuppressWarnings("deprecation")
    public static S3Client client(
            String region,
            String endpoint,
            boolean pathStyle,
            String accessKey,
            String secretKey,
            String checksums,
            Duration timeout) {
        Region where = region(region, endpoint);
        String usual = isAws(endpoint, where) ? "when_supported" : "when_required";
        String when = checksums.isBlank() ? usual : checksums.strip();
        RequestChecksumCalculation sent = choice(RequestChecksumCalculation.class, when);
        boolean whole = sent == RequestChecksumCalculation.WHEN_REQUIRED;
        var builder = S3Client.builder()
                .region(where)
                .forcePathStyle(pathStyle)
                .credentialsProvider(credentials(accessKey, secretKey))
                .requestChecksumCalculation(sent)
                .responseChecksumValidation(choice(ResponseChecksumValidation.class, when))
                .overrideConfiguration(config -> config.apiCallTimeout(timeout))
                .httpClientBuilder(ApacheHttpClient.builder()
                        .maxConnections(CONNECTIONS)
                        .connectionAcquisitionTimeout(timeout)
                        .expectContinueEnabled(!whole));
        if (whole) {
            builder.putAuthScheme(new WholePayload());
        }
        if (!endpoint.isBlank()) {
            builder.endpointOverride(uri(endpoint));
        }
        return builder.build();
    }

    /** Signs links; it connects to nobody. The parameters are those of {@link #client}. */
    public static S3Presigner presigner(
            String region, String endpoint, boolean pathStyle, String accessKey, String secretKey) {
        var builder = S3Presigner.builder()
                .region(region(region, endpoint))
                .serviceConfiguration(S3Configuration.builder()
                        .pathStyleAccessEnabled(pathStyle)
                        .build())
                .credentialsProvider(credentials(accessKey, secretKey));
        if (!endpoint.isBlank()) {
            builder.endpointOverride(uri(endpoint));
        }
        return builder.build();
    }

    /** Servers that have no regions take the first of AWS in a signature. */
    private static Region region(String region, String endpoint) {
        if (!region.isBlank()) {
            return Region.of(region.strip());
        }
        if (endpoint.isBlank()) {
            throw new IllegalArgumentException(
                    "%sregion is empty: write where the bucket is, such as eu-west-1.".formatted(SETTINGS));
        }
        return Region.US_EAST_1;
    }

    /** Endpoints of AWS's own, such as one of a VPC, are AWS. */
    private static boolean isAws(String endpoint, Region region) {
        return endpoint.isBlank()
                || uri(endpoint)
                        .getHost()
                        .toLowerCase(Locale.ROOT)
                        .endsWith("." + PartitionMetadata.of(region).dnsSuffix());
    }

    private static AwsCredentialsProvider credentials(String accessKey, String secretKey) {
        if (accessKey.isEmpty() != secretKey.isEmpty()) {
            throw new IllegalArgumentException(
                    "Set both %saccessKey and %<ssecretKey, or none of them for AWS's default chain."
                            .formatted(SETTINGS));
        }
        return accessKey.isEmpty()
                ? DefaultCredentialsProvider.builder().build()
                : StaticCredentialsProvider.create(AwsBasicCredentials.create(accessKey, secretKey));
    }

    private static URI uri(String endpoint) {
        URI uri = URI.create(endpoint.strip());
        if (uri.getScheme() == null || uri.getHost() == null) {
            throw new IllegalArgumentException(
                    "%sendpoint is no URL: write it as https://storage.example.com, not as %s."
                            .formatted(SETTINGS, endpoint));
        }
        return uri;
    }

    private static <E extends Enum<E>> E choice(Class<E> type, String word) {
        try {
            return Enum.valueOf(type, word.toUpperCase(Locale.ROOT));
        } catch (IllegalArgumentException e) {
            throw new IllegalArgumentException(
                    "%schecksums is %s, but can only be when_supported, when_required or empty."
                            .formatted(SETTINGS, word),
                    e);
        }
    }
}

package io.mmsroutes.doctor;

import com.fasterxml.jackson.databind.JsonNode;
import io.mmsroutes.text.Json;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpRequest.BodyPublishers;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The ways in and out: does the public URL lead here, as far as this machine can tell, and are the hosts of inbound media within reach?
 * A link to inbound media works for some time only, so what cannot be fetched soon is 404 in the end.
 */
final class ReachChecks {
    private static final String PUBLIC = "public-url";
    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String publicUrl;
    private final List<String> mediaHosts;
    private final Predicate<InetAddress> open;
    private final List<Diagnosis> found = new ArrayList<>();

    /**
     * @param mediaHosts {@code mms.media.allowed-hosts}
     * @param open whether an address is one of the open internet
     */
    ReachChecks(String publicUrl, String mediaHosts, Predicate<InetAddress> open) {
        this.publicUrl = publicUrl;
        this.mediaHosts = Stream.of(mediaHosts.split(","))
                .map(String::strip)
                .filter(host -> !host.isEmpty() && !host.startsWith("*"))
                .toList();
        this.open = open;
    }

    List<Diagnosis> run() {
        publicUrl();
        List<String> closed = mediaHosts.stream().filter(host -> !answers(host)).toList();
        found.add(
                closed.isEmpty()
                        ? Diagnosis.fine("media-hosts", "The hosts of inbound media are within reach.")
                        : Diagnosis.warning(
                                "media-hosts",
                                "Not within reach: %s. Inbound media there are given up when their links expire."
                                        .formatted(String.join(", ", closed)),
                                "Let this machine out to them, port 443."));
        return List.copyOf(found);
    }

    private void publicUrl() {
        if (publicUrl.isEmpty()) {
            found.add(Diagnosis.warning(
                    PUBLIC,
                    "mms.public-url is not set: lost answers are not reconciled by receipts, and stored media have no links.",
                    "Set it to the https address by which Telnyx reaches this gateway."));
            return;
        }
        URI uri = URI.create(publicUrl);
        if (!"https".equals(uri.getScheme())) {
            found.add(Diagnosis.warning(
                    PUBLIC,
                    "mms.public-url is not https: messages can be read on the way.",
                    "Put TLS in front of it."));
        }
        if (isOpen(String.valueOf(uri.getHost()))) {
            leadsHere(uri);
        }
    }

    private boolean isOpen(String host) {
        try {
            List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(host));
            if (addresses.stream().allMatch(open)) {
                return true;
            }
            found.add(Diagnosis.fault(
                    PUBLIC,
                    "mms.public-url has a private address, where Telnyx cannot reach it.",
                    "Give its host a public address in DNS, or set mms.public-url to one that has."));
        } catch (UnknownHostException e) {
            found.add(Diagnosis.fault(
                    PUBLIC,
                    "The host of mms.public-url is not in DNS.",
                    "Correct mms.public-url, or add the host to DNS."));
        }
        return false;
    }

    /** An unsigned webhook is refused by this gateway in its own words. */
    private void leadsHere(URI uri) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            HttpResponse<String> answer = http.send(
                    HttpRequest.newBuilder(URI.create(uri + "/webhooks"))
                            .timeout(TIMEOUT)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString());
            boolean here = answer.statusCode() == 401 && code(answer.body()).startsWith("signature-");
            found.add(
                    here
                            ? Diagnosis.fine(PUBLIC, "mms.public-url leads to a gateway, as seen from this machine.")
                            : Diagnosis.fault(
                                    PUBLIC,
                                    "<mms.public-url>/webhooks answers %s, and not as a gateway does."
                                            .formatted(answer.statusCode()),
                                    "Have the balancer or proxy send that path to this gateway as it comes, POST and body and all."));
        } catch (SSLException e) {
            found.add(Diagnosis.fault(
                    PUBLIC,
                    "The certificate of mms.public-url is not valid, and Telnyx checks it.",
                    "Renew it, and serve the whole chain."));
        } catch (IOException e) {
            found.add(Diagnosis.warning(
                    PUBLIC,
                    "mms.public-url does not answer this machine; some networks do not let a machine reach its own public address.",
                    "Try it from outside: curl -X POST <mms.public-url>/webhooks answers 401."));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static String code(String body) {
        try {
            JsonNode json = Json.MAPPER.readTree(body);
            return json == null ? "" : json.path("code").asText();
        } catch (IOException e) {
            return "";
        }
    }

    private static boolean answers(String host) {
        try (Socket socket = new Socket()) {
            socket.connect(new InetSocketAddress(host, 443), Math.toIntExact(TIMEOUT.toMillis()));
            return true;
        } catch (IOException e) {
            return false;
        }
    }
}

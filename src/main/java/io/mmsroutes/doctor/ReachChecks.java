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
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.Predicate;
import java.util.stream.Stream;
import javax.net.ssl.SSLException;

/**
 * The ways in and out: does the public URL lead here, as far as this machine can tell, does each failover URL, and are the hosts of inbound
 * media within reach?
 * A link to inbound media works for some time only, so what cannot be fetched soon is 404 in the end.
 */
final class ReachChecks {
    private static final String PUBLIC = "public-url";
    private static final String FAILOVER = "failover-reachable";
    private static final String PORTAL =
            "Telnyx portal, Messaging, the profile: set the failover URL to a second gateway, or to this one by another way.";

    private static final Duration TIMEOUT = Duration.ofSeconds(5);

    private final String publicUrl;
    private final Collection<String> failovers;
    private final List<String> mediaHosts;
    private final Predicate<InetAddress> open;
    private final Findings found = new Findings();

    /**
     * @param failovers webhook failover URLs of the messaging profiles
     * @param mediaHosts {@code mms.media.allowed-hosts}
     * @param open whether an address is one of the open internet
     */
    ReachChecks(String publicUrl, Collection<String> failovers, String mediaHosts, Predicate<InetAddress> open) {
        this.publicUrl = publicUrl;
        this.failovers = failovers;
        this.mediaHosts = Stream.of(mediaHosts.split(","))
                .map(String::strip)
                .filter(host -> !host.isEmpty() && !host.startsWith("*"))
                .toList();
        this.open = open;
    }

    List<Diagnosis> run() {
        publicUrl();
        failovers.forEach(this::failover);
        List<String> closed = mediaHosts.stream().filter(host -> !answers(host)).toList();
        found.warningUnless(
                closed.isEmpty(),
                "media-hosts",
                "The hosts of inbound media are within reach.",
                "Not within reach: %s. Inbound media there are given up when their links expire."
                        .formatted(String.join(", ", closed)),
                "Let this machine out to them, port 443.");
        return found.all();
    }

    private void publicUrl() {
        if (publicUrl.isEmpty()) {
            found.warning(
                    PUBLIC,
                    "mms.public-url is not set: lost answers are not reconciled by receipts, and stored media have no links.",
                    "Set it to the https address by which Telnyx reaches this gateway.");
            return;
        }
        URI uri = URI.create(publicUrl);
        if (!"https".equals(uri.getScheme())) {
            found.warning(
                    PUBLIC, "mms.public-url is not https: messages can be read on the way.", "Put TLS in front of it.");
        }
        if (isOpen(PUBLIC, "mms.public-url", uri)) {
            leadsHere(URI.create(uri + "/webhooks"));
        }
    }

    /** Another gateway, or a receiver of another make. */
    private void failover(String url) {
        URI uri;
        try {
            uri = URI.create(url);
        } catch (IllegalArgumentException e) {
            found.fault(FAILOVER, "The failover URL of the profile is none.", PORTAL);
            return;
        }
        if (!publicUrl.isEmpty() && url.replaceFirst("/+$", "").equals(publicUrl + "/webhooks")) {
            found.warning(
                    FAILOVER, "The failover URL of the profile is its webhook URL, which is tried already.", PORTAL);
        } else if (isOpen(FAILOVER, "The failover URL of the profile", uri)) {
            takes(uri);
        }
    }

    private boolean isOpen(String check, String name, URI uri) {
        try {
            List<InetAddress> addresses = Arrays.asList(InetAddress.getAllByName(String.valueOf(uri.getHost())));
            if (addresses.stream().allMatch(open)) {
                return true;
            }
            found.fault(
                    check,
                    name + " has a private address, where Telnyx cannot reach it.",
                    "Give its host a public address in DNS, or set one that has.");
        } catch (UnknownHostException e) {
            found.fault(
                    check,
                    "The host of %s is not in DNS.".formatted(name.replaceFirst("^The ", "the ")),
                    "Correct it, or add the host to DNS.");
        }
        return false;
    }

    private void leadsHere(URI webhooks) {
        post(
                PUBLIC,
                "mms.public-url",
                webhooks,
                answer -> found.faultUnless(
                        isGateway(answer),
                        PUBLIC,
                        "mms.public-url leads to a gateway, as seen from this machine.",
                        "<mms.public-url>/webhooks answers %s, and not as a gateway does."
                                .formatted(answer.statusCode()),
                        "Have the balancer or proxy send that path to this gateway as it comes, POST and body and all."));
    }

    private void takes(URI failover) {
        post(FAILOVER, "The failover URL of the profile", failover, answer -> {
            int status = answer.statusCode();
            boolean isReceiver = status / 100 == 2 || (status / 100 == 4 && status != 404 && status != 405);
            found.faultUnless(
                    isGateway(answer) || isReceiver,
                    FAILOVER,
                    "The failover URL of the profile answers%s."
                            .formatted(isGateway(answer) ? " as a gateway does" : ""),
                    "The failover URL of the profile answers %s to a POST.".formatted(status),
                    PORTAL);
        });
    }

    /** An unsigned webhook, which a gateway refuses in its own words. */
    private void post(String check, String name, URI uri, Consumer<HttpResponse<String>> judge) {
        HttpClient http = HttpClient.newBuilder().connectTimeout(TIMEOUT).build();
        try {
            judge.accept(http.send(
                    HttpRequest.newBuilder(uri)
                            .timeout(TIMEOUT)
                            .header("content-type", "application/json")
                            .POST(BodyPublishers.ofString("{}"))
                            .build(),
                    BodyHandlers.ofString()));
        } catch (SSLException e) {
            found.fault(
                    check,
                    "The certificate of %s is not valid, and Telnyx checks it."
                            .formatted(name.replaceFirst("^The ", "the ")),
                    "Renew it, and serve the whole chain.");
        } catch (IOException | IllegalArgumentException e) {
            found.warning(
                    check,
                    name
                            + " does not answer this machine; some networks do not let a machine reach its own public address.",
                    "Try it from outside: curl -X POST to it, and a gateway answers 401.");
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private static boolean isGateway(HttpResponse<String> answer) {
        return answer.statusCode() == 401 && code(answer.body()).startsWith("signature-");
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

package io.mmsroutes.media;

import io.mmsroutes.failure.Rejected;
import java.net.InetAddress;
import java.net.UnknownHostException;
import org.apache.hc.client5.http.DnsResolver;

/**
 * Resolves a name once for each connection and judges what came out; the client dials exactly these addresses, so a name
 * that changes its mind in between gains nothing.
 */
final class PinnedDns implements DnsResolver {
    private final MediaHosts hosts;

    PinnedDns(MediaHosts hosts) {
        this.hosts = hosts;
    }

    /**
     * Throws {@link Rejected} {@code address-refused} if one address of the name is not public and the name not trusted.
     *
     * @param host in the letters that stand behind xn--, where there are such: HttpClient writes it so
     */
    @Override
    public InetAddress[] resolve(String host) throws UnknownHostException {
        InetAddress[] addresses = InetAddress.getAllByName(HttpUrl.host(host));
        if (!hosts.mayBePrivate(host)) {
            for (InetAddress address : addresses) {
                if (!PublicAddress.test(address)) {
                    throw new Rejected(
                            "address-refused",
                            "%s has an address that is not public; mms.media.trusted-hosts may name it."
                                    .formatted(host));
                }
            }
        }
        return addresses;
    }

    @Override
    public String resolveCanonicalHostname(String host) {
        return host;
    }
}

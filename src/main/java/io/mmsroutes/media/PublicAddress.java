package io.mmsroutes.media;

import java.net.InetAddress;
import java.net.UnknownHostException;
import java.util.Arrays;
import java.util.List;
import java.util.stream.Stream;

/**
 * Whether an address is one of the open internet. Everything in IANA's special-purpose registries (RFC 6890 and its
 * updates; looked up in November 2026) is not, nor are addresses of cloud metadata services. An IPv6 address that carries an
 * IPv4 address inside is refused, but for two forms that are judged by the IPv4 address: those mapped into ::ffff:0:0/96, which
 * Java makes IPv4 of, and those of NAT64's well-known prefix, which is all that a network without IPv4 has of an IPv4 host.
 */
public final class PublicAddress {
    private static final List<Block> CLOSED = Stream.of(
                    "0.0.0.0/8",
                    "10.0.0.0/8",
                    "100.64.0.0/10",
                    "127.0.0.0/8",
                    "168.63.129.16/32", // Azure's metadata and DNS service, though the block is public
                    "169.254.0.0/16",
                    "172.16.0.0/12",
                    "192.0.0.0/24",
                    "192.0.2.0/24",
                    "192.31.196.0/24", // AS112, RFC 7535
                    "192.52.193.0/24", // AMT, RFC 7450
                    "192.88.99.0/24",
                    "192.168.0.0/16",
                    "192.175.48.0/24", // AS112, RFC 7534
                    "198.18.0.0/15",
                    "198.51.100.0/24",
                    "203.0.113.0/24",
                    "224.0.0.0/4",
                    "240.0.0.0/4",
                    "2001::/23", // Teredo, AMT, ORCHID and one of AS112 among them
                    "2001:db8::/32",
                    "2002::/16",
                    "2620:4f:8000::/48", // AS112, RFC 7534
                    "3fff::/20")
            .map(Block::parse)
            .toList();
    /** All of today's global unicast IPv6; what lies outside is loopback, local, mapped, translated or multicast. */
    private static final Block GLOBAL_IPV6 = Block.parse("2000::/3");

    /** RFC 6052. Not 64:ff9b:1::/48, RFC 8215: what is behind that is the network's own, and so is where IPv4 stands in it. */
    private static final Block NAT64 = Block.parse("64:ff9b::/96");

    private PublicAddress() {}

    public static boolean test(InetAddress address) {
        byte[] whole = address.getAddress();
        byte[] bytes = NAT64.contains(whole) ? Arrays.copyOfRange(whole, 12, 16) : whole;
        boolean global = bytes.length == 4 || GLOBAL_IPV6.contains(bytes);
        return global && CLOSED.stream().noneMatch(block -> block.contains(bytes));
    }

    private static final class Block {
        private final byte[] network;
        private final int prefix;

        private Block(byte[] network, int prefix) {
            this.network = network;
            this.prefix = prefix;
        }

        static Block parse(String cidr) {
            int slash = cidr.indexOf('/');
            try {
                byte[] network = InetAddress.getByName(cidr.substring(0, slash)).getAddress();
                return new Block(network, Integer.parseInt(cidr.substring(slash + 1)));
            } catch (UnknownHostException e) {
                throw new IllegalArgumentException(cidr, e);
            }
        }

        boolean contains(byte[] address) {
            if (address.length != network.length) {
                return false;
            }
            for (int bit = 0; bit < prefix; bit++) {
                int mask = 0x80 >> (bit % 8);
                if ((address[bit / 8] & mask) != (network[bit / 8] & mask)) {
                    return false;
                }
            }
            return true;
        }
    }
}
